import type { CaseRoot } from '../casefile/case.ts';
import type { CaseFiles, Context } from '../casefile/files.ts';
import { payeeIdentityOf } from '../casefile/worker.ts';
import { isProblem } from '../kernel/problem.ts';
import type { PaymentModality, PaymentRailPort, ValidationAnswer } from '../partners/payment-rail.ts';
import type { Programmes } from '../runtime/programmes.ts';
import {
  correlationIdOf,
  decideFinding,
  decideMissing,
  decideUnconfirmed,
  paysMothers,
  type AddressState,
  type Finding,
  type PaymentAddress,
} from './domain/payment-address.ts';

export interface ConfirmNeeds {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly rail: () => PaymentRailPort;
  /** Public address of this API, without a slash at its end. */
  readonly apiBaseUrl: () => string;
}

/** Where the rail calls back with what it found out about an address. */
export const ADDRESS_CALLBACKS = '/address-callbacks';

const addressOf = ({ paymentAddress }: CaseRoot): PaymentAddress | undefined =>
  paymentAddress === undefined ? undefined : { modality: paymentAddress.modality as PaymentModality, address: paymentAddress.address };

/**
 * Has the payment rail confirm where the mother wants to be paid, and registers her there. Safe to repeat: the same address is the same
 * question.
 * @param told what the rail has called back with, instead of asking it; counts only for the address that was asked about
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, CaseNotFound
 */
export const confirmAddress = async (
  { files, programmes, rail, apiBaseUrl }: ConfirmNeeds,
  caseId: string,
  context: Context,
  told?: { readonly correlationId: string; readonly answer: ValidationAnswer },
): Promise<AddressState> => {
  const { root } = await files.open(caseId, context);
  const programme = programmes.get(root.programme);
  const address = addressOf(root);
  if (!paysMothers(programme, root)) return 'notNeeded';
  if (address === undefined) return files.change(caseId, context, (file) => decideMissing(file, programme, context));
  if (root.paymentAddress?.state === 'confirmed') return 'confirmed';

  const correlationId = correlationIdOf(caseId, address);
  const question = { correlationId, financialAddress: address.address, callbackUrl: `${apiBaseUrl()}${ADDRESS_CALLBACKS}` };
  if (told !== undefined && told.correlationId !== correlationId) return 'unconfirmed';
  const call = { at: context.at, correlationId: context.correlationId, idempotencyKey: correlationId };
  const register = async (): Promise<Finding> => {
    const answer = await rail().registerBeneficiary({ ...question, ...address, payeeIdentity: payeeIdentityOf(caseId) }, call);
    return answer.outcome === 'accepted' ? { found: 'confirmed' } : { found: 'refused', reason: answer.reason };
  };
  const find = async (): Promise<Finding> => {
    const answer = told?.answer ?? (await rail().validateAddress(question, call));
    if (answer.outcome === 'valid') return register();
    return answer.outcome === 'invalid' ? { found: 'refused', reason: answer.reason } : { found: 'pending' };
  };
  const finding = await find();
  return files.change(caseId, context, (file) => decideFinding(file, programme, address, finding, context));
};

/** As `confirmAddress`; when the rail is down the case is left for the update sweep. */
export const confirmAddressOrWait = async (needs: ConfirmNeeds, caseId: string, context: Context): Promise<AddressState> => {
  try {
    return await confirmAddress(needs, caseId, context);
  } catch (error) {
    if (!isProblem(error) || (error.name !== 'PartnerUnavailable' && error.name !== 'PartnerAnswerInvalid')) throw error;
    const reason = error.name;
    return needs.files.change(caseId, context, (file) => decideUnconfirmed(file, reason, context));
  }
};
