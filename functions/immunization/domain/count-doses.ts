import { DosesCounted } from '../../../events/doses-counted.v1.ts';
import type { NewFact } from '../../../events/fact.ts';
import type { Child } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { findOf, type CaseFile } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { CountedDosesOfChildren, type CountedDoses, type Dose } from '../records.ts';
import type { Immunization } from './child-plan.ts';
import { followUpOn } from './plan-child.ts';
import type { ChildPlan, PlannedDose } from './plan-types.ts';

/** Whether a dose is due by its day for a child that is called; one that is held back or too late now was due before, if it was counted. */
const dueOnOf = ({ status, dueOn }: PlannedDose, before: PlainDate | undefined, isCalled: boolean, today: PlainDate) => {
  switch (status) {
    case 'given':
      return dueOn;
    case 'notYetDue':
    case 'due':
    case 'overdue':
      if (!isCalled) return before;
      return dueOn !== undefined && dueOn <= today ? dueOn : undefined;
    case 'expired':
    case 'contraindicated':
    case 'refused':
    case 'evaluate':
      return before;
    case 'waiting':
    case 'notNeeded':
      return undefined;
  }
};

/** A given dose is late from the day on which one that is missing is gone after; of a half-known day the last one is taken. */
const givenOf = (planned: PlannedDose, doses: readonly Dose[], { operations }: Immunization): CountedDoses['given'][string] | undefined => {
  const { status, givenId, dueOn, overdueOn } = planned;
  const given = doses.find(({ doseId }) => doseId === givenId);
  if (status !== 'given' || given === undefined || dueOn === undefined) return undefined;
  const lateFrom = followUpOn({ recommendedOn: dueOn, overdueOn }, operations.followUpDays);
  return { dueOn, inTime: lateFrom === undefined || given.to < lateFrom };
};

interface Counted {
  readonly dose: string;
  readonly dueOn: PlainDate;
  readonly state: 'due' | 'inTime' | 'late';
}

const listed = ({ due, given }: Pick<CountedDoses, 'due' | 'given'>): readonly Counted[] => [
  ...Object.entries(due).map(([dose, dueOn]) => ({ dose, dueOn, state: 'due' as const })),
  ...Object.entries(given).map(([dose, { dueOn, inTime }]) => ({ dose, dueOn, state: inTime ? ('inTime' as const) : ('late' as const) })),
];

const isIn = (all: readonly Counted[], { dose, dueOn, state }: Counted): boolean =>
  all.some((one) => one.dose === dose && one.dueOn === dueOn && one.state === state);

const known = <T>(entries: readonly (readonly [string, T | undefined])[]): Record<string, T> =>
  Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/**
 * Brings what was counted of a child's doses into line with its plan: what is due by today, what was given in time, what late. What was
 * counted stays with the child, so that a corrected card takes back exactly what it had added.
 */
export const countDoses = (
  file: CaseFile,
  immunization: Immunization,
  { childId }: Pick<Child, 'childId'>,
  { plan, doses, isCalled, today }: { plan: ChildPlan; doses: readonly Dose[]; isCalled: boolean; today: PlainDate },
): { readonly put: readonly Placed[]; readonly facts: readonly NewFact[] } => {
  const stored = findOf(file, CountedDosesOfChildren, (one) => one.childId === childId);
  const before = stored ?? { childId, due: {}, given: {} };
  const after: CountedDoses = {
    childId,
    due: known(plan.doses.map((planned) => [planned.dose, dueOnOf(planned, before.due[planned.dose], isCalled, today)])),
    given: known(plan.doses.map((planned) => [planned.dose, givenOf(planned, doses, immunization)])),
  };
  const [was, is] = [listed(before), listed(after)];
  const changes = [
    ...was.filter((one) => !isIn(is, one)).map((one) => ({ ...one, by: -1 as const })),
    ...is.filter((one) => !isIn(was, one)).map((one) => ({ ...one, by: 1 as const })),
  ];
  return changes.length === 0
    ? { put: [], facts: [] }
    : { put: [place(CountedDosesOfChildren, after)], facts: [DosesCounted.of({ childId, changes })] };
};
