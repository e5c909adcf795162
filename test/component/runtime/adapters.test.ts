import { DynamoDBClient, QueryCommand, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import { publish } from '../../../functions/runtime/bus.ts';
import { texts } from '../../../functions/runtime/sms.ts';
import { workflows } from '../../../functions/runtime/workflows.ts';

const named = (name: string, extra: object = {}): Error => Object.assign(new Error(name), { name, ...extra });

beforeAll(() => {
  Object.assign(process.env, {
    TABLE_NAME: 'table',
    BUS_NAME: 'bus',
    SMS_SENDER: 'Nestling',
    WORKFLOW_VERIFICATION: 'arn:verification',
    AWS_REGION: 'eu-west-1',
  });
});

describe('state machines', () => {
  const sfn = mockClient(SFNClient);
  beforeEach(() => sfn.reset());

  it('are started under the name that makes a repeat known, and a repeat is no fault', async () => {
    sfn.on(StartExecutionCommand).resolvesOnce({}).rejects(named('ExecutionAlreadyExists'));

    await workflows.start('verification', 'event-1', { caseId: 'c' });
    await workflows.start('verification', 'event-1', { caseId: 'c' });

    const [first] = sfn.commandCalls(StartExecutionCommand);
    expect(first?.args[0].input).toEqual({ stateMachineArn: 'arn:verification', name: 'event-1', input: '{"caseId":"c"}' });
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(2);
  });

  it('are told an answer that nobody waits for any more without a fault, and any other refusal is one', async () => {
    sfn.on(SendTaskSuccessCommand).rejectsOnce(named('TaskTimedOut')).rejectsOnce(named('AccessDeniedException'));

    await expect(workflows.answer('token', {})).resolves.toBeUndefined();
    await expect(workflows.answer('token', {})).rejects.toThrow('AccessDeniedException');
  });

  it('that a function was not given are refused by name', async () => {
    await expect(workflows.start('exit-sweep', 'x', {})).rejects.toThrow('WORKFLOW_EXIT_SWEEP');
  });
});

describe('texts', () => {
  const habari = { phone: '+254722000001', text: 'Habari', reference: 'r-1', at: '2026-03-01T10:00:00.000Z' };
  const sns = mockClient(SNSClient);
  beforeEach(() => sns.reset());

  it('go out as transactional, under the sender of the country', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'm-1' });

    await expect(texts.send(habari)).resolves.toEqual({ state: 'sent', gateway: 'sns', gatewayId: 'm-1' });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({
      PhoneNumber: '+254722000001',
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { StringValue: 'Transactional' }, 'AWS.SNS.SMS.SenderID': { StringValue: 'Nestling' } },
    });
  });

  it.each([
    ['refused', named('OptedOutException'), 'refused'],
    ['not sent when the gateway throttles', named('ThrottlingException'), 'tryAgain'],
    ['not sent when nobody listens', named('Error', { code: 'ECONNREFUSED' }), 'tryAgain'],
    ['unknown when the answer was lost', named('Error', { code: 'ECONNRESET' }), 'unknown'],
    ['unknown when the gateway failed on its side', named('InternalError', { $metadata: { httpStatusCode: 500 } }), 'unknown'],
  ])('are %s', async (_, error, state) => {
    sns.on(PublishCommand).rejects(error);

    await expect(texts.send(habari)).resolves.toMatchObject({ state });
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  });
});

describe('the bus', () => {
  const bus = mockClient(EventBridgeClient);
  beforeEach(() => bus.reset());

  it('gets events ten at a time, and says which it did not take', async () => {
    bus
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: Array.from({ length: 10 }, () => ({ EventId: 'e' })) })
      .resolvesOnce({ Entries: [{ EventId: 'e' }, { ErrorCode: 'ThrottlingException' }] });
    const events = Array.from({ length: 12 }, (_, place) => ({
      source: 's',
      detailType: `T${String(place)}`,
      detail: '{}',
      at: '2026-03-01T10:00:00.000Z',
    }));

    await expect(publish(events)).resolves.toEqual([11]);
    expect(bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length)).toEqual([10, 2]);
  });
});

describe('the table', () => {
  const dynamo = mockClient(DynamoDBClient);
  const table = dynamoTable(new DynamoDBClient({ region: 'eu-west-1' }), () => 'table');
  beforeEach(() => dynamo.reset());

  const cancelled = (...codes: string[]) =>
    new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: codes.map((Code) => ({ Code })) });

  it('says which conditions failed', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));

    await expect(table.transact([], 't')).rejects.toMatchObject({ name: 'TransactionRefused', failed: new Set([1]) });
  });

  it('says when others had the same items in hand', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict', 'None'));

    await expect(table.transact([], 't')).rejects.toMatchObject({ name: 'TransactionContended' });
  });

  it('finds nothing in a range that ends before it begins', async () => {
    dynamo.on(QueryCommand).rejects(named('ValidationException'));

    await expect(table.page('pk', { from: '2027', to: '2026' }, {})).resolves.toEqual({ items: [] });
    await expect(table.all('pk', { from: '2027', to: '2026' })).resolves.toEqual([]);
  });

  it('refuses a cursor that no list gave, and hides no other fault behind it', async () => {
    dynamo.on(QueryCommand).rejects(named('ValidationException'));

    for (const after of ['not a cursor', ...['null', '[]', '5'].map((json) => Buffer.from(json).toString('base64url'))])
      await expect(table.page('pk', {}, { after })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(table.page('pk', {}, { after: Buffer.from('{"pk":"x"}').toString('base64url') })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await expect(table.page('pk', {}, {})).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
