import type { Encryption } from '../access/encryption.ts';
import { authorize } from '../access/principal.ts';
import type { Bus } from '../delivery/bus.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { Queues } from '../delivery/queues.ts';
import type { Topics } from '../delivery/topics.ts';
import { isObject, textOf, type Json, type JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Service } from './call.ts';

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const unknown = (service: string, action: string) =>
  new AwsError('UnknownOperationException', `the local system does not host ${service}:${action}`);
const list = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly JsonObject[]) : []);

const attributesOf = (value: Json | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([name, attribute]) => [
      name,
      isObject(attribute) ? textOf(attribute['StringValue']) : '',
    ]),
  );

const PHONE = /^\+[1-9]\d{6,14}$/;
const LONGEST_SMS = 1600;

/** SNS: what is published goes to the outbox, and to a topic's subscribers. A text to a phone is checked as AWS checks it. */
export const snsService =
  (topics: Topics, outbox: Outbox, encryption: Encryption): Service =>
  ({ principal, action, input }) => {
    if (action !== 'Publish') throw unknown('sns', action);
    const phoneNumber = text(input['PhoneNumber']);
    const topicArn = text(input['TopicArn']) ?? text(input['TargetArn']);
    const message = text(input['Message']) ?? '';
    authorize(principal, 'sns:Publish', topicArn ?? phoneNumber ?? '*');
    if (topicArn !== undefined) encryption.authorize(principal, topicArn);
    if (message === '') throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
    const attributes = attributesOf(input['MessageAttributes']);
    if (topicArn !== undefined) return Promise.resolve({ MessageId: topics.publish({ topicArn, message, attributes }) });
    if (phoneNumber === undefined || !PHONE.test(phoneNumber))
      throw new AwsError('InvalidParameter', 'Invalid parameter: PhoneNumber Reason: not a valid E.164 number');
    if (message.length > LONGEST_SMS) throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    return Promise.resolve({ MessageId: outbox.add({ phoneNumber, message, attributes }) });
  };

const LARGEST_ENTRY_BYTES = 262_144;
const MOST_ENTRIES = 10;

/** EventBridge: `PutEvents` only. */
export const eventsService =
  (bus: Bus): Service =>
  ({ principal, action, input }) => {
    if (action !== 'PutEvents') throw unknown('events', action);
    const entries = list(input['Entries']);
    if (entries.length === 0 || entries.length > MOST_ENTRIES)
      throw new AwsError('ValidationException', `Entries must have 1 to ${MOST_ENTRIES} members, got ${entries.length}`);
    if (Buffer.byteLength(JSON.stringify(entries)) > LARGEST_ENTRY_BYTES)
      throw new AwsError('PayloadTooLargeException', 'Total size of the entries in the request is over the limit.');
    for (const entry of entries) {
      const context = { 'events:source': text(entry['Source']) ?? '', 'events:detail-type': text(entry['DetailType']) ?? '' };
      authorize(principal, 'events:PutEvents', bus.arnOf(text(entry['EventBusName']) ?? 'default'), context);
    }
    const results = entries.map((entry) => {
      const time = entry['Time'];
      const source = text(entry['Source']);
      const detailType = text(entry['DetailType']);
      const detail = text(entry['Detail']);
      if (source === undefined || detailType === undefined || detail === undefined)
        return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
      try {
        const resources = Array.isArray(entry['Resources']) ? (entry['Resources'] as readonly string[]) : [];
        const at = typeof time === 'number' ? time * 1000 : typeof time === 'string' ? Date.parse(time) : undefined;
        return { EventId: bus.put({ source, detailType, detail, resources, bus: text(entry['EventBusName']) ?? 'default', time: at }) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ErrorCode: error.name, ErrorMessage: error.message };
      }
    });
    return Promise.resolve({ FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results });
  };

/** SQS: enough to send to the template's queues and to look into them. */
export const sqsService =
  (queues: Queues): Service =>
  ({ principal, action, input }) => {
    const arn = queues.arnOfUrl(text(input['QueueUrl']) ?? '');
    authorize(principal, `sqs:${action}`, arn);
    const name = arn.split(':').at(-1) ?? '';
    switch (action) {
      case 'SendMessage':
        return Promise.resolve({ MessageId: queues.send(arn, text(input['MessageBody']) ?? '', attributesOf(input['MessageAttributes'])) });
      case 'ReceiveMessage': {
        const found = queues.messages().filter(({ queueName }) => queueName === name);
        return Promise.resolve({
          Messages: found
            .slice(0, Number(input['MaxNumberOfMessages'] ?? 1))
            .map(({ id, body }) => ({ MessageId: id, ReceiptHandle: id, Body: body })),
        });
      }
      case 'DeleteMessage':
        queues.delete(text(input['ReceiptHandle']) ?? '');
        return Promise.resolve({});
      default:
        throw unknown('sqs', action);
    }
  };

/** STS: `GetCallerIdentity` only. */
export const stsService =
  (account: string): Service =>
  ({ principal, action }) => {
    if (action !== 'GetCallerIdentity') throw unknown('sts', action);
    return Promise.resolve({ Arn: principal.arn, UserId: principal.name, Account: account });
  };
