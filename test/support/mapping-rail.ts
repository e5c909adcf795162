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
  const rail: Pick<PaymentRailPort, 'validateAddresses' | 'registerBeneficiary' | 'verifyCallback' | 'parseAddressCallback'> = {
    validateAddresses: ({ addresses }) =>
      ask('validate', (): ValidationAnswer => {
        if (state.answersLater) return { outcome: 'pending', failures: {}, unnamed: 0 };
        const unknown = addresses.filter(({ financialAddress }) => !known.includes(financialAddress));
        return { outcome: 'answered', failures: Object.fromEntries(unknown.map(({ id }) => [id, 'accountUnknown'])), unnamed: 0 };
      }),
    registerBeneficiary: ({ payeeIdentity, financialAddress }) =>
      ask('register', (): RegistrationAnswer => {
        registered.set(payeeIdentity, financialAddress);
        return { outcome: 'accepted' };
      }),
    verifyCallback: ({ headers }) => {
      if (headers['x-callback-signature'] !== 'right') throw new Problem('SignatureInvalid', 'the signature is missing or wrong');
      return headers['x-callback-timestamp'] ?? '';
    },
    parseAddressCallback: (body) =>
      ({ about: 'validation', ...(JSON.parse(body) as object) }) as ReturnType<PaymentRailPort['parseAddressCallback']>,
  };
  return { rail: rail as PaymentRailPort, state, calls, registered };
};
