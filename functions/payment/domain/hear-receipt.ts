import { ReceiptAffirmed, ReceiptDenied, ReviewOpened } from '../../../events/catalogue.ts';
import { openGrievance } from '../../care/domain/grievance.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { findInbound } from '../../casefile/inbound.ts';
import { answeredBy, Questions } from '../../casefile/question.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import { Lines } from '../records.ts';
import { openReview } from './reviews.ts';

const DAY_MS = 86_400_000;

/** Her answer to the text that a payment came is taken for her word on it. The text itself asks. */
export const awaitReceipt = (file: CaseFile, { operations }: Programme, lineId: string, { at, causationId }: Context): Change<void> => {
  const question = {
    questionId: derivedId('question', 'payment', file.root.caseId, lineId, causationId),
    kind: 'payment' as const,
    subjectId: lineId,
    askedAt: at,
    expiresAt: new Date(Date.parse(at) + operations.conversations.receiptDays * DAY_MS).toISOString(),
    answer: { of: 'yesNo' as const },
  };
  return { put: [place(Questions, question)], answer: undefined };
};

/**
 * She said whether the money came. A no is a complaint that has to be answered, and a discrepancy that a person looks into: the rail has
 * said that it paid, so nothing is paid again by itself.
 */
export const hearReceipt = (file: CaseFile, programme: Programme, inboundId: string, context: Context): Change<void> => {
  const answered = answeredBy(file, inboundId, 'payment');
  if (answered === undefined) return unchanged(undefined);
  const { value, question, key } = answered;
  const lineId = question.subjectId;
  const line = findOf(file, Lines, (one) => one.lineId === lineId);
  if (value === 1 || line === undefined) return { remove: [key], facts: [ReceiptAffirmed.of({ lineId })], answer: undefined };
  const text = findInbound(file, inboundId)?.text ?? '';
  const { put = [], facts = [] } = openGrievance(file, programme, { about: 'payment', text }, context);
  const opened = openReview(file, {
    of: ['denied', lineId],
    kind: 'paymentDiscrepancy',
    options: ['explained', 'disputed'],
    about: { problem: 'denied', lineId, amountMinor: line.amountMinor, currency: line.currency },
    at: context.at,
    dueOn: addDays(dayOf(programme, context.at), programme.operations.payment.approvalDueDays),
    openedBy: 'mother',
  });
  return {
    put: [...put, ...(opened === undefined ? [] : [opened.placed])],
    remove: [key],
    facts: [ReceiptDenied.of({ lineId }), ...facts, ...(opened === undefined ? [] : [ReviewOpened.of(opened.review)])],
    answer: undefined,
  };
};
