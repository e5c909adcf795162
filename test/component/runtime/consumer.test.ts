import type { SQSEvent } from 'aws-lambda';
import { readFileSync } from 'node:fs';
import { AppealLodged } from '../../../events/appeal-lodged.v1.ts';
import { Problem } from '../../../functions/kernel/problem.ts';
import { factConsumer, messageConsumer, type QueuedMessage } from '../../../functions/runtime/consumer.ts';
import { on } from '../../../functions/runtime/subscriber.ts';

const fact = JSON.parse(readFileSync('events/samples/appeal-lodged.v1.json', 'utf8')) as { detail: { metadata: { eventId: string } } };
const bodyOf = (eventId: string): string =>
  JSON.stringify({ ...fact, id: eventId, detail: { ...fact.detail, metadata: { ...fact.detail.metadata, eventId } } });
const GOOD = '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01';
const BAD = '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a02';
const REFUSED = '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a03';

const queued = (...bodies: readonly string[]): SQSEvent =>
  ({
    Records: bodies.map((body, place) => ({
      messageId: `message-${place}`,
      body,
      attributes: { SentTimestamp: String(Date.parse('2026-03-01T08:00:00.000Z')) },
      messageAttributes: { language: { dataType: 'String', stringValue: 'sw' } },
    })),
  }) as unknown as SQSEvent;
const run = (handler: unknown, event: SQSEvent): Promise<unknown> =>
  (handler as (event: SQSEvent, context: object) => Promise<unknown>)(event, {});

describe('a consumer of facts', () => {
  const aConsumer = () => {
    const taken: string[] = [];
    const take = (by: string) =>
      on(AppealLodged, by, ({ metadata: { eventId } }, { at }) => {
        if (eventId === BAD && by === 'first') return Promise.reject(new Error('out of order'));
        if (eventId === REFUSED) return Promise.reject(new Problem('CaseNotFound', 'no case'));
        taken.push(`${by} ${eventId} ${at}`);
        return Promise.resolve();
      });
    return { ...factConsumer([take('first'), take('second')]), taken };
  };

  it('names the messages that failed, and only those; every subscription is tried', async () => {
    const { handler, taken } = aConsumer();

    expect(await run(handler, queued(bodyOf(BAD), bodyOf(GOOD)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(taken).toEqual([
      `second ${BAD} 2026-01-02T10:00:00.000Z`,
      `first ${GOOD} 2026-01-02T10:00:00.000Z`,
      `second ${GOOD} 2026-01-02T10:00:00.000Z`,
    ]);
  });

  it('drops what is refused for good', async () => {
    expect(await run(aConsumer().handler, queued(bodyOf(REFUSED)))).toEqual({ batchItemFailures: [] });
  });

  it('gives back what is no fact', async () => {
    expect(await run(aConsumer().handler, queued('YES'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });

  it('describes itself by its facts', () => {
    expect(aConsumer().manifest).toEqual({ kind: 'consumers', facts: ['AppealLodged.v1'], kinds: {} });
  });
});

describe('a consumer of messages', () => {
  it('is given text, attributes and the time of sending, also where the text looks like a fact', async () => {
    const heard: QueuedMessage[] = [];
    const { handler, manifest } = messageConsumer('hear', (message) => Promise.resolve(void heard.push(message)));

    expect(await run(handler, queued('YES', bodyOf(GOOD)))).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([
      { id: 'message-0', body: 'YES', attributes: { language: 'sw' }, at: '2026-03-01T08:00:00.000Z' },
      { id: 'message-1', body: bodyOf(GOOD), attributes: { language: 'sw' }, at: '2026-03-01T08:00:00.000Z' },
    ]);
    expect(manifest).toEqual({ kind: 'consumers', facts: [], kinds: {} });
  });
});
