import fc from 'fast-check';
import { createWebhook } from '../../../functions/webhooks/api/create-webhook.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { findDelivery } from '../../../functions/webhooks/records.ts';
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
const Answers = fc.infiniteStream(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({ status: 200 }) },
    { weight: 2, arbitrary: fc.constant({ status: 503 }) },
    { weight: 1, arbitrary: fc.constant({ status: 400 }) },
    { weight: 1, arbitrary: fc.constant({ status: 429, retryAfterSeconds: 40 }) },
    { weight: 1, arbitrary: fc.constant({ failure: 'no answer: ECONNRESET' }) },
  ),
);

describe('the order of a case', () => {
  it('holds whatever fails, whoever comes at once, and whenever the bus tells of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Happening, { minLength: 1, maxLength: 14 }), Answers, fc.infiniteStream(fc.nat(3)), async (story, answers, turns) => {
        const world = aWebhooksWorld({ pausesSeconds: [5, 30, 120], breaker: { failures: 4, pauseSeconds: 20 } });
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
          for (let turn = turns.next().value ?? 0; turn > 0; turn -= 1) await Promise.resolve();
          const answer = answers.next().value ?? { status: 200 };
          if ('status' in answer && answer.status === 200) taken.add(id);
          return answer;
        });

        const late: (() => Promise<void>)[] = [];
        for (const { caseAt, fact, thenSeconds, told } of story) {
          const caseId = CASES[caseAt] ?? '';
          const { eventId, tell } = await world.happens(caseId, fact);
          happened.get(caseId)?.push(eventId);
          if (told === 'later') late.push(tell);
          else await Promise.all(told === 'twice' ? [tell(), tell(), world.pass(0)] : [tell(), world.pass(0)]);
          await world.pass(thenSeconds);
        }
        for (const tell of late.reverse()) await tell();
        await world.pass(7 * 86_400);

        const all = [...happened.values()].flat();
        const states = await Promise.all(all.map(async (id) => (await findDelivery(world.table, webhookId, id))?.state));
        expect(broken).toEqual([]);
        expect(all.filter((id, place) => !(taken.has(id) ? states[place] === 'delivered' : states[place] === 'dead'))).toEqual([]);
        expect(world.waiting()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
