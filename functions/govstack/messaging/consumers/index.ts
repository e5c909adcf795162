import { EmailsQueued, EmailsSettled, MessagesCalledBack } from '../../../../events/catalogue.ts';
import { table } from '../../../runtime/aws.ts';
import { callbacks } from '../../../runtime/callbacks.ts';
import { factConsumer } from '../../../runtime/consumer.ts';
import { emails } from '../../../runtime/emails.ts';
import { environment } from '../../../runtime/environment.ts';
import { messagingBlock } from '../../../runtime/messaging-block.ts';
import { signer } from '../../../runtime/signer.ts';
import { on, onDue, onKind } from '../../../runtime/subscriber.ts';
import { askAfterEmails, handOverEmails, type HandOverNeeds } from '../hand-over.ts';
import { handOverStore } from '../hand-over-store.ts';
import { callBack, sendEmails } from '../send.ts';
import { emailStore } from '../store.ts';
import { waiting } from '../waiting.ts';

const store = emailStore(table);
const needs = { store, emails, callbacks, signer };
const shards = (): number => environment().DUE_SHARDS;
const handOvers = handOverStore({ table, store, shards });

/** Undefined where e-mails leave by SES. */
const throughBlock = (): HandOverNeeds | undefined => {
  const block = messagingBlock();
  return block?.email === true ? { store, handOvers, block: block.client, sender: () => environment().EMAIL_SENDER } : undefined;
};

const waits = waiting({
  table,
  store,
  shards,
  send: (requestUid, part, context) => {
    const country = throughBlock();
    return country === undefined ? sendEmails(needs, requestUid, part, context) : handOverEmails(country, requestUid, part, context);
  },
  callBack: (requestUid, context) => callBack(needs, requestUid, context),
});

export const { handler, manifest } = factConsumer([
  on(EmailsQueued, 'SendEmails', ({ metadata: { caseId }, data }, context) => waits.attempt(caseId, data, context)),
  on(EmailsSettled, 'CallBack', ({ metadata: { caseId } }, context) => waits.attempt(caseId, 'callback', context)),
  onDue(['emailsWaiting'], 'TryWaitingEmails', ({ metadata: { caseId }, data: { item } }, context) => waits.retry(caseId, item, context)),
  onDue(['emails'], 'AskAfterEmails', async ({ metadata: { caseId }, data: { item } }, context) => {
    const country = throughBlock();
    if (country !== undefined) await askAfterEmails(country, caseId, item, { due: true }, context);
  }),
  onKind(MessagesCalledBack, ['emails'], 'HearOfEmails', async ({ data: { of: request, handOver, requestUid } }, context) => {
    const country = throughBlock();
    if (country !== undefined && handOver !== undefined)
      await askAfterEmails(country, request, handOver, { calledAs: requestUid }, context);
  }),
]);
