/** Money that other systems let us move: in the same ledger as our own, in accounts that are no cases. */
import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { DEFAULT_RAIL, type HandedOver } from '../../partners/payment-rail.ts';
import { keys } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { Attempt, LedgerEntries, LedgerEntry } from '../records.ts';
import { movementItem, type Through } from './ledger.ts';
import { AttemptState } from './life-cycle.ts';
import { isOpen } from './lines.ts';
import { judgeReport, type Contradiction, type Report } from './report.ts';

/**
 * Why a person has to say what became of an instruction: its rail has said nothing of it in time, knows its id with other content, has paid
 * what had failed or was given up, or says that what a person saw paid has failed.
 */
export const OutsideDoubt = z.enum(['unanswered', 'contentDiffers', 'paidAfterFailed', 'failedAfterPaid']);
export type OutsideDoubt = z.infer<typeof OutsideDoubt>;

/** What a person has said of an instruction in doubt. */
const OutsideDecision = z.object({
  doubt: OutsideDoubt,
  /** Paid by its rail, and not taken back. */
  paid: z.boolean(),
  on: PlainDate,
  by: z.string(),
  at: Instant,
  receipt: z.string().optional(),
  reason: z.string().optional(),
});
export type OutsideDecision = z.infer<typeof OutsideDecision>;

/** An instruction of another system, under the id that is claimed for it for ever, and what became of it. */
export const OutsideRequest = z.object({
  requestId: z.string().max(16),
  /** The batch that it came with. */
  account: z.string(),
  amountMinor: z.int().positive(),
  currency: z.string(),
  /** The rail that it went to; absent: the deployment's first, or none where it is paid out by hand. */
  rail: z.string().optional(),
  /** Whom it pays, as a keyed hash. */
  payee: z.string().optional(),
  state: AttemptState.default('instructed'),
  ...Attempt.pick({ moved: true, confirmedOn: true, returnedOn: true, reason: true, answeredAt: true }).shape,
  /** It waits for a person to decide about it. */
  doubt: z.object({ why: OutsideDoubt, since: Instant }).optional(),
  /** The last one; what the rail says afterwards is entered all the same. */
  decision: OutsideDecision.optional(),
  /** Guards what became of it; 0 where it was claimed before that was kept. */
  version: z.int().min(0).default(0),
});
export type OutsideRequest = z.infer<typeof OutsideRequest>;

/** An instruction as it is given. */
export type NewRequest = Pick<OutsideRequest, 'requestId' | 'account' | 'amountMinor' | 'currency' | 'rail' | 'payee'>;

/** The partition of the lookup index in which instructions in doubt stand. */
export const OUTSIDE_DOUBTS = 'OUTSIDEDOUBTS';

const requestItem = (request: OutsideRequest): Item => ({
  ...keys.railRequest(request.requestId),
  entity: 'railRequest',
  ...request,
  ...(request.doubt === undefined ? {} : { lookupPk: OUTSIDE_DOUBTS, lookupSk: request.requestId }),
});

/** Puts an instruction in the place of the one that was read. */
const changeWrite = (request: OutsideRequest): Write => ({
  put: requestItem({ ...request, version: request.version + 1 }),
  condition: request.version === 0 ? 'present' : { version: request.version },
});

/** Claims the id of an instruction: the second claim is refused, whosever the first was. */
export const claimWrite = (request: NewRequest): Write => ({
  put: requestItem({ ...request, state: 'instructed', version: 1 }),
  condition: 'absent',
});

/**
 * What an entry adds: itself in its account, and a movement under its day. The same entry again replaces itself.
 * @param through how the money of a movement moves
 */
export const outsideEntryWrites = (
  account: string,
  entry: Omit<LedgerEntry, 'lineId' | 'paymentId'>,
  through: Through = 'rail',
): readonly Write[] => {
  const whole = LedgerEntry.parse({ ...entry, lineId: entry.requestId, paymentId: derivedId('outside', account) });
  const { requestId, amountMinor, currency, valueOn, rail = DEFAULT_RAIL } = entry;
  return [
    { put: { ...whole, pk: keys.outsideLedger(account), sk: LedgerEntries.sk(whole), entity: LedgerEntries.name } },
    ...((entry.entry === 'confirmed' || entry.entry === 'returned') && valueOn !== undefined
      ? [{ put: movementItem({ requestId, movement: entry.entry, amountMinor, currency, day: valueOn, through, rail }) }]
      : []),
  ];
};

/** What a report about an instruction comes to. */
export interface OutsideSettlement {
  /** None where it tells nothing new. All or none of them, once: they are bound to the instruction as it was read. */
  readonly writes: readonly Write[];
  readonly entries: readonly LedgerEntry['entry'][];
  /** Why a person has to decide from now on. */
  readonly doubt?: OutsideDoubt;
}

const UNCHANGED: OutsideSettlement = { writes: [], entries: [] };

/** Leaves an instruction to a person; one that waits already, or was decided for the same reason, stays as it is. */
export const leaveToPerson = (request: OutsideRequest, why: OutsideDoubt, at: Instant): OutsideSettlement =>
  request.doubt !== undefined || request.decision?.doubt === why
    ? UNCHANGED
    : { writes: [changeWrite({ ...request, doubt: { why, since: at } })], entries: [], doubt: why };

/** A rail that contradicts itself in an older word is not listened to; one that contradicts a person is. */
const doubtIn = ({ decision }: OutsideRequest, contradictions: readonly Contradiction[]): OutsideDoubt | undefined => {
  if (contradictions.includes('paidAfterFailed')) return 'paidAfterFailed';
  return contradictions.includes('failedAfterPaid') && decision?.paid === true ? 'failedAfterPaid' : undefined;
};

/**
 * Applies a report to an instruction by the rules of our own payments: the same word twice, or an older one later, changes nothing. What is
 * said to be known with other content has not failed: it may have been paid.
 */
export const settleRequest = (
  request: OutsideRequest,
  report: Report,
  { at, through = 'rail' }: { readonly at: string; readonly through?: Through },
): OutsideSettlement => {
  const { requestId, account, amountMinor, currency } = request;
  const before: Attempt = { ...request, paymentId: derivedId('outside', account), round: 1, instructedAt: at };
  const line = { lineId: requestId, amountMinor, currency };
  if (report.status === 'failed' && report.reason === 'contentDiffers')
    return isOpen(before) ? leaveToPerson(request, 'contentDiffers', at) : UNCHANGED;
  const { attempt, entries, refiled, contradictions } = judgeReport({ line, at }, before, report);
  const doubt = doubtIn(request, contradictions);
  if (entries.length + refiled.length === 0) return doubt === undefined ? UNCHANGED : leaveToPerson(request, doubt, at);
  const { state, moved, confirmedOn, returnedOn, reason, answeredAt } = attempt;
  const { doubt: earlier, ...known } = request;
  // another day of the same movement settles nothing
  const left = entries.length > 0 || earlier === undefined ? {} : { doubt: earlier };
  const after: OutsideRequest = {
    ...known,
    state,
    moved,
    confirmedOn,
    returnedOn,
    reason,
    answeredAt,
    ...(doubt === undefined ? left : { doubt: { why: doubt, since: at } }),
  };
  return {
    writes: [changeWrite(after), ...entries.flatMap((entry) => outsideEntryWrites(account, entry, through)), ...refiled],
    entries: entries.map(({ entry }) => entry),
    ...(doubt === undefined ? {} : { doubt }),
  };
};

/** What a decision says that the ledger does not have yet. */
const newWord = ({ state }: OutsideRequest, paid: boolean): Report['status'] | undefined => {
  if (state === 'confirmed') return paid ? undefined : 'returned';
  if (state === 'instructed' || state === 'instructing') return paid ? 'completed' : 'failed';
  return undefined;
};

/** Enters what a person says of an instruction in doubt. What was paid and is said not to be, has come back. */
export const decideRequest = ({ doubt: _, ...request }: OutsideRequest, decision: OutsideDecision): readonly Write[] => {
  const decided = { ...request, decision };
  const status = newWord(request, decision.paid);
  if (status === undefined) return [changeWrite(decided)];
  const { requestId, amountMinor, currency } = { ...request, ...request.moved };
  const completedAt = `${decision.on}T12:00:00.000Z`;
  return settleRequest(decided, { requestId, status, amountMinor, currency, completedAt }, { at: decision.at }).writes;
};

/** A batch of another system that a rail was handed, under the code by which the rail calls back. */
export const OutsideBatch = z.object({
  code: z.string().length(12),
  account: z.string(),
  rail: z.string(),
  /** What the rail calls it; absent until it has answered. */
  batchId: z.string().optional(),
  /** The day from which a person decides about what its rail has not answered. */
  decideOn: PlainDate.optional(),
});
export type OutsideBatch = z.infer<typeof OutsideBatch>;

/** The partition of the lookup index in which batches stand of whose instructions not all are settled. */
export const OPEN_OUTSIDE_BATCHES = 'OUTSIDEBATCHES';

export const outsideBatchKey = (code: string) => ({ pk: keys.outsideCode(code), sk: 'BATCH' });

/** Keeps a batch; while it is open the daily run finds it. */
export const outsideBatchWrite = (batch: OutsideBatch, isOpen: boolean): Write => ({
  put: {
    ...outsideBatchKey(batch.code),
    entity: 'outsideBatch',
    ...batch,
    ...(isOpen ? { lookupPk: OPEN_OUTSIDE_BATCHES, lookupSk: batch.code } : {}),
  },
});

/** The instructions of an account that a rail has and that are not settled, by the entries of its ledger. */
export const openLines = (entries: readonly LedgerEntry[]): HandedOver['lines'] => {
  const settled = new Set(entries.filter(({ entry }) => entry !== 'instructed').map(({ requestId }) => requestId));
  return entries.filter(({ entry, rail, requestId }) => entry === 'instructed' && rail !== undefined && !settled.has(requestId));
};
