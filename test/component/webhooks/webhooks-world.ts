import type { EventBridgeEvent } from 'aws-lambda';
import { CATALOGUE, type FactName } from '../../../events/catalogue.ts';
import { outboxItems } from '../../../functions/casefile/files.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { WebhooksConfiguration } from '../../../functions/partners/http/webhooks-configuration.ts';
import type { WebhookAnswer, WebhookCall } from '../../../functions/partners/webhook.ts';
import type { Workflows } from '../../../functions/runtime/workflows.ts';
import type { Item, Table, Write } from '../../../functions/table/table.ts';
import type { Needs as ApiNeeds } from '../../../functions/webhooks/api/needs.ts';
import { lookAfterLanes } from '../../../functions/webhooks/subscribers/look-after-lanes.ts';
import { wakeForPublished, wakeLanes } from '../../../functions/webhooks/subscribers/wake-lanes.ts';
import { wakeWebhookLanes } from '../../../functions/webhooks/sweeps/wake-webhook-lanes.ts';
import { deliverEvents } from '../../../functions/webhooks/tasks/deliver-events.ts';
import type { Needs } from '../../../functions/webhooks/tasks/needs.ts';
import { parkLane } from '../../../functions/webhooks/tasks/park-lane.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { deliver, runTask } from '../../support/tasks.ts';
import { aContext, testVault } from '../../support/world.ts';

/** An attempt as the receiver saw it. */
export interface Seen {
  readonly at: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly event: { readonly id: string; readonly type: string; readonly caseId: string; readonly sequence: number };
  readonly body: string;
  readonly answer: WebhookAnswer;
}

interface Run {
  readonly machine: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: string;
}

type Receiver = (call: WebhookCall, at: string) => WebhookAnswer | Promise<WebhookAnswer>;

/** Data of facts that a webhook may be told of. */
const DATA: Readonly<Partial<Record<FactName, Readonly<Record<string, unknown>>>>> = {
  MotherRegistered: { personId: derivedId('person'), channel: 'partner', children: 0, hasNationalId: true },
  MotherDied: { on: '2026-03-01' },
  CaseErased: {},
};

/** The webhooks on a table in memory, a clock, a receiver that answers as it is told, and state machines that run as theirs would. */
export const aWebhooksWorld = (
  rules: Readonly<Record<string, unknown>> = {},
  startsAt = '2026-03-01T10:00:00.000Z',
  kept = memoryTable(),
) => {
  let outbox: Item[] = [];
  const table: Table = {
    ...kept,
    async transact(writes, token) {
      await kept.transact(writes, token);
      outbox.push(...writes.flatMap((write) => ('put' in write && write.put.entity === 'event' ? [write.put] : [])));
    },
  };
  const configuration = WebhooksConfiguration.parse(rules);
  const seen: Seen[] = [];
  const counted: string[] = [];
  const started = new Set<string>();
  const versions = new Map<string, number>();
  let waiting: Run[] = [];
  let now = startsAt;
  let receiver: Receiver = () => ({ status: 200 });

  const workflows: Workflows = {
    start: (machine, name, input) => {
      if (!started.has(name)) waiting.push({ machine, name, input, at: now });
      started.add(name);
      return Promise.resolve();
    },
    answer: () => Promise.resolve(),
    fail: () => Promise.resolve(),
  };
  const needs: Needs & ApiNeeds = {
    table,
    workflows,
    vault: testVault,
    rules: () => configuration,
    shards: () => 1,
    count: (metric) => counted.push(metric),
    sender: {
      async send(call) {
        const at = now;
        const answer = await receiver(call, at);
        const event = JSON.parse(call.body) as Seen['event'];
        seen.push({ at, url: call.url, headers: call.headers, body: call.body, event, answer });
        return answer;
      },
    },
  };
  const subscriptions = [...wakeLanes(needs), wakeForPublished(needs)];

  const step = async ({ machine, name, input }: Run): Promise<void> => {
    const at = now;
    if (machine === 'webhook-round') {
      const value = (await runTask(wakeWebhookLanes(needs), input, { at, execution: name })) as { more: boolean };
      if (value.more) waiting.push({ machine, name, input: { ...input, next: { value } }, at });
      return;
    }
    const next = (await runTask(deliverEvents(needs), input, { at, execution: name })) as { step: string; until?: string };
    if (next.step !== 'left') waiting.push({ machine, name, input, at: next.until ?? at });
  };

  return {
    table,
    needs,
    seen,
    counted,
    now: () => now,
    receive: (answers: Receiver) => (receiver = answers),
    /** The attempts that were taken. */
    taken: () => seen.filter(({ answer }) => answer.status !== undefined && answer.status < 300),
    /** Something happens to a case; the bus tells of it. @returns the id of the event */
    async happens(caseId: string, name: 'MotherRegistered' | 'MotherDied' | 'CaseErased', owner = 'client-1', area = 'north-1') {
      const version = (versions.get(caseId) ?? 0) + 1;
      versions.set(caseId, version);
      const fact = CATALOGUE[name];
      const newFact = { source: fact.source, detailType: fact.detailType, data: DATA[name] ?? {} };
      const items = outboxItems({ id: caseId, version, area, programme: 'DEFAULT', owner }, aContext(now), [newFact]);
      await table.transact(
        items.map((put): Write => ({ put })),
        derivedId('happens', caseId, version),
      );
      return { eventId: derivedId('event', caseId, version, 0), tell: () => this.tell(caseId, name, version) };
    },
    async tell(caseId: string, name: FactName, version: number): Promise<void> {
      const subscription = subscriptions.find(({ detailType }) => detailType === CATALOGUE[name].detailType);
      if (subscription === undefined) throw new Error(`nobody listens to ${name}`);
      await deliver(subscription, caseId, DATA[name] ?? {}, now, String(version));
    },
    /** The bus tells of all that was written to the outbox since it was asked last. */
    async relay(): Promise<void> {
      const told = outbox;
      outbox = [];
      for (const { detailType, detail } of told) {
        const event = { 'detail-type': detailType, detail: JSON.parse(String(detail)) as unknown } as EventBridgeEvent<string, unknown>;
        for (const subscription of subscriptions) if (subscription.detailType === detailType) await subscription.run(event);
      }
      await this.pass(0);
    },
    /** The update sweep finds a lane. */
    swept: (caseId: string, webhookId: string, dueOn: string) =>
      deliver(lookAfterLanes(needs), caseId, { kind: 'webhook', item: webhookId, dueOn }, now, `sweep ${now}`),
    park: (input: unknown, execution: string) => runTask(parkLane(needs), input, { at: now, execution }),
    /** The running executions, and when each goes on. */
    waiting: () => waiting,
    lose: () => (waiting = []),
    /** Does everything that is due until an instant, each at its time; what is due together, or comes meanwhile, is done side by side. */
    async passTo(instant: string): Promise<void> {
      const active = new Set<Promise<void>>();
      for (let turns = 0; turns < 100_000; turns += 1) {
        const runs = waiting.filter(({ at }) => at <= now);
        waiting = waiting.filter(({ at }) => at > now);
        for (const run of runs) {
          const done: Promise<void> = step(run).finally(() => active.delete(done));
          active.add(done);
        }
        if (active.size > 0) {
          await Promise.race([...active, new Promise((resolve) => setImmediate(resolve))]);
          continue;
        }
        const due = waiting.reduce((first, { at }) => (at < first ? at : first), '9');
        if (due > instant) break;
        now = due > now ? due : now;
      }
      now = instant > now ? instant : now;
    },
    async pass(seconds: number): Promise<void> {
      await this.passTo(new Date(Date.parse(now) + seconds * 1000).toISOString());
    },
  };
};
export type WebhooksWorld = ReturnType<typeof aWebhooksWorld>;
