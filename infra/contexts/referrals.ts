import type { ContextWiring } from '../constructs/wiring.ts';

/** Referrals to clinics and community organisations, closed from both sides. */
export const referrals: ContextWiring = {
  name: 'referrals',
  functions: {
    ReferralsApi: { table: 'readWrite', indexes: ['place', 'lookup'], keys: ['encrypt', 'hash'], consents: true },
    ReferralsTasks: { table: 'readWrite', indexes: ['place'], keys: ['hash'], answers: ['Referral'] },
    ReferralsSubscribers: { table: 'readWrite', keys: ['hash'], consents: true, starts: ['Referral'], answers: ['Referral'] },
  },
  workflows: {
    Referral: { runs: ['ReferralsTasks'] },
  },
};
