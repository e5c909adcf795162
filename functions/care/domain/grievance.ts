import { ComplimentGiven, GrievanceClosed, GrievanceOpened, GrievanceOverdue } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Compliments, Grievances, type Compliment, type Grievance } from '../records.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** Takes a complaint: it gets an owner, and a day by which it has to be answered. */
export const openGrievance = (
  file: CaseFile,
  programme: Programme,
  { about, facility, text, owner }: { about: Grievance['about']; facility?: string | undefined; text: string; owner?: string | undefined },
  { at, by, causationId }: Who,
): Change<Grievance> => {
  const { dueDays, owner: role } = programme.operations.grievances;
  const dueOn = addDays(dayOf(programme, at), dueDays);
  const grievance: Grievance = {
    grievanceId: derivedId('grievance', file.root.caseId, causationId),
    about,
    ...(facility === undefined ? {} : { facility }),
    text,
    status: 'open',
    openedAt: at,
    openedBy: by,
    dueOn,
    nextOn: addDays(dueOn, 1),
    owner: { role, ...(owner === undefined ? {} : { user: owner }) },
  };
  return {
    put: [place(Grievances, grievance)],
    facts: [GrievanceOpened.of({ grievanceId: grievance.grievanceId, about, dueOn })],
    answer: grievance,
  };
};

const getGrievance = (file: CaseFile, grievanceId: string): Grievance => {
  const grievance = allOf(file, Grievances).find((one) => one.grievanceId === grievanceId);
  if (grievance === undefined) throw new Problem('GrievanceNotFound', 'the case has no such grievance');
  return grievance;
};

/**
 * Answers a complaint. The same answer again changes nothing.
 * @throws {Problem} GrievanceNotFound, SecondPersonNeeded for who opened it, StatusRefuses when it was answered otherwise
 */
export const closeGrievance = (
  file: CaseFile,
  grievanceId: string,
  { outcome, answer }: { outcome: NonNullable<Grievance['outcome']>; answer: string },
  { at, by }: Who,
): Change<Grievance> => {
  const { nextOn: _, ...grievance } = getGrievance(file, grievanceId);
  if (grievance.status === 'closed') {
    if (grievance.outcome === outcome && grievance.answer === answer) return unchanged(grievance);
    throw statusRefuses('answer the grievance', 'closed', []);
  }
  // she may take her complaint back through whoever took it; a finding needs somebody else
  if (by.startsWith('user:') && grievance.openedBy === by && outcome !== 'withdrawn')
    throw new Problem('SecondPersonNeeded', 'somebody else than who took the grievance has to answer it');
  const closed: Grievance = { ...grievance, status: 'closed', outcome, answer, closedAt: at, closedBy: by };
  return { put: [place(Grievances, closed)], facts: [GrievanceClosed.of({ grievanceId, outcome })], answer: closed };
};

/** Takes good words of a mother. */
export const giveCompliment = (
  file: CaseFile,
  { facility, text }: { facility?: string | undefined; text: string },
  { at, by, causationId }: Who,
): Change<Compliment> => {
  const compliment: Compliment = {
    complimentId: derivedId('compliment', file.root.caseId, causationId),
    ...(facility === undefined ? {} : { facility }),
    text,
    at,
    by,
  };
  return {
    put: [place(Compliments, compliment)],
    facts: [ComplimentGiven.of({ complimentId: compliment.complimentId })],
    answer: compliment,
  };
};

/** Raises a complaint that nobody has answered, and again every day until somebody does. */
export const raiseGrievance = (file: CaseFile, sk: string, today: PlainDate): Change<undefined> => {
  const grievance = allOf(file, Grievances).find((one) => Grievances.sk(one) === sk);
  if (grievance?.nextOn === undefined || grievance.nextOn > today) return unchanged(undefined);
  const { grievanceId, dueOn } = grievance;
  return {
    put: [place(Grievances, { ...grievance, nextOn: addDays(today, 1) })],
    facts: [GrievanceOverdue.of({ grievanceId, dueOn, daysOverdue: daysBetween(dueOn, today) })],
    answer: undefined,
  };
};
