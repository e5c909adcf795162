import { derivedCode, fingerprint } from '../../kernel/ids.ts';
import { callbackUrlOf } from '../../partners/callback-address.ts';
import type { AskedAddress } from '../../partners/payment-rail.ts';
import { hearOutsideCheck, keepOutsideCheck } from '../../payment/outside-checks.ts';
import type { Caller } from '../../runtime/operation.ts';
import { shelf } from '../shelf.ts';
import { railPayee, type PrepaymentValidation } from './domain/instructions.ts';
import { failuresOf } from './domain/validation.ts';
import { AT_ONCE, eachOf, type RailNeeds } from './payees.ts';
import { Validations, type Validation } from './records.ts';
import { railNameOf } from './source-block.ts';

const KEPT_SECONDS = 30 * 86_400;
const CODE_CHARACTERS = 12;

/** What a validation came to, in numbers of instructions. */
export interface Validated {
  readonly unregistered: number;
  /** To whose address the rail cannot pay. */
  readonly refused: number;
  /** About whose address the rail was asked. */
  readonly asked: number;
  /** The rail has yet to answer. */
  readonly isPending: boolean;
}

/**
 * Finds out which instructions of a batch could not be paid: those whose payee nobody registered, and those to whose address the batch's
 * rail cannot pay. The rail is asked about all addresses in one question, and may answer later. What is found is kept for the caller.
 * @throws {Problem} RecordNotFound, PartnerUnavailable, PartnerAnswerInvalid: the same request again asks anew
 */
export const validateBatch = async (
  { table, register, rails, apiBaseUrl }: RailNeeds,
  sent: PrepaymentValidation,
  caller: Caller,
): Promise<Validated> => {
  const { RequestID: requestId, BatchID: batchId, SourceBBID, CreditInstructions } = sent;
  const rail = await railNameOf(table, SourceBBID, caller);
  const { paysTo } = rails().of(rail);
  const expiresAt = Math.floor(Date.parse(caller.at) / 1000) + KEPT_SECONDS;
  const payables = await eachOf(CreditInstructions, AT_ONCE, ({ PayeeFunctionalID }) => register.findPayable(PayeeFunctionalID));
  const failed = CreditInstructions.flatMap(({ InstructionID }, place) =>
    payables[place] === undefined ? [{ instructionId: InstructionID, reason: 'the payee is not registered' }] : [],
  );
  const addresses = CreditInstructions.flatMap(({ InstructionID: id, PayeeFunctionalID }, place): readonly AskedAddress[] => {
    const payable = payables[place];
    const payee = payable === undefined ? undefined : railPayee(PayeeFunctionalID, payable, paysTo);
    return payee !== undefined && 'financialAddress' in payee ? [{ id, ...payee }] : [];
  });
  const code = derivedCode(CODE_CHARACTERS, 'prepaymentValidation', caller.client, fingerprint(sent), fingerprint(addresses), rail);
  const kept = shelf(table, Validations, caller.client);
  const validation: Validation = { requestId, batchId, failed, expiresAt, ...(addresses.length === 0 ? {} : { check: code }) };
  await kept.put(validation, caller, await kept.find(Validations.idOf(validation)));
  const found = { unregistered: failed.length, asked: addresses.length };
  if (addresses.length === 0) return { ...found, refused: 0, isPending: false };

  let check = await keepOutsideCheck(table, { code, rail, ids: addresses.map(({ id }) => id), expiresAt }, caller.at);
  if (!check.answered) {
    const answer = await rails()
      .of(rail)
      .validateAddresses(
        { correlationId: code, addresses, callbackUrl: callbackUrlOf(`${apiBaseUrl()}/payment-callbacks/${code}`, rail) },
        { at: caller.at, correlationId: caller.correlationId, idempotencyKey: code },
      );
    check = (await hearOutsideCheck(table, { code, rail }, answer, caller.at)) ?? check;
  }
  return { ...found, refused: failuresOf(check).length, isPending: !check.answered };
};
