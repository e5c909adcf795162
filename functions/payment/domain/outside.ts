/** Money that other systems let us move: in the same ledger as our own, in accounts that are no cases. */
import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { DEFAULT_RAIL, type HandedOver } from '../../partners/payment-rail.ts';
import { keys } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { Attempt, LedgerEntries, LedgerEntry } from '../records.ts';
import { movementItem, type Through } from './ledger.ts';
import { AttemptState } from './life-cycle.ts';
import { judgeReport, type Report } from './report.ts';

/** An instruction of another system, under the id that is claimed for it for ever, and what became of it. */
export const OutsideRequest = z.object({
  requestId: z.string().max(16),
  /** The batch that it came with. */
  account: z.string(),
  amountMinor: z.int().positive(),
  currency: z.string(),
  /** The rail that it went to; absent: the deployment's first, or none where it is paid out by hand. */
  rail: z.string().optional(),
  state: AttemptState.default('instructed'),
  ...Attempt.pick({ moved: true, confirmedOn: true, returnedOn: true, reason: true, answeredAt: true }).shape,
  /** Guards what became of it; 0 where it was claimed before that was kept. */
  version: z.int().min(0).default(0),
});
export type OutsideRequest = z.infer<typeof OutsideRequest>;

/** An instruction as it is given. */
export type NewRequest = Pick<OutsideRequest, 'requestId' | 'account' | 'amountMinor' | 'currency' | 'rail'>;

const requestItem = (request: OutsideRequest): Item => ({ ...keys.railRequest(request.requestId), entity: 'railRequest', ...request });

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
}

/** Applies a report to an instruction by the rules of our own payments: the same word twice, or an older one later, changes nothing. */
export const settleRequest = (
  request: OutsideRequest,
  report: Report,
  { at, through = 'rail' }: { readonly at: string; readonly through?: Through },
): OutsideSettlement => {
  const { requestId, account, amountMinor, currency, version } = request;
  const before: Attempt = { ...request, paymentId: derivedId('outside', account), round: 1, instructedAt: at };
  const line = { lineId: requestId, amountMinor, currency };
  const { attempt, entries, refiled } = judgeReport({ line, at }, before, report);
  const { state, moved, confirmedOn, returnedOn, reason, answeredAt } = attempt;
  const known = { requestId, account, amountMinor, currency, ...(request.rail === undefined ? {} : { rail: request.rail }) };
  const after = OutsideRequest.parse({ ...known, state, moved, confirmedOn, returnedOn, reason, answeredAt, version: version + 1 });
  if (entries.length + refiled.length === 0) return { writes: [], entries: [] };
  return {
    writes: [
      { put: requestItem(after), condition: version === 0 ? 'present' : { version } },
      ...entries.flatMap((entry) => outsideEntryWrites(account, entry, through)),
      ...refiled,
    ],
    entries: entries.map(({ entry }) => entry),
  };
};

/** A batch of another system that a rail was handed, under the code by which the rail calls back. */
export const OutsideBatch = z.object({
  code: z.string().length(12),
  account: z.string(),
  rail: z.string(),
  /** What the rail calls it; absent until it has answered. */
  batchId: z.string().optional(),
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
