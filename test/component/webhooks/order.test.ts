import fc from 'fast-check';
import { createWebhook } from '../../../functions/webhooks/api/create-webhook.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { findDelivery } from '../../../functions/webhooks/records.ts';
import type { WebhookAnswer } from '../../../functions/partners/webhook.ts';
import type { Table } from '../../../functions/table/table.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { call } from '../../support/world.ts';
import { aWebhooksWorld } from './webhooks-world.ts';

const CASES = ['a', 'b', 'c'].map((name) => derivedId('case', name));
const FACTS = ['MotherRegistered', 'MotherDied', 'CaseErased'] as const;

const Happening = fc.record({
  caseAt: fc.nat(CASES.length - 1),
  fact: fc.constantFrom(...FACTS),
  /** Until the next thing happens. */
  thenSeconds: fc.constantFrom(0, 0, 1, 7, 90, 4_000),
  /** The bus tells of some facts late, after others, or twice. */
  told: fc.constantFrom('atOnce', 'later', 'twice'),
});
const Answers: fc.Arbitrary<fc.Stream<WebhookAnswer>> = fc.infiniteStream(
  fc.oneof<fc.WeightedArbitrary<WebhookAnswer>[]>(
    { weight: 5, arbitrary: fc.constant({ status: 200 }) },
    { weight: 2, arbitrary: fc.constant({ status: 503 }) },
    { weight: 1, arbitrary: fc.constant({ status: 400 }) },
    { weight: 1, arbitrary: fc.constant({ status: 429, retryAfterSeconds: 40 }) },
    { weight: 1, arbitrary: fc.constant({ failure: 'no answer: ECONNRESET' }) },
  ),
);

const drawn = <T>(stream: Iterator<T, unknown>, otherwise: T): T => {
  const { done, value } = stream.next();
  return done === true ? otherwise : value;
};

/** Mostly at once; now and then so late that others have done all of theirs. */
const Turns = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(25) });

/** A table whose every call takes some turns, so that others come in between. */
const slowly = (table: Table, turns: () => number): Table => {
  const after = async <T>(answer: () => Promise<T>): Promise<T> => {
    for (let left = turns(); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
    return answer();
  };
  return {
    find: (key) => after(() => table.find(key)),
    all: (pk, range) => after(() => table.all(pk, range)),
    page: (pk, range, request) => after(() => table.page(pk, range, request)),
    pageOf: (index, pk, range, request) => after(() => table.pageOf(index, pk, range, request)),
    transact: (writes, token) => after(() => table.transact(writes, token)),
    countUpTo: (key, most, expiresAt) => after(() => table.countUpTo(key, most, expiresAt)),
  };
};

describe('the order of a case', () => {
  it('holds whatever fails, whoever comes at once, and whenever the bus tells of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Happening, { minLength: 1, maxLength: 14 }),
        Answers,
        fc.infiniteStream(Turns),
        async (story, answers, turns) => {
          const world = aWebhooksWorld(
            { pausesSeconds: [5, 30, 120], breaker: { failures: 4, pauseSeconds: 20 } },
            undefined,
            slowly(memoryTable(), () => drawn(turns, 0)),
          );
          const made = await call(createWebhook(world.needs), {
            scopes: ['webhooks.write'],
            partner: true,
            at: world.now(),
            body: { url: 'https://partner.example/hook', facts: FACTS },
          });
          const webhookId = String(made.body['webhookId']);
          const happened = new Map<string, string[]>(CASES.map((caseId) => [caseId, []]));
          const taken = new Set<string>();
          const broken: string[] = [];

          world.receive(async ({ body }) => {
            const { id, caseId } = JSON.parse(body) as { id: string; caseId: string };
            const before = happened.get(caseId) ?? [];
            for (const earlier of before.slice(0, before.indexOf(id))) {
              const isDead = (await findDelivery(world.table, webhookId, earlier))?.state === 'dead';
              if (!taken.has(earlier) && !isDead) broken.push(`${id} before ${earlier}`);
            }
            if (taken.has(id)) broken.push(`${id} twice`);
            // others go on while this one waits for its answer
            for (let turn = drawn(turns, 0); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
            const answer = drawn(answers, { status: 200 });
            if (answer.status === 200) taken.add(id);
            return answer;
          });

          const passing: Promise<void>[] = [];
          const late: (() => Promise<void>)[] = [];
          for (const { caseAt, fact, thenSeconds, told } of story) {
            const caseId = CASES[caseAt] ?? '';
            const { eventId, tell } = await world.happens(caseId, fact);
            happened.get(caseId)?.push(eventId);
            if (told === 'later') late.push(tell);
            else passing.push(...(told === 'twice' ? [tell(), world.pass(0), tell(), world.pass(0)] : [tell(), world.pass(0)]));
            if (thenSeconds > 0) await world.pass(thenSeconds);
            // the next thing happens while this one is being sent
            else passing.push(world.pass(0));
          }
          await Promise.all(passing);
          for (const tell of late.reverse()) await tell();
          await world.pass(7 * 86_400);

          const all = [...happened.values()].flat();
          const states = await Promise.all(all.map(async (id) => (await findDelivery(world.table, webhookId, id))?.state));
          expect(broken).toEqual([]);
          expect(all.filter((id, place) => !(taken.has(id) ? states[place] === 'delivered' : states[place] === 'dead'))).toEqual([]);
          expect(world.waiting()).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it('loses nothing that comes while the one who sends is about to leave', async () => {
    const table = memoryTable();
    let comesIn: (() => Promise<void>) | undefined;
    const interrupted: Table = {
      ...table,
      async page(pk, range, request) {
        const page = await table.page(pk, range, request);
        // the events were read to their end; before that is written down, one more happens and is told
        if (pk.startsWith('EVENTS#') && range.from !== undefined && page.items.length === 0) {
          const come = comesIn;
          comesIn = undefined;
          await come?.();
        }
        return page;
      },
    };
    const world = aWebhooksWorld({}, undefined, interrupted);
    await call(createWebhook(world.needs), { at: world.now(), body: { url: 'https://partner.example/hook', facts: FACTS } });
    comesIn = async () => (await world.happens(CASES[0] ?? '', 'MotherDied')).tell();

    await (await world.happens(CASES[0] ?? '', 'MotherRegistered')).tell();
    await world.pass(1);

    expect(world.taken().map(({ event }) => event.type)).toEqual(['MotherRegistered.v1', 'MotherDied.v1']);
  });
});
