import { randomUUID } from 'node:crypto';
import { raiseAlert } from '../../../functions/casefile/alert.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { awaitAcceptance } from '../../../functions/alerts/tasks/await-acceptance.ts';
import { tellRung } from '../../../functions/alerts/tasks/tell-rung.ts';
import { followWorker } from '../../../functions/alerts/subscribers/follow-worker.ts';
import { hearSilence } from '../../../functions/alerts/subscribers/hear-silence.ts';
import { lookAfterAlerts } from '../../../functions/alerts/subscribers/look-after-alerts.ts';
import { endLadder, hastenLadder, startLadder } from '../../../functions/alerts/subscribers/start-ladder.ts';
import type { AlertKind, AlertLevel } from '../../../functions/policy/schema/alert-kinds.ts';
import type { Delivery, OutgoingText } from '../../../functions/runtime/sms.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll, deliverPublished } from '../../support/deliver.ts';
import type { Engine } from '../../support/engine.ts';
import { aContext, aWorld, testVault } from '../../support/world.ts';

export const AT = '2026-03-01T10:00:00.000Z';
export const later = (minutes: number, from = AT): string => new Date(Date.parse(from) + minutes * 60_000).toISOString();
export const SUPERVISOR = { user: 'boss', groups: ['supervisor'] };

/** A fresh table with what the alerts of a test need: a gateway, state machines that are only noted, and sweeps. */
export const anAlertsWorld = async (engine: Engine) => {
  const world = await aWorld(engine);
  const sms: { phone: string; text: string }[] = [];
  const started: { name: string; input: Readonly<Record<string, unknown>> }[] = [];
  const answered: string[] = [];
  const wrong = new Set<string>();
  let gateway: Delivery['state'] = 'sent';
  const texts = {
    announce: () => Promise.reject(new Error('nothing is announced here')),
    send: ({ phone, text }: OutgoingText): Promise<Delivery> => {
      if (gateway === 'sent' && !wrong.has(phone)) sms.push({ phone, text });
      if (wrong.has(phone)) return Promise.resolve({ state: 'refused', reason: 'invalidNumber' });
      return Promise.resolve(
        gateway === 'sent'
          ? { state: 'sent', gateway: 'sns', gatewayId: 'g-1' }
          : gateway === 'unknown'
            ? { state: gateway }
            : { state: gateway, reason: 'rateLimited' },
      );
    },
  };
  const workflows = {
    start: (_machine: string, name: string, input: Readonly<Record<string, unknown>>) => {
      if (!started.some((one) => one.name === name)) started.push({ name, input });
      return Promise.resolve();
    },
    answer: (token: string) => {
      answered.push(token);
      return Promise.resolve();
    },
    fail: () => Promise.reject(new Error('nothing fails a ladder')),
  };
  const needs = {
    ...world,
    programmes,
    vault: testVault,
    texts,
    workflows,
    newAttempt: randomUUID,
    apiBaseUrl: () => 'https://n.example/v1',
  };
  const handed = new Set<string>();
  /** The queue of texts is worked off, and the ladder hears what became of them. */
  const send = async (caseId: string) => {
    for (let found = true; found;) {
      found = false;
      for (const event of await world.eventsOf(caseId)) {
        const id = event.detail.metadata['eventId'] ?? '';
        if (handed.has(id) || !event.detailType.startsWith('Message')) continue;
        handed.add(id);
        found = true;
        for (const one of [sendQueued(needs), ...hastenLadder(needs)].filter(({ detailType }) => detailType === event.detailType))
          await one.run({ 'detail-type': event.detailType, detail: event.detail } as never);
      }
    }
  };
  const subscriptions = [...startLadder(needs), ...endLadder(needs), lookAfterAlerts(needs), hearSilence(needs), followWorker(needs)];
  const taskContext = (at: string, token?: string): TaskContext => ({
    ...aContext(at),
    execution: 'ladder-1',
    causationId: randomUUID(),
    ...(token === undefined ? {} : { token }),
  });
  return {
    ...world,
    needs,
    sms,
    started,
    answered,
    /** No such number, says the gateway. */
    isWrong: (phone: string) => wrong.add(phone),
    gatewayIs: (state: Delivery['state']) => {
      gateway = state;
    },
    raise: (caseId: string, kind: AlertKind, level: AlertLevel, at = AT) =>
      world.files.change(caseId, aContext(at, { causationId: `raise-${kind}-${at}` }), (file) => {
        const alertId = randomUUID();
        const alert = { alertId, kind, level, signs: [kind], source: { kind: 'test', id: 't' } };
        return { ...raiseAlert(file, alert, { at, by: 'test' }), answer: alertId };
      }),
    aWorker: (workerId: string, phone?: string, language = 'en') =>
      world.table.transact(
        workerWrites(
          {
            workerId,
            version: 1,
            areas: ['north-1'],
            capacity: 5,
            active: true,
            language,
            ...(phone === undefined ? {} : { phone: Buffer.from(`${workerId}|${phone}`).toString('base64') }),
          },
          undefined,
        ),
        randomUUID(),
      ),
    tell: async (caseId: string, alertId: string, at: string, round = 1) => {
      const told = (await tellRung(needs).run({ caseId, alertId, round }, taskContext(at))) as { step: string; waitSeconds: number };
      await send(caseId);
      return told;
    },
    send,
    messagesOf: async (caseId: string) => allOf(await world.files.open(caseId, aContext(AT)), Messages),
    wait: (caseId: string, alertId: string, at: string, token: string, round = 1) =>
      awaitAcceptance(needs).run({ caseId, alertId, round }, taskContext(at, token)) as Promise<{ waiting: boolean }>,
    settle: (caseId: string) => deliverAll(world, caseId, subscriptions),
    sweep: async (time: string) => {
      const bus = aBus();
      for (const shard of [0, 1])
        await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'update', shard, time }, taskContext(time));
      await deliverPublished(bus.published, subscriptions);
    },
  };
};
export type AlertsWorld = Awaited<ReturnType<typeof anAlertsWorld>>;
