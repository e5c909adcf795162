import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { Lines, Payments, type Line } from '../records.ts';
import { fellDue, UNBEGUN_DAYS } from './assess.ts';
import { isOpen, moved, paymentsFor } from './lines.ts';
import { ADDRESS_REASONS } from './settle.ts';

/** A line may be paid anew when no instruction of it is open or paid. */
const isUnpaid = ({ status, attempts }: Line): boolean =>
  (status === 'failed' || status === 'returned') && !attempts.some((attempt) => isOpen(attempt) || attempt.state === 'confirmed');

const dueAgain = (file: CaseFile, lines: readonly Line[], at: Instant): Change<{ payments: readonly string[] }> => {
  if (lines.length === 0) return unchanged({ payments: [] });
  const again = lines.map((line) => ({ ...moved(line, 'due', at), triedBefore: line.attempts.length }));
  const payments = paymentsFor(file.root, again, at, addDays(dateOf(at), UNBEGUN_DAYS));
  return {
    put: payments.flatMap(({ payment, lines: due }) => [place(Payments, payment), ...due.map((line) => place(Lines, line))]),
    facts: payments.map(({ payment, lines: due }) => fellDue(payment.paymentId, due)),
    answer: { payments: payments.map(({ payment }) => payment.paymentId) },
  };
};

/**
 * Her address was confirmed anew: what failed for the old one, and what came back once, is due again. A confirmation from before a line
 * failed or came back proves nothing.
 */
export const payAtNewAddress = (file: CaseFile, confirmedAt: Instant): Change<{ payments: readonly string[] }> =>
  dueAgain(
    file,
    allOf(file, Lines).filter(
      (line) =>
        line.payee === 'mother' &&
        isUnpaid(line) &&
        line.changedAt < confirmedAt &&
        (line.status === 'returned'
          ? line.attempts.filter(({ state }) => state === 'returned').length === 1
          : ADDRESS_REASONS.has(line.reason ?? '')),
    ),
    confirmedAt,
  );

/** A second person decided about a line that failed or came back: it is paid anew, or closed. */
export const decideLine = (file: CaseFile, lineId: string, decision: string, at: Instant): Change<{ payments: readonly string[] }> => {
  const line = allOf(file, Lines).find((one) => one.lineId === lineId);
  if (line === undefined || !isUnpaid(line)) return unchanged({ payments: [] });
  if (decision === 'payAgain') return dueAgain(file, [line], at);
  return decision === 'close'
    ? { put: [place(Lines, moved(line, 'closed', at, line.reason))], answer: { payments: [] } }
    : unchanged({ payments: [] });
};
