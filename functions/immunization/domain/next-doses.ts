import { DoseFellDue, DoseOverdue } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Children, type Child } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, findOf, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, laterOf, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import { keys, workerPartition, type Key } from '../../table/keys.ts';
import { NextDosesOfChildren, type Dose, type ImmunizationFacts, type NextDoses } from '../records.ts';
import { countDoses } from './count-doses.ts';
import { dosesOf, factsOf, findImmunization, planFrom, type Immunization } from './child-plan.ts';
import { followUpOn } from './plan-child.ts';
import type { ChildPlan, PlannedDose } from './plan-types.ts';

/** A dose that can be given now or later, with its days. */
interface OpenDose {
  readonly dose: string;
  readonly recommendedOn: PlainDate;
  readonly earliestOn: PlainDate;
  readonly remindOn: PlainDate;
  readonly followUpOn: PlainDate;
  readonly expiresOn: PlainDate | undefined;
}

const OPEN: readonly PlannedDose['status'][] = ['notYetDue', 'due', 'overdue'];

const openDoses = ({ doses }: ChildPlan, { operations }: Immunization): readonly OpenDose[] =>
  doses.flatMap((planned) => {
    const { dose, status, recommendedOn, earliestOn, expiresOn } = planned;
    const goneAfter = followUpOn(planned, operations.followUpDays);
    if (!OPEN.includes(status) || recommendedOn === undefined || earliestOn === undefined || goneAfter === undefined) return [];
    const remindOn = addDays(recommendedOn, -operations.reminderDaysBefore);
    return [{ dose, recommendedOn, earliestOn, remindOn, followUpOn: goneAfter, expiresOn }];
  });

const firstOf = (days: readonly PlainDate[]): PlainDate | undefined => [...days].sort()[0];

const nextLookOn = (open: readonly OpenDose[], today: PlainDate): PlainDate | undefined =>
  firstOf(
    open
      .flatMap(({ remindOn, recommendedOn, followUpOn: goneAfter, expiresOn }) => [remindOn, recommendedOn, goneAfter, expiresOn])
      .filter((day) => day !== undefined && day > today) as PlainDate[],
  );

/** The next visit of a child, and whom to tell what; undefined when nothing is left to give. */
const nextVisit = (
  childId: Child['childId'],
  open: readonly OpenDose[],
  before: NextDoses | undefined,
  today: PlainDate,
): { next: NextDoses; facts: readonly NewFact[] } | undefined => {
  const dueOn = firstOf(open.map(({ recommendedOn }) => recommendedOn));
  if (dueOn === undefined) return undefined;
  const together = open.filter(({ recommendedOn }) => recommendedOn <= laterOf(dueOn, today));
  const opensOn = firstOf(together.map(({ earliestOn }) => earliestOn)) ?? dueOn;
  const goneAfter = firstOf(together.map((one) => one.followUpOn)) ?? dueOn;
  const told = before?.told ?? {};
  const nowDue = open.filter(({ dose, remindOn }) => remindOn <= today && told[dose] === undefined);
  const nowOverdue = open.filter((one) => one.followUpOn <= today && told[one.dose] !== 'overdue' && told[one.dose] !== undefined);
  const announced = firstOf(nowDue.map(({ recommendedOn }) => recommendedOn));
  const missed = firstOf(nowOverdue.map(({ recommendedOn }) => recommendedOn));
  const nextOn = nextLookOn(open, today);
  const isAnnounced = together.some(({ remindOn }) => remindOn <= today);
  return {
    next: {
      contactId: `immunization#${childId}`,
      kind: 'immunization',
      of: 'child',
      childId,
      dueOn,
      opensOn,
      closesOn: addDays(goneAfter, -1),
      urgent: false,
      status: today >= goneAfter ? 'overdue' : isAnnounced ? 'due' : 'scheduled',
      doses: together.map(({ dose }) => dose),
      told: {
        ...Object.fromEntries(Object.entries(told).filter(([dose]) => open.some((one) => one.dose === dose))),
        ...Object.fromEntries(nowDue.map(({ dose }) => [dose, 'due' as const])),
        ...Object.fromEntries(nowOverdue.map(({ dose }) => [dose, 'overdue' as const])),
      },
      ...(nextOn === undefined ? {} : { nextOn: nowDue.some((one) => one.followUpOn <= today) ? addDays(today, 1) : nextOn }),
    },
    facts: [
      ...(announced === undefined
        ? []
        : [DoseFellDue.of({ childId, doses: nowDue.map(({ dose }) => dose), dueOn: laterOf(announced, today) })]),
      ...(missed === undefined ? [] : [DoseOverdue.of({ childId, doses: nowOverdue.map(({ dose }) => dose), dueOn: missed })]),
    ],
  };
};

/** What planning changes; the caller adds its own parts. */
export interface PlanParts {
  readonly put: readonly Placed[];
  readonly remove: readonly Key[];
  readonly facts: readonly NewFact[];
}

const NONE: PlanParts = { put: [], remove: [], facts: [] };

/** Whether an entry of the worker's list stands with somebody who is not the worker any more. */
const isMisplaced = ({ root, items }: CaseFile, next: NextDoses): boolean => {
  const stored = items.find(({ entity, sk }) => entity === NextDosesOfChildren.name && sk === NextDosesOfChildren.sk(next));
  return stored?.workerPk !== (root.workerId === undefined ? undefined : workerPartition(root.workerId));
};

/** Only living children of mothers in the programme are called to a vaccination. */
const isCalled = ({ root }: CaseFile, { diedOn }: Child): boolean => root.status === 'enrolled' && diedOn === undefined;

/** Brings the next visit of one child, and what is counted of it, into line with what it was given, as it will be after this change. */
export const replanChild = (
  file: CaseFile,
  programme: Programme,
  child: Child,
  today: PlainDate,
  doses: readonly Dose[] = dosesOf(file, child.childId),
  facts: ImmunizationFacts | undefined = factsOf(file, child.childId),
): PlanParts => {
  const immunization = findImmunization(programme);
  const before = findOf(file, NextDosesOfChildren, ({ childId }) => childId === child.childId);
  const plan = immunization && planFrom(immunization, child, doses, facts, today);
  const called = isCalled(file, child);
  const open = immunization === undefined || plan === undefined || !called ? [] : openDoses(plan, immunization);
  const counted =
    immunization === undefined || plan === undefined
      ? NONE
      : { ...NONE, ...countDoses(file, immunization, child, { plan, doses, isCalled: called, today }) };
  const visit = nextVisit(child.childId, open, before, today);
  if (visit === undefined)
    return before === undefined
      ? counted
      : { ...counted, remove: [{ pk: keys.case(file.root.caseId), sk: NextDosesOfChildren.sk(before) }] };
  const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(visit.next) && !isMisplaced(file, before);
  return isSame
    ? counted
    : { ...counted, put: [place(NextDosesOfChildren, visit.next), ...counted.put], facts: [...visit.facts, ...counted.facts] };
};

/** Brings the next visits of all children of a case into line with a day. */
export const replanCase = (file: CaseFile, programme: Programme, today: PlainDate): Change<undefined> => {
  const parts = allOf(file, Children).map((child) => replanChild(file, programme, child, today));
  return {
    put: parts.flatMap(({ put }) => put),
    remove: parts.flatMap(({ remove }) => remove),
    facts: parts.flatMap((one) => one.facts),
    answer: undefined,
  };
};
