import { EventAlertQueued } from '../../../../events/catalogue.ts';
import { table } from '../../../runtime/aws.ts';
import { factConsumer } from '../../../runtime/consumer.ts';
import { signer } from '../../../runtime/signer.ts';
import { texts } from '../../../runtime/sms.ts';
import { on } from '../../../runtime/subscriber.ts';
import { vault } from '../../../runtime/vault.ts';
import { webhookSender } from '../../../runtime/webhooks.ts';
import { askStatus } from '../ask-status.ts';
import { sendAlert } from '../send-alert.ts';

const needs = { table, signer, texts, vault, sender: webhookSender };

export const { handler, manifest } = factConsumer([
  on(EventAlertQueued, 'SendAlert', ({ data: { asks, ...one } }, context) =>
    (asks === undefined ? sendAlert : askStatus)(needs, one, context),
  ),
]);
