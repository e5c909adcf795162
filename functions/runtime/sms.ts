import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { Problem } from '../kernel/problem.ts';
import { SmsConfiguration } from '../partners/http/texts-configuration.ts';
import { smsGatewayClient, smsReceipts } from '../partners/http/sms-gateway-client.ts';
import { withFailOver, type Delivery, type OutgoingText, type ReceiptPort, type SmsGateway } from '../partners/sms-gateway.ts';
import type { GatewayReason } from '../policy/schema/gateway-reason.ts';
import { environment, granted } from './environment.ts';
import { messagingBlock } from './messaging-block.ts';
import { paceOf } from './pace.ts';
import { withSecrets } from './secrets.ts';

export type { Delivery, OutgoingText } from '../partners/sms-gateway.ts';

/** No retries of the client's own: a text whose answer was lost must not be sent again. */
const client = new SNSClient({ maxAttempts: 1 });

/** Texts to people, through the country's gateways. */
export interface Texts {
  send(text: OutgoingText): Promise<Delivery>;
  /** To everybody who subscribed to a topic of this deployment. */
  announce(topic: string, text: string): Promise<Delivery>;
}

const NOT_SENT: Readonly<Record<string, GatewayReason>> = {
  ThrottlingException: 'rateLimited',
  Throttling: 'rateLimited',
  ThrottledException: 'rateLimited',
  KMSThrottlingException: 'rateLimited',
  ServiceUnavailable: 'gatewayDown',
};
const REFUSED: Readonly<Record<string, GatewayReason>> = {
  InvalidParameter: 'invalidNumber',
  ParameterValueInvalid: 'invalidNumber',
  InvalidParameterValueException: 'invalidNumber',
  InvalidParameterException: 'invalidNumber',
  OptedOut: 'optedOut',
  OptedOutException: 'optedOut',
  AuthorizationError: 'notAllowed',
  AuthorizationErrorException: 'notAllowed',
  NotFound: 'notAllowed',
  NotFoundException: 'notAllowed',
  EndpointDisabled: 'unreachable',
};

const statusOf = (error: Error): number | undefined => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
const isNeverConnected = (error: Error): boolean => (error as { code?: string }).code === 'ECONNREFUSED';

const deliveryOf = async (command: PublishCommand): Promise<Delivery> => {
  try {
    const { MessageId } = await client.send(command);
    return { state: 'sent', gateway: 'sns', gatewayId: MessageId ?? '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refused = REFUSED[error.name];
    if (refused !== undefined) return { state: 'refused', reason: refused };
    const notSent = NOT_SENT[error.name];
    if (notSent !== undefined) return { state: 'tryAgain', reason: notSent };
    if (statusOf(error) === 429) return { state: 'tryAgain', reason: 'rateLimited' };
    if (statusOf(error) === 503 || isNeverConnected(error)) return { state: 'tryAgain', reason: 'gatewayDown' };
    return { state: 'unknown' };
  }
};

const snsGateway: SmsGateway = {
  name: 'sns',
  send: ({ phone, text }) => {
    const sender = environment().SMS_SENDER;
    return deliveryOf(
      new PublishCommand({
        PhoneNumber: phone,
        Message: text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
          ...(sender === '' ? {} : { 'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: sender } }),
        },
      }),
    );
  },
};

const settings = withSecrets('PARTNERS');

/** The second gateway of this deployment; texts do not depend on how other partners are set up. */
const second = (): SmsConfiguration | undefined => z.object({ sms: SmsConfiguration.optional() }).parse(JSON.parse(settings())).sms;

const made = (): SmsGateway => {
  const settings = second();
  const block = messagingBlock();
  const http = settings === undefined ? [] : [smsGatewayClient(settings, `${environment().API_BASE_URL}/delivery-receipts`)];
  const gateways = [snsGateway, ...http, ...(block?.sms === undefined ? [] : [block.client.texts])];
  const order = block?.sms?.order ?? settings?.order ?? [snsGateway.name];
  return withFailOver(order.flatMap((name) => gateways.find((one) => one.name === name) ?? []));
};
let gateway: SmsGateway | undefined;
let pace: (() => Promise<void>) | undefined;

export const texts: Texts = {
  async send(text) {
    // the country's rate, shared among as many senders as work at once
    await (pace ??= paceOf(environment().SMS_PER_SECOND))();
    return (gateway ??= made()).send(text);
  },
  announce: (topic, text) => deliveryOf(new PublishCommand({ TopicArn: granted('TOPIC', topic), Message: text })),
};

/** Who sends delivery receipts to this deployment. @throws {Problem} SignatureInvalid where nobody does */
export const receipts = (): ReceiptPort => {
  const settings = second();
  if (settings === undefined) throw new Problem('SignatureInvalid', 'no gateway of this deployment sends receipts');
  return smsReceipts(settings);
};
