import type { ContextWiring } from '../constructs/wiring.ts';

/** What was said, held against what the registers hold. */
export const verification: ContextWiring = {
  name: 'verification',
  functions: {
    VerificationApi: { table: 'readWrite', indexes: ['lookup'], keys: ['decrypt', 'hash'], partners: true },
    VerificationTasks: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'], partners: true, consents: true },
    VerificationSubscribers: { table: 'readWrite', starts: ['Verification'] },
  },
  workflows: {
    Verification: { runs: ['VerificationTasks'] },
  },
};
