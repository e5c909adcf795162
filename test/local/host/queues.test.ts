import { jest } from '@jest/globals';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { callerOf, fixtureAssembly, hostFixture, START } from './fixture.ts';
import type { LocalSystem } from '../../../infra/local/local-system.ts';

jest.setTimeout(60_000);

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:Fixture-Application-';

const publisherOf = (local: LocalSystem) => {
  const sns = new SNSClient(local.clientConfig);
  return async (topic: string, ...messages: readonly string[]) => {
    for (const Message of messages)
      await sns.send(
        new PublishCommand({
          TopicArn: local.topics.find((arn) => arn.startsWith(`${TOPIC}${topic}`)) ?? topic,
          Message,
          MessageAttributes: { language: { DataType: 'String', StringValue: 'sw' } },
        }),
      );
    await local.idle();
  };
};
const textsOf = (local: LocalSystem) => local.sms().flatMap(({ phoneNumber, message }) => (phoneNumber === undefined ? [] : [message]));

describe('a queue and its consumer', () => {
  let local: LocalSystem;
  let publish: ReturnType<typeof publisherOf>;
  beforeEach(async () => {
    local = await hostFixture();
    publish = publisherOf(local);
  });
  afterEach(() => local.stop());

  it('are reached by a rule of the bus', async () => {
    const call = await callerOf(local);

    await call('POST', '/notes', { id: '1', text: 'queued' });
    await local.idle();

    expect(textsOf(local)).toEqual(['queued 1 of 1 in']);
    expect(local.deadLetters()).toEqual([]);
  });

  it('are reached by a topic, with the attributes of the message', async () => {
    await publish('Incoming', 'YES');

    expect(textsOf(local)).toEqual(['YES 1 of 1 in sw']);
  });

  it('put a message that fails three times with the dead letters, and keep the others from being repeated', async () => {
    const call = await callerOf(local);
    await call('POST', '/notes', { id: '1', text: 'bad' });
    await call('POST', '/notes', { id: '2', text: 'queued' });
    await local.idle();
    expect(textsOf(local)).toHaveLength(1);
    expect(local.deadLetters()).toMatchObject([{ queue: 'Work', receives: 1 }]);

    await local.clock.advanceBy({ seconds: 29 });
    expect(local.deadLetters()).toMatchObject([{ queue: 'Work', receives: 1 }]);
    await local.clock.advanceBy({ seconds: 1 });
    expect(local.deadLetters()).toMatchObject([{ queue: 'Work', receives: 2 }]);
    await local.clock.advanceBy({ seconds: 30 });
    expect(local.deadLetters()).toMatchObject([{ queue: 'Work', receives: 3 }]);
    await local.clock.advanceBy({ seconds: 30 });

    expect(local.deadLetters()).toMatchObject([{ queue: 'WorkDeadLetters', receives: 0 }]);
    expect(JSON.parse(local.deadLetters()[0]?.body ?? '')).toMatchObject({ 'detail-type': 'NoteWritten.v1', detail: { id: '1' } });
    expect(textsOf(local)).toHaveLength(1);
    expect(local.clock.nextDue()).toBe('2026-03-02T04:00:00.000Z');
  });

  it('see a whole batch again when the function fails', async () => {
    await publish('Incoming', 'crash');
    expect(textsOf(local)).toEqual([]);

    await local.clock.advanceBy({ seconds: 30 });

    expect(textsOf(local)).toEqual(['crash 2 of 1 in sw']);
    expect(local.deadLetters()).toEqual([]);
  });

  it('see a whole batch again when the answer names what is not in it', async () => {
    await publish('Incoming', 'stranger');

    expect(local.deadLetters()).toMatchObject([{ queue: 'Work', receives: 1 }]);
  });

  it('take as many at once as the mapping says, in as many environments', async () => {
    const sns = new SNSClient(local.clientConfig);
    const topic = local.topics.find((arn) => arn.startsWith(`${TOPIC}Incoming`));

    await Promise.all(Array.from({ length: 30 }, (_, place) => sns.send(new PublishCommand({ TopicArn: topic, Message: `text${place}` }))));
    await local.idle();

    const texts = textsOf(local);
    expect(new Set(texts.map((text) => text.split(' ')[0]))).toEqual(new Set(Array.from({ length: 30 }, (_, place) => `text${place}`)));
    expect(texts).toHaveLength(30);
    expect(texts.every((text) => / 1 of [123]\b/.test(text))).toBe(true);
    expect(texts.some((text) => text.includes(' of 3 '))).toBe(true);
    expect(local.meters().functions['NotesConsumer']?.coldStarts).toBe(2);
  });
});

describe('a topic', () => {
  it('calls a function, and people are left to the outbox', async () => {
    const local = await hostFixture();

    await publisherOf(local)('Spoken', 'hello');

    expect(textsOf(local)).toEqual(['heard hello in sw']);
    expect(local.sms()).toHaveLength(2);
    await local.stop();
  });

  it('reaches no queue that does not let it in, and says so', async () => {
    const local = await hostFixture();

    await publisherOf(local)('Unheard', 'hello');

    expect(local.deadLetters()).toEqual([]);
    expect(local.lost()).toMatchObject([{ why: expect.stringContaining('sns.amazonaws.com may not sqs:SendMessage') as unknown }]);
    await local.stop();
  });
});

describe('a message that waits', () => {
  it('is taken up by the next process', async () => {
    const file = mkdtempSync(join(tmpdir(), 'nestling-data-'));
    const before = await hostFixture({ data: { file }, clock: { mode: 'manual', start: START } });
    await publisherOf(before)('Incoming', 'crash');
    await before.stop();

    const after = await hostFixture({ data: { file }, clock: { mode: 'manual' } });
    await after.clock.advanceBy({ seconds: 30 });

    expect(textsOf(after)).toEqual(['crash 2 of 1 in sw']);
    await after.stop();
    rmSync(file, { recursive: true });
  });
});

describe('a template that AWS would refuse', () => {
  const STACK = 'Fixture-Application.template.json';
  type Template = { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  const changed = (change: (resources: readonly (readonly [string, Template['Resources'][string]])[]) => void) => {
    const folder = mkdtempSync(join(tmpdir(), 'nestling-changed-'));
    cpSync(dirname(fixtureAssembly()), folder, { recursive: true });
    const assembly = join(folder, 'cdk.out');
    const template = JSON.parse(readFileSync(join(assembly, STACK), 'utf8')) as Template;
    change(Object.entries(template.Resources));
    writeFileSync(join(assembly, STACK), JSON.stringify(template));
    return { assembly, remove: () => rmSync(folder, { recursive: true }) };
  };
  const mappingOf = (resources: readonly (readonly [string, Template['Resources'][string]])[]) =>
    resources.find(([id, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping' && id.startsWith('NotesConsumer'))?.[1].Properties ?? {};

  it.each<[string, Parameters<typeof changed>[0], string]>([
    [
      'a queue that shows messages again before the function has ended',
      (resources) => {
        for (const [id, { Properties }] of resources) if (/^Work[0-9A-F]{8}$/.test(id)) Properties['VisibilityTimeout'] = 4;
      },
      'the queue shows a message again after 4 s, and NotesConsumer may take 5 s',
    ],
    [
      'a role that may not read the queue',
      (resources) => {
        for (const [id, { Properties }] of resources)
          if (id.startsWith('NotesConsumerServiceRoleDefaultPolicy')) Properties['PolicyDocument'] = { Statement: [] };
      },
      'may not sqs:ReceiveMessage on',
    ],
    ['a large batch without a window', (resources) => (mappingOf(resources)['BatchSize'] = 11), 'needs a batching window'],
    [
      'a concurrency of one',
      (resources) => (mappingOf(resources)['ScalingConfig'] = { MaximumConcurrency: 1 }),
      'ScalingConfig.MaximumConcurrency',
    ],
    ['a filter, which is not known here', (resources) => (mappingOf(resources)['FilterCriteria'] = {}), 'FilterCriteria'],
  ])('stops the start: %s', async (_, change, said) => {
    const { assembly, remove } = changed(change);

    await expect(hostFixture({ assembly })).rejects.toThrow(said);
    remove();
  });
});
