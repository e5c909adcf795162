import { buildingBlock } from '../../../functions/govstack/building-block.ts';
import { takeEvent } from '../../../functions/govstack/email-events/take-event.ts';
import { messagingOperations, refusalForSuites } from '../../../functions/govstack/messaging/block.ts';
import { askAfterEmails, handOverEmails, type Reason } from '../../../functions/govstack/messaging/hand-over.ts';
import { handOverStore } from '../../../functions/govstack/messaging/hand-over-store.ts';
import { callBack, sendEmails } from '../../../functions/govstack/messaging/send.ts';
import { emailStore } from '../../../functions/govstack/messaging/store.ts';
import { waiting } from '../../../functions/govstack/messaging/waiting.ts';
import type { MessagingPort } from '../../../functions/partners/messaging-block.ts';
import type { Callback } from '../../../functions/runtime/callbacks.ts';
import type { EmailDelivery, OutgoingEmail } from '../../../functions/runtime/emails.ts';
import { isProblem } from '../../../functions/kernel/problem.ts';
import { duePartition } from '../../../functions/table/keys.ts';
import { callBlock, type BlockCall } from '../../support/block-call.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aSigner } from '../../support/signer.ts';
import { aContext, worldOn } from '../../support/world.ts';
import type { Json } from './consent-world.ts';

export const AT = '2026-03-01T10:00:00.000Z';

/**
 * The Messaging block over a table in memory, with a mail service that says what it is told to.
 * @param through the Messaging block of a country, through which e-mails leave instead
 * @param takesCalls whether the address that is called back takes it
 */
export const aMessagingBlock = (
  says: (email: OutgoingEmail) => EmailDelivery = () => ({ state: 'sent' }),
  through?: MessagingPort,
  takesCalls: () => boolean = () => true,
) => {
  const world = worldOn(memoryTable());
  const block = buildingBlock({
    name: 'messaging',
    table: world.table,
    operations: messagingOperations({ files: world.files, table: world.table, programmes: shippedProgrammes }),
    refusal: refusalForSuites,
  });
  const store = emailStore(world.table);
  const sent: OutgoingEmail[] = [];
  const called: Callback[] = [];
  const signer = aSigner();
  const needs = {
    store,
    signer,
    emails: {
      send: (email: OutgoingEmail) => {
        sent.push(email);
        return Promise.resolve(says(email));
      },
    },
    callbacks: {
      post: (callback: Callback) => {
        called.push(callback);
        return Promise.resolve(takesCalls());
      },
    },
  };
  const handOvers = handOverStore({ table: world.table, store, shards: () => 1 });
  const country = through && { store, handOvers, block: through, sender: () => 'nestling@example.org' };
  const waits = waiting({
    table: world.table,
    store,
    shards: () => 1,
    send: (requestUid, part, context) =>
      country === undefined ? sendEmails(needs, requestUid, part, context) : handOverEmails(country, requestUid, part, context),
    callBack: (requestUid, context) => callBack(needs, requestUid, context),
  });
  const deadLetters: string[] = [];
  /** As the queue hands something over, five times at most. */
  const queued = async (what: string, run: () => Promise<void>): Promise<void> => {
    for (let receive = 1; receive <= 5; receive += 1) {
      try {
        await run();
        return;
      } catch (error) {
        if (!isProblem(error)) throw error;
      }
    }
    deadLetters.push(what);
  };
  const facts = async (requestUid: string) =>
    (await world.eventsOf(requestUid)).map(({ detailType, detail }) => ({
      detailType,
      run: () =>
        waits.attempt(
          requestUid,
          detailType === 'EmailsQueued.v1' ? (detail.data as { from: number; to: number }) : 'callback',
          aContext(AT, { causationId: String(detail.metadata['eventId']) }),
        ),
    }));
  return {
    world,
    store,
    deadLetters,
    sent,
    called,
    signer,
    call: async (method: string, path: string, options: BlockCall = {}): Promise<{ status: number; headers: Json; body: Json }> => {
      const answer = await callBlock(block, method, path, options);
      return { ...answer, body: answer.body as Json };
    },
    /** Works off what the facts of a request ask for. */
    work: async (requestUid: string): Promise<void> => {
      for (const { run } of await facts(requestUid)) await run();
    },
    /** The same by way of the queue, which tries again. */
    queue: async (requestUid: string): Promise<void> => {
      for (const { detailType, run } of await facts(requestUid)) await queued(detailType, run);
    },
    /** What is due about e-mails, as the update sweep finds it. */
    sweep: async (at: string): Promise<void> => {
      const { items } = await world.table.pageOf('due', duePartition('update', 0), { to: `${at.slice(0, 10)}#~` }, {});
      for (const { sk, dueSk = '' } of items) {
        const [, kind, requestUid = ''] = dueSk.split('#');
        if (kind === 'emailsWaiting') await queued(kind, () => waits.retry(requestUid, sk, aContext(at)));
        if (kind === 'emails' && country !== undefined) await askAfterEmails(country, requestUid, sk, { due: true }, aContext(at));
      }
    },
    /** Something makes us look at a hand-over. */
    hear: async (requestUid: string, handOverId: string, why: Reason, at: string): Promise<void> => {
      if (country !== undefined) await askAfterEmails(country, requestUid, handOverId, why, aContext(at));
    },
    tell: (requestUid: string, email: number, eventType: string) =>
      takeEvent(
        store,
        JSON.stringify({ eventType, mail: { tags: { request: [requestUid], email: [String(email)] } } }),
        aContext(AT, { causationId: `${eventType}-${String(email)}` }),
      ),
  };
};
