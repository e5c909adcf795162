import type { ContextWiring } from '../constructs/wiring.ts';

/** What was said, held against what the registers hold. */
export const verification: ContextWiring = {
  name: 'verification',
  functions: {
    VerificationTasks: { table: 'readWrite', keys: ['decrypt', 'encrypt', 'hash'], partners: true },
    VerificationSubscribers: { table: 'readWrite', starts: ['Verification'] },
  },
  workflows: {
    Verification: { runs: ['VerificationTasks'] },
  },
};
