import { BirthRegistrationCompleted, RegistryReported } from '../../../events/catalogue.ts';
import { Children, Occurrences, type Child } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import type { Review } from '../../casefile/review.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { openReview } from '../../reviews/domain/open-review.ts';
import { claimOf, type SealedIdentity } from '../../registration/domain/register.ts';
import { RegistryReports, type RegistryReport } from '../records.ts';
import { occurrenceOf, recordLifeEvent, type LifeEventReport } from './life-event.ts';

type Who = Pick<Context, 'at' | 'by'>;

/** Keeps what the registry reported of somebody in this case, and announces it. The same change again is a read. */
export const keepReport = (file: CaseFile, report: Omit<RegistryReport, 'outcome'>): Change<undefined> => {
  if (allOf(file, RegistryReports).some(({ changeId }) => changeId === report.changeId)) return unchanged(undefined);
  const { changeId, kind, subject, childId, on, toArea } = report;
  const told = { ...(childId === undefined ? {} : { childId }), ...(toArea === undefined ? {} : { toArea }) };
  return {
    put: [place(RegistryReports, report)],
    facts: [RegistryReported.of({ changeId, kind, subject, on, ...told })],
    answer: undefined,
  };
};

/** The numbers of a child that was born, sealed for that child and hashed for its claims. A child whose numbers the case has is `known`. */
export interface BornIdentity {
  readonly nationalId: SealedIdentity;
  readonly certificate?: SealedIdentity;
}

/** Children of the case, born that day, whose registration is awaited. */
const awaitedOn = (file: CaseFile, { on }: Pick<RegistryReport, 'on'>): readonly Child[] =>
  allOf(file, Children).filter((child) => child.bornOn === on && child.nationalId === undefined);

/** The one child of the case, born that day, whose registration is awaited; of twins nobody can tell here which is meant. */
export const findAwaited = (file: CaseFile, report: Pick<RegistryReport, 'on'>): Child | undefined => {
  const awaited = awaitedOn(file, report);
  return awaited.length === 1 ? awaited[0] : undefined;
};

const done = (report: RegistryReport, outcome: NonNullable<RegistryReport['outcome']>): Placed =>
  place(RegistryReports, { ...report, outcome });

/** A person looks the change up where it was recorded, and says that what follows from it is done. */
const reviewOf = (file: CaseFile, programme: Programme, changeId: string, about: Review['about'], { at, by }: Who) =>
  openReview(file, {
    reviewId: derivedId('review', 'registryReport', file.root.caseId, changeId),
    kind: 'registryReport',
    openedAt: at,
    dueOn: addDays(dayOf(programme, at), programme.operations.verification.reviewDueDays),
    options: ['done', 'ignored'],
    differences: [],
    about: { changeId, ...about },
    openedBy: by,
    secondPerson: false,
  });

const forReview = (file: CaseFile, programme: Programme, report: RegistryReport, because: string, who: Who): Change<undefined> => {
  const { changeId, kind, subject, on } = report;
  const { put, facts } = reviewOf(file, programme, changeId, { reported: kind, subject, on, because }, who);
  return { put: [done(report, 'forReview'), ...put], facts, answer: undefined };
};

/** Leaves a change that cannot be read, and is about somebody in this case, to a person. */
export const reviewUnreadable = (
  file: CaseFile,
  programme: Programme,
  {
    changeId,
    subject,
    facts: wrong,
  }: { readonly changeId: string; readonly subject: 'mother' | 'child'; readonly facts: readonly string[] },
  who: Who,
): Change<undefined> => {
  const { put, facts } = reviewOf(file, programme, changeId, { subject, because: 'Unreadable', facts: [...wrong] }, who);
  return put.length === 0 ? unchanged(undefined) : { put, facts, answer: undefined };
};

const lifeEventOf = ({ kind, subject, childId, on, toArea }: RegistryReport): LifeEventReport | undefined => {
  const source = 'civilRegistry' as const;
  if (kind === 'death') return subject === 'mother' ? { kind: 'motherDied', on, source } : { kind: 'childDied', childId, on, source };
  return kind === 'move' && subject === 'mother' && toArea !== undefined ? { kind: 'moved', on, toArea, source } : undefined;
};

const applyLifeEvent = (
  file: CaseFile,
  programme: Programme,
  report: RegistryReport,
  event: LifeEventReport,
  who: Who,
): Change<undefined> => {
  try {
    const { answer: _, ...change } = recordLifeEvent(file, programme, event, who);
    const isNew = (change.facts ?? []).length > 0;
    return { ...change, put: [...(change.put ?? []), done(report, isNew ? 'applied' : 'alreadyKnown')], answer: undefined };
  } catch (error) {
    // the registry and the record do not agree: a person has to see which of them is right
    if (!isProblem(error)) throw error;
    return forReview(file, programme, report, error.name, who);
  }
};

const applyBirth = (
  file: CaseFile,
  programme: Programme,
  report: RegistryReport,
  identity: BornIdentity | 'known' | undefined,
  who: Who,
): Change<undefined> => {
  if (identity === 'known') return { put: [done(report, 'alreadyKnown')], answer: undefined };
  // each of the twins was forwarded to birth registration under a reference of its own, and gets its own number from there
  if (awaitedOn(file, report).length > 1) return { put: [done(report, 'awaited')], answer: undefined };
  const child = findAwaited(file, report);
  // where a birth took place decides what is paid: a person who knows registers the child
  if (child === undefined || identity === undefined || file.root.status === 'exited')
    return forReview(file, programme, report, 'ChildNotFound', who);
  const { nationalId, certificate } = identity;
  const registered: Child = {
    ...child,
    nationalId: nationalId.sealed,
    birthRegistered: true,
    ...(certificate === undefined ? {} : { certificate: certificate.sealed }),
  };
  return {
    put: [
      place(Children, registered),
      place(Occurrences, occurrenceOf(file.root.caseId, 'birthRegistered', child.bornOn, child.childId)),
      done(report, 'applied'),
    ],
    claims: [
      claimOf.child(nationalId),
      ...(certificate === undefined || child.certificate !== undefined ? [] : [claimOf.certificate(certificate)]),
    ],
    facts: [BirthRegistrationCompleted.of({ childId: child.childId })],
    answer: undefined,
  };
};

/** Leaves a report to a person whose numbers another case holds. */
export const reviewClaimed = (file: CaseFile, programme: Programme, changeId: string, because: string, who: Who): Change<undefined> => {
  const report = allOf(file, RegistryReports).find((one) => one.changeId === changeId);
  return report === undefined || report.outcome !== undefined ? unchanged(undefined) : forReview(file, programme, report, because, who);
};

/**
 * Makes what the registry reported part of the record: a death and a move as the life event that they are, a birth as the registration of
 * the child that was awaited. What does not fit is left to a person.
 * @throws {Problem} the claims' refusals at the commit
 */
export const applyReport = (
  file: CaseFile,
  programme: Programme,
  changeId: string,
  identity: BornIdentity | 'known' | undefined,
  who: Who,
): Change<undefined> => {
  const report = allOf(file, RegistryReports).find((one) => one.changeId === changeId);
  if (report === undefined || report.outcome !== undefined) return unchanged(undefined);
  if (report.kind === 'birth') return applyBirth(file, programme, report, identity, who);
  const event = lifeEventOf(report);
  return event === undefined
    ? forReview(file, programme, report, 'NotUnderstood', who)
    : applyLifeEvent(file, programme, report, event, who);
};
