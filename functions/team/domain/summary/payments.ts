import { allOf } from '../../../casefile/files.ts';
import type { LineStatus } from '../../../payment/domain/life-cycle.ts';
import { Lines } from '../../../payment/records.ts';
import type { Summariser } from './summariser.ts';

/** Neither paid nor given up. */
const PENDING: readonly LineStatus[] = ['due', 'heldBack', 'instructing', 'instructed', 'failed', 'returned', 'toHandOver'];

/** What is due to the mother and has not reached her; no amounts, which those around a case need not know. */
export const paymentsSummary: Summariser = {
  section: 'payments',
  of: (file) =>
    allOf(file, Lines)
      .filter(({ payee, status }) => payee === 'mother' && PENDING.includes(status))
      .map(({ instalment, status, dueOn }) => ({ what: instalment, value: status, on: dueOn })),
};
