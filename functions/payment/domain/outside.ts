/** Money that other systems let us move: in the same ledger as our own, in accounts that are no cases. */
import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { DEFAULT_RAIL } from '../../partners/payment-rail.ts';
import { keys } from '../../table/keys.ts';
import type { Write } from '../../table/table.ts';
import { LedgerEntries, LedgerEntry } from '../records.ts';
import { movementItem } from './ledger.ts';

/** An instruction of another system, under the id that is claimed for it for ever. */
export const OutsideRequest = z.object({
  requestId: z.string().max(16),
  /** The batch that it came with. */
  account: z.string(),
  amountMinor: z.int().positive(),
  currency: z.string(),
});
export type OutsideRequest = z.infer<typeof OutsideRequest>;

/** Claims the id of an instruction: the second claim is refused, whosever the first was. */
export const claimWrite = (request: OutsideRequest): Write => ({
  put: { ...keys.railRequest(request.requestId), entity: 'railRequest', ...request },
  condition: 'absent',
});

/**
 * What an entry adds: itself in its account, and a movement under its day. The same entry again replaces itself.
 * @param through how the money of a movement moves
 */
export const outsideEntryWrites = (
  account: string,
  entry: Omit<LedgerEntry, 'lineId' | 'paymentId'>,
  through: 'rail' | 'voucher' = 'rail',
): readonly Write[] => {
  const whole = LedgerEntry.parse({ ...entry, lineId: entry.requestId, paymentId: derivedId('outside', account) });
  const { requestId, amountMinor, currency, valueOn } = entry;
  return [
    { put: { ...whole, pk: keys.outsideLedger(account), sk: LedgerEntries.sk(whole), entity: LedgerEntries.name } },
    ...((entry.entry === 'confirmed' || entry.entry === 'returned') && valueOn !== undefined
      ? [{ put: movementItem({ requestId, movement: entry.entry, amountMinor, currency, day: valueOn, through, rail: DEFAULT_RAIL }) }]
      : []),
  ];
};
