import { EmailsQueued, EmailsSettled } from '../../../../events/catalogue.ts';
import { table } from '../../../runtime/aws.ts';
import { callbacks } from '../../../runtime/callbacks.ts';
import { factConsumer } from '../../../runtime/consumer.ts';
import { emails } from '../../../runtime/emails.ts';
import { signer } from '../../../runtime/signer.ts';
import { on } from '../../../runtime/subscriber.ts';
import { callBack, sendEmails } from '../send.ts';
import { emailStore } from '../store.ts';

const needs = { store: emailStore(table), emails, callbacks, signer };

export const { handler, manifest } = factConsumer([
  on(EmailsQueued, 'SendEmails', ({ metadata: { caseId }, data }, context) => sendEmails(needs, caseId, data, context)),
  on(EmailsSettled, 'CallBack', ({ metadata: { caseId } }, context) => callBack(needs, caseId, context)),
]);
