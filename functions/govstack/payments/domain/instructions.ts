import * as z from 'zod';
import type { PaymentLine, PaymentRailPort } from '../../../partners/payment-rail.ts';
import { RAIL_LIMITS } from '../../../partners/payment-rail.ts';
import type { Beneficiary } from '../records.ts';
import { CurrencyInUse, findMinor } from './currencies.ts';

/**
 * Text of one line, as long as a definition allows: it counts characters, of which some scripts need two units each. Half of such a pair is
 * refused: it is hashed as any other half is.
 */
const printed = (least: number, most = least) =>
  z
    .string()
    .regex(
      new RegExp(`^[^\\p{Cc}\\p{Cs}]{${String(least)},${String(most)}}$`, 'u'),
      `must have ${least === most ? String(least) : `${String(least)} to ${String(most)}`} characters, none of them a control character`,
    );
/** Rails have these in their headers. */
const exactly = (length: number) =>
  z
    .string()
    .length(length)
    .regex(/^[\x20-\x7e]*$/, 'must be printable characters of ASCII');

/** The lengths that Payments v1 gives its identifiers. */
const REQUEST_ID_LENGTH = 12;
export const RequestId = exactly(REQUEST_ID_LENGTH);
export const SourceBbId = exactly(12);
export const BatchId = exactly(12);
export const InstructionId = exactly(16);
export const PayeeFunctionalId = printed(20);
export const FinancialAddress = printed(1, 30);

/** What every answer of the block says; the code is 00 where all went well and 01 where nothing was done. */
export const BlockAnswer = z.object({
  ResponseCode: z.enum(['00', '01']),
  ResponseDescription: z.string().min(1).max(200),
  RequestID: z.string(),
});

const DESCRIPTION = 200;
const NO_REQUEST = '0'.repeat(REQUEST_ID_LENGTH);

/** An answer of the block. A request without a usable id is answered with zeros in its place. */
export const answer = (code: '00' | '01', description: string, requestId: unknown) => ({
  ResponseCode: code,
  ResponseDescription: description.slice(0, DESCRIPTION),
  RequestID: RequestId.safeParse(requestId).data ?? NO_REQUEST,
});

const MOST_INSTRUCTIONS = RAIL_LIMITS.linesInBatch;
/** As many of them, each with a narration of which every character is escaped, and set apart by lines. */
export const BATCH_BYTES = 1_000_000;

/** Instructions of a batch; amounts are decimals of their currency. */
const instructions = <Narration extends z.ZodType>(narration: Narration) =>
  z
    .array(
      z
        .object({
          InstructionID: InstructionId,
          PayeeFunctionalID: PayeeFunctionalId,
          Amount: z.number(),
          Currency: CurrencyInUse,
          Narration: narration,
        })
        .refine(({ Amount, Currency }) => findMinor(Amount, Currency) !== undefined, {
          path: ['Amount'],
          message: 'must be above zero, with no more decimals than its currency has, and 15 digits at most',
        }),
    )
    .min(1)
    .max(MOST_INSTRUCTIONS)
    .refine((all) => new Set(all.map(({ InstructionID }) => InstructionID)).size === all.length, 'name an InstructionID twice');

const batch = <Narration extends z.ZodType>(narration: Narration) =>
  z.object({ RequestID: RequestId, SourceBBID: SourceBbId, BatchID: BatchId, CreditInstructions: instructions(narration) });

export const BulkPayment = batch(printed(1, 50).nullish());
export type BulkPayment = z.infer<typeof BulkPayment>;
/** A validation asks for the narration as well. */
export const PrepaymentValidation = batch(printed(0, 50));
export type PrepaymentValidation = z.infer<typeof PrepaymentValidation>;

/** A payee as the register of beneficiaries knows her. */
export interface Payable {
  readonly beneficiary: Beneficiary;
  readonly address: string | undefined;
}

/**
 * How the rail is told whom to pay: by address, or, where that is longer than a rail with an account mapper takes, by the id under which
 * that mapper has her. Nothing where she has no address: then she is paid by hand, in cash or by voucher.
 */
export const railPayee = (
  payeeId: string,
  { beneficiary: { modality = '00' }, address }: Payable,
  paysTo: PaymentRailPort['paysTo'],
): PaymentLine['payee'] | undefined => {
  if (address === undefined || modality === '02') return undefined;
  const fits = paysTo === 'address' || address.length <= RAIL_LIMITS.financialAddress;
  return fits ? { financialAddress: address, modality } : { payeeIdentity: payeeId };
};
