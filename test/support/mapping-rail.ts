import type { PaymentRailPort, RegistrationAnswer, ValidationAnswer } from '../../functions/partners/payment-rail.ts';
import { Problem } from '../../functions/kernel/problem.ts';

/** The account mapper of a payment rail in memory: addresses that it knows are valid; it can be down, and it can be slow to say. */
export const mappingRail = (known: readonly string[]) => {
  const registered = new Map<string, string>();
  const calls: string[] = [];
  const state = { down: false, answersLater: false };
  const ask = <T>(name: string, answer: () => T): Promise<T> => {
    calls.push(name);
    return state.down ? Promise.reject(new Problem('PartnerUnavailable', 'payment rail: no answer')) : Promise.resolve(answer());
  };
  const rail: Pick<PaymentRailPort, 'validateAddress' | 'registerBeneficiary' | 'verifyCallbackSignature' | 'parseValidationCallback'> = {
    validateAddress: ({ financialAddress }) =>
      ask('validate', (): ValidationAnswer => {
        if (state.answersLater) return { outcome: 'pending' };
        return known.includes(financialAddress) ? { outcome: 'valid' } : { outcome: 'invalid', reason: 'accountUnknown' };
      }),
    registerBeneficiary: ({ payeeIdentity, financialAddress }) =>
      ask('register', (): RegistrationAnswer => {
        registered.set(payeeIdentity, financialAddress);
        return { outcome: 'accepted' };
      }),
    verifyCallbackSignature: ({ headers }) => {
      if (headers['x-callback-signature'] !== 'right') throw new Problem('SignatureInvalid', 'the signature is missing or wrong');
    },
    parseValidationCallback: (body) => JSON.parse(body) as ReturnType<PaymentRailPort['parseValidationCallback']>,
  };
  return { rail: rail as PaymentRailPort, state, calls, registered };
};
