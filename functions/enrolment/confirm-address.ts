import type { CaseRoot } from '../casefile/case.ts';
import type { CaseFiles, Context } from '../casefile/files.ts';
import { payeeIdentityOf } from '../casefile/worker.ts';
import { isProblem } from '../kernel/problem.ts';
import { callbackUrlOf } from '../partners/callback-address.ts';
import { verdictOn, type AddressNotice, type PaymentModality, type Rails } from '../partners/payment-rail.ts';
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
  readonly rails: () => Rails;
  /** Public address of this API, without a slash at its end. */
  readonly apiBaseUrl: () => string;
}

/** Where a rail calls back with what it found out about an address. */
export const ADDRESS_CALLBACKS = '/address-callbacks';

const addressOf = ({ paymentAddress }: CaseRoot): PaymentAddress | undefined =>
  paymentAddress === undefined ? undefined : { modality: paymentAddress.modality as PaymentModality, address: paymentAddress.address };

/**
 * Has the payment rail confirm where the mother wants to be paid, and registers her there. Safe to repeat: the same address is the same
 * question.
 * @param told what a rail has called back with, instead of asking it; counts only for the address that was asked about, and from the rail of
 * her programme
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, CaseNotFound
 */
export const confirmAddress = async (
  { files, programmes, rails, apiBaseUrl }: ConfirmNeeds,
  caseId: string,
  context: Context,
  told?: AddressNotice & { readonly rail: string },
): Promise<AddressState> => {
  const { root } = await files.open(caseId, context);
  const programme = programmes.get(root.programme);
  const address = addressOf(root);
  if (!paysMothers(programme, root)) return 'notNeeded';
  if (address === undefined) return files.change(caseId, context, (file) => decideMissing(file, programme, context));
  // only that its registration failed after all can be news of an address that is confirmed
  const failedLater = told?.about === 'registration' && told.outcome === 'invalid';
  if (root.paymentAddress?.state === 'confirmed' && !failedLater) return 'confirmed';

  const name = programme.operations.payment.rail;
  const correlationId = correlationIdOf(caseId, address);
  const question = {
    correlationId,
    modality: address.modality,
    financialAddress: address.address,
    callbackUrl: callbackUrlOf(`${apiBaseUrl()}${ADDRESS_CALLBACKS}`, name),
  };
  if (told !== undefined && (told.correlationId !== correlationId || told.rail !== name)) return 'unconfirmed';
  const rail = rails().of(name);
  const call = { at: context.at, correlationId: context.correlationId, idempotencyKey: correlationId };
  const register = async (): Promise<Finding> => {
    const answer = await rail.registerBeneficiary({ ...question, payeeIdentity: payeeIdentityOf(caseId) }, call);
    return answer.outcome === 'accepted' ? { found: 'confirmed' } : { found: 'refused', reason: answer.reason };
  };
  const ask = () => {
    const { callbackUrl, modality, financialAddress } = question;
    return rail.validateAddresses({ correlationId, callbackUrl, addresses: [{ id: correlationId, modality, financialAddress }] }, call);
  };
  const find = async (): Promise<Finding> => {
    const answer = told ?? verdictOn(correlationId, await ask());
    if (answer.outcome === 'valid') return register();
    return answer.outcome === 'invalid' ? { found: 'refused', reason: answer.reason ?? 'other' } : { found: 'pending' };
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
