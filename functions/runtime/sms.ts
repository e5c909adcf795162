import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { environment, granted } from './environment.ts';

/** No retries of the client's own: a text whose answer was lost must not be sent again. */
const client = new SNSClient({ maxAttempts: 1 });

/** `sent`; `refused` for good, with the reason; `unknown` when the answer was lost; `tryAgain` when it was certainly not sent. */
export type Delivery =
  | { readonly state: 'sent'; readonly gatewayId: string }
  | { readonly state: 'refused' | 'tryAgain'; readonly reason: string }
  | { readonly state: 'unknown' };

/** Texts to people, through the country's gateway. */
export interface Texts {
  send(phone: string, text: string): Promise<Delivery>;
  /** To everybody who subscribed to a topic of this deployment. */
  announce(topic: string, text: string): Promise<Delivery>;
}

const NOT_SENT = new Set(['ThrottlingException', 'Throttling', 'ThrottledException', 'ServiceUnavailable', 'KMSThrottlingException']);
const REFUSED = new Set([
  'InvalidParameter',
  'InvalidParameterValue',
  'InvalidParameterException',
  'OptedOut',
  'OptedOutException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotFound',
  'NotFoundException',
  'EndpointDisabled',
]);

const statusOf = (error: Error): number | undefined => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
const isNeverConnected = (error: Error): boolean => (error as { code?: string }).code === 'ECONNREFUSED';

const deliveryOf = async (command: PublishCommand): Promise<Delivery> => {
  try {
    const { MessageId } = await client.send(command);
    return { state: 'sent', gatewayId: MessageId ?? '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (REFUSED.has(error.name)) return { state: 'refused', reason: error.name };
    if (NOT_SENT.has(error.name) || isNeverConnected(error) || statusOf(error) === 503 || statusOf(error) === 429)
      return { state: 'tryAgain', reason: error.name };
    return { state: 'unknown' };
  }
};

export const texts: Texts = {
  send: (phone, text) => {
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
  announce: (topic, text) => deliveryOf(new PublishCommand({ TopicArn: granted('TOPIC', topic), Message: text })),
};
