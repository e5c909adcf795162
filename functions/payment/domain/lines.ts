import type { CaseRoot, Instant } from '../../casefile/case.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { derivedCode, derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { Lines, Payments, type Attempt, type Line, type Payment } from '../records.ts';
import { allows, LINE_NEXT, type LineStatus } from './life-cycle.ts';

/** Lines of one payment at most: what settles together has to fit into one transaction. */
export const LINES_IN_PAYMENT = 8;

/** @throws {Problem} PaymentNotFound */
export const paymentOf = (file: CaseFile, paymentId: string): Payment => {
  const payment = findOf(file, Payments, (one) => one.paymentId === paymentId);
  if (payment === undefined) throw new Problem('PaymentNotFound', 'the case has no such payment');
  return payment;
};

/** The lines that stand in a payment now; a line that is paid anew has moved on to another. */
export const linesOf = (file: CaseFile, { paymentId }: Pick<Payment, 'paymentId'>): readonly Line[] =>
  allOf(file, Lines).filter((line) => line.paymentId === paymentId);

/** Instructed, and nobody knows yet what became of it: never to be instructed anew. */
export const isOpen = ({ state }: Pick<Attempt, 'state'>): boolean => state === 'instructing' || state === 'instructed';

/** Attempts of a payment that the rail has not answered for. */
export const openAttemptsOf = (file: CaseFile, { paymentId }: Pick<Payment, 'paymentId'>): readonly Attempt[] =>
  allOf(file, Lines).flatMap(({ attempts }) => attempts.filter((attempt) => attempt.paymentId === paymentId && isOpen(attempt)));

/** Whether a line may be instructed: it is due, and no earlier instruction of it is open or was paid. */
export const mayInstruct = ({ status, attempts }: Line): boolean =>
  status === 'due' && !attempts.some((attempt) => isOpen(attempt) || attempt.state === 'confirmed');

/** A line in another status. @throws {Problem} StatusRefuses */
export const moved = (line: Line, status: LineStatus, at: Instant, reason?: string): Line => {
  if (!allows<LineStatus>(LINE_NEXT, line.status, status))
    throw statusRefuses(`make a line ${status}`, line.status, LINE_NEXT[line.status]);
  const { reason: _, ...rest } = line;
  return { ...rest, status, changedAt: at, ...(reason === undefined ? {} : { reason }) };
};

const chunked = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, place) => all.slice(place * size, (place + 1) * size));

/** Groups lines that are due into payments; the same lines at the same stage always give the same payment. */
export const paymentsFor = (
  root: CaseRoot,
  due: readonly Line[],
  at: Instant,
  lookOn: Payment['lookOn'],
): readonly { payment: Payment; lines: readonly Line[] }[] =>
  chunked(
    due.toSorted((left, right) => (left.lineId < right.lineId ? -1 : 1)),
    LINES_IN_PAYMENT,
  ).map((lines) => {
    const paymentId = derivedId(
      'payment',
      root.caseId,
      ...lines.flatMap(({ lineId, attempts, paymentId: before = '' }) => [lineId, attempts.length, before]),
    );
    return {
      payment: {
        paymentId,
        code: derivedCode(12, 'payment', paymentId),
        status: 'due',
        lineIds: lines.map(({ lineId }) => lineId),
        createdAt: at,
        batches: [],
        answers: 0,
        asked: 0,
        ...(lookOn === undefined ? {} : { lookOn }),
      },
      lines: lines.map((line) => ({ ...line, paymentId })),
    };
  });
