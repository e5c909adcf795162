import { MessageQueued } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { Messages, type Message } from '../../../functions/messaging/records.ts';
import { clearOver } from '../../../functions/messaging/subscribers/clear-over.ts';
import { heedStop } from '../../../functions/messaging/subscribers/heed-stop.ts';
import { releaseWaiting } from '../../../functions/messaging/subscribers/release-waiting.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import { ItemFellDue, TextReceived } from '../../../events/catalogue.ts';
import { caseFiles, allOf, type CaseFiles } from '../../../functions/casefile/files.ts';
import { Inbounds, type Intent } from '../../../functions/casefile/inbound.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import type { Delivery, OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { programmesOf, type Programmes } from '../../../functions/runtime/programmes.ts';
import type { Subscription } from '../../../functions/runtime/subscriber.ts';
import { isProblem } from '../../../functions/kernel/problem.ts';
import { aCase, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aContext, testVault } from '../../support/world.ts';

/** How the gateway of a test answers the next calls; then it takes everything. */
export type Answer = Delivery | 'crash';

/** A case, a gateway that keeps what it took, and the messaging context between them; facts are delivered when the test says so. */
export const aMessagingWorld = async (seed: CaseSeed = {}, programmes: Programmes = shippedProgrammes) => {
  const table = memoryTable();
  const files: CaseFiles = caseFiles({ table, shards: () => 1 });
  const taken: OutgoingText[] = [];
  const answers: Answer[] = [];
  let attempts = 0;
  let causes = 0;
  const needs = {
    files,
    programmes,
    vault: testVault,
    table,
    apiBaseUrl: () => 'https://n.example/v1',
    newAttempt: () => `attempt-${String((attempts += 1))}`,
    texts: {
      send(text: OutgoingText): Promise<Delivery> {
        const answer = answers.shift() ?? { state: 'sent', gateway: 'http', gatewayId: `g-${String(taken.length + 1)}` };
        if (answer === 'crash') {
          taken.push(text);
          return Promise.reject(new Error('the process ended'));
        }
        if (answer.state === 'sent' || answer.state === 'unknown') taken.push(text);
        return Promise.resolve(answer);
      },
      announce: () => Promise.reject(new Error('nothing is announced here')),
    },
  };
  const caseId = await aCase(files, { name: 'mother', ...seed });
  const telling = [...tellMother(needs), heedStop(needs), ...clearOver(needs)];
  const sender = [sendQueued(needs)];
  const delivered = new Set<string>();

  const give = async (subscriptions: readonly Subscription[], event: { detailType: string; detail: unknown }): Promise<void> => {
    for (const one of subscriptions.filter(({ detailType }) => detailType === event.detailType))
      await one.run({ 'detail-type': event.detailType, detail: event.detail } as never).catch((error: unknown) => {
        if (!isProblem(error) && (error as Error).message !== 'the process ended') throw error;
      });
  };
  /** Delivers facts that were not delivered yet, once; `MessageQueued` only when the queue is worked off. */
  const deliver = async (toSender: boolean): Promise<void> => {
    for (let found = true; found;) {
      found = false;
      for (const event of await files.history(caseId)) {
        const { eventId = '' } = event.detail.metadata;
        if (delivered.has(eventId) || (event.detailType === MessageQueued.detailType) !== toSender) continue;
        delivered.add(eventId);
        found = true;
        await give(toSender ? sender : telling, event);
      }
    }
  };
  const world = {
    files,
    table,
    caseId,
    taken,
    answers,
    needs,
    open: (at = '2026-03-01T10:00:00.000Z') => files.open(caseId, aContext(at)),
    messages: async (): Promise<readonly Message[]> => allOf(await world.open(), Messages),
    states: async () => (await world.messages()).map(({ template, state, reason }) => [template, state, reason].filter(Boolean).join(' ')),
    /** Something happened; who listens hears of it, and what is to be sent waits in the queue. */
    async happen(fact: NewFact, at: string) {
      const context = aContext(at, { causationId: `cause-${String((causes += 1))}` });
      await files.change(caseId, context, () => ({ facts: [fact], answer: undefined }));
      await deliver(false);
    },
    /** The sender works the queue off. */
    async send() {
      await deliver(true);
      await deliver(false);
    },
    /** The queue hands its facts over once more, as it may. */
    async sendAgain() {
      for (const event of (await files.history(caseId)).filter(({ detailType }) => detailType === MessageQueued.detailType))
        await give(sender, event);
    },
    /** The sweep comes by. */
    async sweep(at: string) {
      for (const message of await world.messages()) {
        if (message.lookAt === undefined || message.lookAt.slice(0, 10) > at.slice(0, 10)) continue;
        const detail = {
          metadata: {
            ...aContext(at),
            occurredAt: at,
            eventId: derivedId('sweep', at, message.messageId),
            caseId,
            area: 'north-1',
            programme: 'DEFAULT',
          },
          data: ItemFellDue.of({ kind: 'message', item: Messages.sk(message), dueOn: at.slice(0, 10) }).data,
        };
        await give([releaseWaiting(needs)], { detailType: ItemFellDue.detailType, detail });
      }
      await deliver(true);
    },
    /** She writes something, and it was understood so. */
    async writes(intent: Intent, at: string) {
      const inboundId = derivedId('inbound', at, intent.is);
      await files.change(caseId, aContext(at, { causationId: inboundId }), () => ({
        put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'sns', gatewayId: inboundId, text: intent.is, intent })],
        facts: [TextReceived.of({ inboundId, intent: intent.is })],
        answer: undefined,
      }));
      await deliver(false);
    },
  };
  return world;
};
export type MessagingWorld = Awaited<ReturnType<typeof aMessagingWorld>>;

/** The shipped programmes, with something else in how the default one sends texts. */
export const withTexting = (more: object): Programmes => {
  const standard = shippedProgrammes.get('DEFAULT');
  const changed = { ...standard, operations: { ...standard.operations, texting: { ...standard.operations.texting, ...more } } };
  return programmesOf(() => new Map([['DEFAULT', changed]]));
};
