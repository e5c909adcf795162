import { EntitlementsFellDue } from '../../../events/entitlements-fell-due.v1.ts';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import { Children, type CaseRoot, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf, questionOf, type Question } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { payeeIdentityOf } from '../../casefile/worker.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { evaluate, withMilestones, type EntitlementLine, type Evaluation, type Programme } from '../../policy/index.ts';
import { Assessments, Lines, Payments, type Assessment, type Line } from '../records.ts';
import { moved, paymentsFor } from './lines.ts';
import { openReview, type OpenedReview } from './reviews.ts';
import { heldBackBy, isEarnedBeforeExit, isPaid } from './standing.ts';

/** Lines that one assessment takes up; the next day takes the rest. */
const LINES_AT_ONCE = 32;
/** How far ahead a day on which something falls due is looked for. */
const HORIZON_DAYS = 366;
/** A payment that nobody began with is looked after by the sweep. */
export const UNBEGUN_DAYS = 2;

export interface Assessing {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly at: Instant;
  /** What the rail knows the case's worker by. */
  readonly workerPayee?: string | undefined;
}

/** After an exit only what happened before it counts. */
const beforeExit = ({ policy, facts }: Question, { status, exit }: CaseRoot): Question =>
  status === 'exited' && exit !== undefined
    ? { policy, facts: { ...facts, occurrences: facts.occurrences.filter(({ date }) => date < exit.on) } }
    : { policy, facts };

/** What the programme says of a case on a day. @throws {Problem} PolicyNotInForce */
export const evaluationOn = (
  file: CaseFile,
  programme: Programme,
  on: PlainDate,
): { readonly evaluation: Evaluation; readonly question: Question } => {
  const question = beforeExit(questionOf(file, programme, on), file.root);
  return { evaluation: evaluate(question.policy, question.facts), question };
};

const metOn = ({ instalments }: Evaluation, line: EntitlementLine): PlainDate | undefined =>
  instalments.find(({ id }) => id === line.instalment)?.conditionsMetOn ?? line.payableOn;

/** Lines that may be paid on the day of the evaluation, whether or not they were stored before. */
const payableOf = (evaluation: Evaluation, root: CaseRoot): readonly EntitlementLine[] =>
  evaluation.lines.filter((line) => line.status === 'payable' && isEarnedBeforeExit(root, metOn(evaluation, line)));

/** A facility is known to the rail by its code in the registry of facilities. */
const facilityPayee = (file: CaseFile): string | undefined =>
  allOf(file, Children).find(({ facility }) => facility !== undefined && /^[\w.-]{1,20}$/.test(facility))?.facility;

const payeeIdentity = ({ file, workerPayee }: Assessing, { payee }: EntitlementLine): string | undefined => {
  switch (payee) {
    case 'mother':
      return payeeIdentityOf(file.root.caseId);
    case 'worker':
      return workerPayee;
    case 'facility':
      return facilityPayee(file);
  }
};

const storedLine = (line: EntitlementLine, evaluation: Evaluation, at: Instant, identity: string | undefined): Line => {
  const { id, instalment, entitlement, rule, payee, payeeTitle, amountMinor, currency, inKind, payableOn = evaluation.asOf } = line;
  return {
    lineId: id,
    instalment,
    entitlement,
    rule,
    payee,
    payeeTitle,
    ...(identity === undefined || inKind ? {} : { payeeIdentity: identity }),
    amountMinor,
    currency,
    inKind,
    policyVersion: evaluation.version,
    fingerprint: evaluation.fingerprint,
    dueOn: payableOn,
    status: inKind ? 'toHandOver' : 'due',
    attempts: [],
    triedBefore: 0,
    changedAt: at,
  };
};

/** The next day on which time alone makes something payable; the end of the horizon while anything is still awaited. */
const nextDay = ({ policy, facts }: Question, evaluation: Evaluation, root: CaseRoot): PlainDate | undefined => {
  if (!evaluation.lines.some(({ status }) => status === 'pending' || status === 'held')) return undefined;
  const now = new Set(payableOf(evaluation, root).map(({ id }) => id));
  for (let ahead = 1; ahead <= HORIZON_DAYS; ahead += 1) {
    const asOf = addDays(facts.asOf, ahead);
    const later = evaluate(policy, withMilestones(policy.version, { ...facts, asOf }));
    if (payableOf(later, root).some(({ id }) => !now.has(id))) return asOf;
  }
  return addDays(facts.asOf, HORIZON_DAYS);
};

const isSame = (left: Assessment | undefined, right: Assessment): boolean => left?.nextOn === right.nextOn;

/** Somebody has to find out whom to pay; asked once for each line. */
const unknownPayee = (assessing: Assessing, { id, payee }: EntitlementLine, on: PlainDate): OpenedReview | undefined =>
  openReview(assessing.file, {
    of: ['unknownPayee', id],
    kind: 'paymentAddress',
    options: ['payeeKnown', 'close'],
    about: { lineId: id, payee, problem: 'payeeUnknown' },
    at: assessing.at,
    dueOn: addDays(on, assessing.programme.operations.payment.approvalDueDays),
  });

/**
 * Takes up every line that is payable and was not taken up before, groups what is to be paid, and finds the next day to look.
 * A line is stored once under its id, with its amount: whatever is evaluated later, it is not due a second time.
 * @throws {Problem} PolicyNotInForce
 */
export const assessEntitlements = (assessing: Assessing): Change<{ readonly payments: readonly string[] }> => {
  const { file, programme, at } = assessing;
  const { root } = file;
  const on = dayOf(programme, at);
  const before = findOf(file, Assessments, () => true);
  if (!isPaid(root))
    return before?.nextOn === undefined
      ? unchanged({ payments: [] })
      : { put: [place(Assessments, { assessedOn: on })], answer: { payments: [] } };

  const { evaluation, question } = evaluationOn(file, programme, on);
  const stored = allOf(file, Lines);
  const known = new Set(stored.map(({ lineId }) => lineId));
  const fresh = payableOf(evaluation, root).filter(
    (line) => !known.has(line.id) && (line.inKind || line.amountMinor > 0) && heldBackBy(root, line) === undefined,
  );
  const taken = fresh.slice(0, LINES_AT_ONCE);
  const isUnknown = (line: EntitlementLine): boolean => !line.inKind && payeeIdentity(assessing, line) === undefined;
  const reviews = taken.filter(isUnknown).flatMap((line) => unknownPayee(assessing, line, on) ?? []);
  const lines = taken.filter((line) => !isUnknown(line)).map((line) => storedLine(line, evaluation, at, payeeIdentity(assessing, line)));
  const waiting = stored.filter((line) => line.status === 'heldBack' && heldBackBy(root, line) === undefined);
  const released = waiting.slice(0, LINES_AT_ONCE / 2).map((line) => moved(line, 'due', at));

  const payments = paymentsFor(root, [...lines.filter(({ inKind }) => !inKind), ...released], at, addDays(on, UNBEGUN_DAYS));
  const nextOn = fresh.length > taken.length || waiting.length > released.length ? addDays(on, 1) : nextDay(question, evaluation, root);
  const assessment: Assessment = { assessedOn: on, ...(nextOn === undefined ? {} : { nextOn }) };
  return {
    put: [
      ...lines.filter(({ inKind }) => inKind).map((line) => place(Lines, line)),
      ...payments.flatMap(({ payment, lines: due }) => [place(Payments, payment), ...due.map((line) => place(Lines, line))]),
      ...reviews.map(({ placed }) => placed),
      ...(isSame(before, assessment) ? [] : [place(Assessments, assessment)]),
    ],
    facts: [
      ...payments.map(({ payment, lines: due }) => fellDue(payment.paymentId, due)),
      ...reviews.map(({ review }) => ReviewOpened.of(review)),
    ],
    answer: { payments: payments.map(({ payment }) => payment.paymentId) },
  };
};

/** That lines stand together as a payment. */
export const fellDue = (paymentId: string, lines: readonly Line[]) =>
  EntitlementsFellDue.of({
    paymentId,
    lines: lines.map(({ lineId, amountMinor, currency, payee }) => ({ lineId, amountMinor, currency, payee })),
  });
