import * as z from 'zod';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import { Instant } from '../../casefile/case.ts';
import { unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf, daysBetween, PlainDate } from '../../kernel/dates.ts';
import { DEFAULT_RAIL, type SettledLine } from '../../partners/payment-rail.ts';
import { addUp, balanceOf, isSameMoney, type Movement, type Sums } from './ledger.ts';
import type { Report } from './report.ts';
import { openReview } from './reviews.ts';
import type { PaymentRules } from './schedule.ts';

const SumsShape = z.record(z.string(), z.int());

/** Where the ledger and the statement do not agree. */
export const Difference = z.object({
  requestId: z.string().max(64),
  /** unknownHere: we gave no such instruction; amountDiffers: both know it; missingAtRail: we hold it for moved and the statement does not show it. */
  problem: z.enum(['unknownHere', 'amountDiffers', 'missingAtRail']),
  caseId: z.uuid().optional(),
});
export type Difference = z.infer<typeof Difference>;

const Counts = z.object({ matched: z.int(), confirmed: z.int(), returned: z.int() });

/** What one rail moved by its statement, and by our ledger. */
const Sides = z.object({ railSums: SumsShape, ledgerSums: SumsShape });
type Sides = z.infer<typeof Sides>;

/** What was found on one page of a rail's statement, or in one shard of our ledger. */
export const Part = z.object({
  ...Counts.shape,
  /** By rail. */
  rails: z.record(z.string(), Sides),
  differences: z.array(Difference),
});
export type Part = z.infer<typeof Part>;

/** The comparison of a day. Sums are paid less returned, in minor units by currency. */
export const Reconciliation = z.object({
  day: PlainDate,
  at: Instant,
  ...Counts.shape,
  differing: z.int(),
  railSums: SumsShape,
  ledgerSums: SumsShape,
  /** The same for each rail; days that were compared before there were several have none. */
  rails: z.array(z.object({ rail: z.string(), ...Sides.shape, balanced: z.boolean() })).optional(),
  /** The same movements on both sides of each rail, and so the same sums. */
  balanced: z.boolean(),
  differences: z.array(Difference),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

/** Differences that a result lists; the counts are whole. */
const DIFFERENCES_LISTED = 200;
/** Days that one run makes up for. */
const DAYS_AT_ONCE = 31;

/** The days (by the rail's calendar, UTC) that were not compared yet: up to the day before `at`. */
export const daysToReconcile = (at: Instant, last: PlainDate | undefined): readonly PlainDate[] => {
  const yesterday = addDays(dateOf(at), -1);
  const first = last === undefined ? yesterday : addDays(last, 1);
  const count = Math.min(DAYS_AT_ONCE, Math.max(0, daysBetween(first, yesterday) + 1));
  return Array.from({ length: count }, (_, place) => addDays(first, place));
};

/** The movement that a line of a statement tells of. */
export const movementOf = ({ status }: SettledLine): Movement | undefined =>
  status === 'completed' ? 'confirmed' : status === 'returned' ? 'returned' : undefined;

/** A statement's line as a report of its day. */
export const reportOf = (line: SettledLine, day: PlainDate): Report => ({
  ...line,
  completedAt: line.completedAt !== undefined && dateOf(line.completedAt) === day ? line.completedAt : `${day}T12:00:00.000Z`,
});

/** What a line of a statement came to. */
export type Outcome = 'matched' | 'confirmed' | 'returned' | 'amountDiffers' | 'unknownHere';

/** Sums up a page of a rail's statement. */
export const pagePart = (
  rail: string,
  outcomes: readonly { readonly line: SettledLine; readonly outcome: Outcome; readonly caseId?: string }[],
): Part => {
  const count = (outcome: Outcome): number => outcomes.filter((one) => one.outcome === outcome).length;
  return {
    matched: count('matched'),
    confirmed: count('confirmed'),
    returned: count('returned'),
    rails: {
      [rail]: {
        railSums: balanceOf(
          outcomes.flatMap(({ line }) => (movementOf(line) === undefined ? [] : [{ ...line, entry: movementOf(line) ?? 'failed' }])),
        ),
        ledgerSums: {},
      },
    },
    differences: outcomes.flatMap(({ line: { requestId }, outcome, caseId }) =>
      outcome === 'unknownHere' || outcome === 'amountDiffers'
        ? [{ requestId, problem: outcome, ...(caseId === undefined ? {} : { caseId }) }]
        : [],
    ),
  };
};

/** A movement as the ledger of a day holds it; `reconciledAt` once a statement has shown it. */
export const FiledMovement = z.object({
  requestId: z.string(),
  movement: z.enum(['confirmed', 'returned']),
  caseId: z.uuid().optional(),
  through: z.enum(['rail', 'voucher', 'hand']).default('rail'),
  amountMinor: z.int(),
  currency: z.string(),
  rail: z.string().default(DEFAULT_RAIL),
  reconciledAt: Instant.optional(),
});
export type FiledMovement = z.infer<typeof FiledMovement>;

/** Sums up a shard of a day's ledger; what the statement has not shown is missing there. What moved by no rail is left out. */
export const shardPart = (movements: readonly FiledMovement[]): Part => {
  const byRail = movements.filter(({ through }) => through === 'rail');
  return {
    matched: 0,
    confirmed: 0,
    returned: 0,
    rails: Object.fromEntries(
      [...Map.groupBy(byRail, ({ rail }) => rail)].map(([rail, of]) => [
        rail,
        { railSums: {}, ledgerSums: balanceOf(of.map((one) => ({ ...one, entry: one.movement }))) },
      ]),
    ),
    differences: byRail
      .filter(({ reconciledAt }) => reconciledAt === undefined)
      .map(({ requestId, caseId }) => ({ requestId, ...(caseId === undefined ? {} : { caseId }), problem: 'missingAtRail' as const })),
  };
};

/** The result of a day from its parts. */
export const conclude = (day: PlainDate, at: Instant, parts: readonly Part[]): Reconciliation => {
  const total = (of: (part: Part) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const differences = parts.flatMap((part) => part.differences);
  const names = [...new Set(parts.flatMap((part) => Object.keys(part.rails)))].toSorted();
  const rails = names.map((rail) => {
    const sides: readonly Sides[] = parts.flatMap((part) => part.rails[rail] ?? []);
    const railSums: Sums = addUp(sides.map((side) => side.railSums));
    const ledgerSums: Sums = addUp(sides.map((side) => side.ledgerSums));
    return { rail, railSums, ledgerSums, balanced: isSameMoney(railSums, ledgerSums) };
  });
  return {
    day,
    at,
    matched: total(({ matched }) => matched),
    confirmed: total(({ confirmed }) => confirmed),
    returned: total(({ returned }) => returned),
    differing: differences.length,
    railSums: addUp(rails.map(({ railSums }) => railSums)),
    ledgerSums: addUp(rails.map(({ ledgerSums }) => ledgerSums)),
    rails,
    balanced: differences.length === 0 && rails.every(({ balanced }) => balanced),
    differences: differences.slice(0, DIFFERENCES_LISTED),
  };
};

/** Tells a person of the case's area that ledger and statement differ; once for each instruction and problem. */
export const askAboutDifference = (
  file: CaseFile,
  { requestId, problem }: Difference,
  { rules, at, day }: { rules: PaymentRules; at: Instant; day: PlainDate },
): Change<{ opened: boolean }> => {
  const opened = openReview(file, {
    of: [problem, requestId],
    kind: 'paymentDiscrepancy',
    options: ['explained', 'disputed'],
    about: { problem, requestId, day },
    at,
    dueOn: addDays(dateOf(at), rules.approvalDueDays),
  });
  return opened === undefined
    ? unchanged({ opened: false })
    : { put: [opened.placed], facts: [ReviewOpened.of(opened.review)], answer: { opened: true } };
};
