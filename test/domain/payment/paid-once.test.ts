import fc from 'fast-check';
import { lookAfter, railCalled } from '../../../functions/payment/domain/await.ts';
import { isSameMoney } from '../../../functions/payment/domain/ledger.ts';
import { decideLine } from '../../../functions/payment/domain/pay-again.ts';
import { addDays, dateOf, parsePlainDate } from '../../../functions/kernel/dates.ts';
import type { Table } from '../../../functions/table/table.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aPaymentWorld, enrolledInMonthly, programmeWith, type PaymentWorld } from '../../support/payment-world.ts';
import type { RailFault } from '../../support/rail.ts';
import { aContext } from '../../support/world.ts';

const START = Date.parse('2026-03-10T06:00:00.000Z');
const HOUR_MS = 3_600_000;

class Crash extends Error {}

/** A table whose n-th transaction from now crashes the caller, before it took effect or after. */
const crashing = (table: Table) => {
  let left = -1;
  let after = false;
  return {
    arm(transactions: number, afterwards: boolean): void {
      left = transactions;
      after = afterwards;
    },
    disarm: (): void => void (left = -1),
    table: {
      ...table,
      async transact(writes, token) {
        left -= 1;
        if (left === 0 && !after) throw new Crash();
        await table.transact(writes, token);
        if (left === 0) throw new Crash();
      },
    } satisfies Table,
  };
};

type Action =
  | { readonly kind: 'check' | 'park' | 'callback' | 'sweep' | 'reconcile' | 'complete' | 'takeBack' }
  | { readonly kind: 'instruct' | 'query'; readonly fault: RailFault | undefined }
  | { readonly kind: 'refuse'; readonly reason: 'fundsInsufficient' | 'accountClosed' }
  | { readonly kind: 'decide'; readonly decision: 'payAgain' }
  | { readonly kind: 'wait'; readonly hours: number };

const anAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('instruct' as const, 'query' as const),
      fault: fc.option(fc.constantFrom<RailFault>('down', 'lostAnswer', 'stale'), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'check' as const,
        'park' as const,
        'callback' as const,
        'sweep' as const,
        'reconcile' as const,
        'complete' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeBack' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      reason: fc.constantFrom('fundsInsufficient' as const, 'accountClosed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decide' as const), decision: fc.constant('payAgain' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }) },
);
const aStep: fc.Arbitrary<Step> = fc.record({
  action: anAction,
  crash: fc.option(fc.record({ at: fc.integer({ min: 1, max: 3 }), after: fc.boolean() }), { nil: undefined }),
});

type Step = { readonly action: Action; readonly crash: { readonly at: number; readonly after: boolean } | undefined };
const said = (action: Action, crash?: Step['crash']): Step => ({ action, crash });

interface Run {
  readonly world: PaymentWorld;
  readonly caseId: string;
  now: number;
}

const instantOf = ({ now }: Run): string => new Date(now).toISOString();

const apply = async (run: Run, action: Action): Promise<void> => {
  const { world, caseId } = run;
  const at = instantOf(run);
  const change = (decide: Parameters<typeof world.files.change>[2]) =>
    world.files.change(caseId, aContext(at, { causationId: `${action.kind}-${String(run.now)}` }), decide);
  const payments = await world.paymentsOf(caseId);
  switch (action.kind) {
    case 'instruct':
    case 'query':
      for (const { paymentId } of payments) {
        world.rail.fail(action.fault);
        await world.run(action.kind === 'instruct' ? 'InstructRail' : 'QueryStatus', { caseId, paymentId }, at);
      }
      return;
    case 'check':
      for (const { paymentId } of payments) await world.run('CheckEntitlement', { caseId, paymentId }, at);
      return;
    case 'park':
      for (const { paymentId } of payments) await world.run('ParkPayment', { caseId, paymentId }, at);
      return;
    case 'callback':
      for (const { code } of payments) await change((file) => railCalled(file, code, 'govstack'));
      return;
    case 'sweep':
      await change((file) => lookAfter(file, dateOf(at)));
      return;
    case 'reconcile':
      await world.reconcile(addDays(dateOf(at), -1), at);
      return;
    case 'complete':
      world.rail.settle('completed', at);
      return;
    case 'refuse':
      world.rail.settle('failed', at, action.reason);
      return;
    case 'takeBack':
      world.rail.takeBack(at);
      return;
    case 'decide':
      for (const { lineId } of await world.linesOf(caseId)) await change((file) => decideLine(file, lineId, action.decision, at));
      return;
    case 'wait':
      run.now += action.hours * HOUR_MS;
  }
};

/** How often the rail has paid each line and not taken it back. */
const timesPaid = async ({ world, caseId }: Run): Promise<readonly number[]> =>
  (await world.linesOf(caseId)).map(
    ({ attempts }) => attempts.filter(({ requestId }) => world.rail.books.get(requestId)?.status === 'completed').length,
  );

/** Faults are over: the rail pays what it is asked, people decide, and the state machines and sweeps go on until nothing is left to do. */
const settleDown = async (run: Run): Promise<void> => {
  for (let round = 0; round < 12; round += 1) {
    await apply(run, { kind: 'decide', decision: 'payAgain' });
    await apply(run, { kind: 'check' });
    await apply(run, { kind: 'instruct', fault: undefined });
    run.now += HOUR_MS;
    await apply(run, { kind: 'complete' });
    await apply(run, { kind: 'query', fault: undefined });
    run.now += HOUR_MS;
  }
};

const daysOf = (run: Run): readonly string[] => {
  const first = parsePlainDate('2026-03-10');
  const days = Math.ceil((run.now - START) / (24 * HOUR_MS)) + 1;
  return Array.from({ length: days }, (_, place) => addDays(first, place));
};

describe('a payment line', () => {
  it('is paid at most once at every moment, once in the end, and the ledger is the statement', async () => {
    const programme = programmeWith('BD-MCBP', { approval: 'none' });

    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 3, maxLength: 25 }), async (steps) => {
        const crash = crashing(memoryTable());
        const world = aPaymentWorld(crash.table, programme);
        const { caseId } = await world.due(enrolledInMonthly('2026-01-15'), '2026-03-10T06:00:00.000Z');
        const run: Run = { world, caseId, now: START };

        for (const { action, crash: armed } of steps) {
          if (armed !== undefined) crash.arm(armed.at, armed.after);
          // whatever is thrown here is what a state machine or the bus would try again
          await apply(run, action).catch(() => undefined);
          crash.disarm();
          world.rail.fail(undefined);
          run.now += 60_000;
          expect(Math.max(...(await timesPaid(run)))).toBeLessThanOrEqual(1);
        }
        await settleDown(run);

        expect(await timesPaid(run)).toEqual([1, 1, 1]);
        expect((await world.linesOf(caseId)).map(({ status }) => status)).toEqual(['confirmed', 'confirmed', 'confirmed']);
        expect(await world.ledgerOf(caseId)).toEqual(world.railSums());
        expect(await world.ledgerOf(caseId)).toEqual({ BDT: 240_000 });
        const results = [];
        for (const day of daysOf(run)) {
          await world.reconcile(day, instantOf(run));
          results.push(await world.table.find({ pk: 'RECONCILIATIONS', sk: day }));
        }
        expect(results.filter((result) => result?.['balanced'] !== true)).toEqual([]);
        expect(
          isSameMoney(
            { BDT: results.reduce((sum, result) => sum + ((result?.['ledgerSums'] as Record<string, number>)['BDT'] ?? 0), 0) },
            { BDT: 240_000 },
          ),
        ).toBe(true);
      }),
      {
        numRuns: 60,
        examples: [
          // paid and taken back before anybody asked: the payment was never seen, its return is
          [
            [
              said({ kind: 'instruct', fault: undefined }),
              said({ kind: 'wait', hours: 18 }),
              said({ kind: 'complete' }),
              said({ kind: 'takeBack' }),
            ],
          ],
          // handed over, and the answer never stored
          [
            [
              said({ kind: 'instruct', fault: undefined }, { at: 2, after: false }),
              said({ kind: 'wait', hours: 40 }),
              said({ kind: 'sweep' }),
            ],
          ],
        ],
      },
    );
  }, 60_000);
});
