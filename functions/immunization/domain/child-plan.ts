import { Children, type Child } from '../../casefile/case.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import type { ImmunizationOperations, ImmunizationSchedule } from '../../policy/schema/immunization.ts';
import { Doses, ImmunizationFactsOfChildren, type Dose, type ImmunizationFacts } from '../records.ts';
import { planChild, seriesInUse } from './plan-child.ts';
import type { ChildPlan } from './plan-types.ts';
import { withSettings } from './timing.ts';

/** How a programme immunizes, with the schedule as it holds in its country. */
export interface Immunization {
  readonly schedule: ImmunizationSchedule;
  readonly operations: ImmunizationOperations;
}

export const findImmunization = ({ operations, immunization }: Programme): Immunization | undefined =>
  immunization === undefined || operations.immunization === undefined
    ? undefined
    : { schedule: withSettings(immunization, operations.immunization.settings), operations: operations.immunization };

/** @throws {Problem} ProgrammeUnknown when the programme has no immunization schedule */
export const immunizationOf = (programme: Programme): Immunization => {
  const found = findImmunization(programme);
  if (found !== undefined) return found;
  throw new Problem('ProgrammeUnknown', `${programme.id} has no immunization schedule`);
};

/** @throws {Problem} ChildNotFound */
export const childOf = (file: CaseFile, childId: string): Child => {
  const child = findOf(file, Children, (one) => one.childId === childId);
  if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
  return child;
};

export const dosesOf = (file: CaseFile, childId: string): readonly Dose[] => allOf(file, Doses).filter((dose) => dose.childId === childId);

export const factsOf = (file: CaseFile, childId: string): ImmunizationFacts | undefined =>
  findOf(file, ImmunizationFactsOfChildren, (facts) => facts.childId === childId);

/** The plan of a child on a day, from the doses and facts given. */
export const planFrom = (
  { schedule, operations }: Immunization,
  { bornOn }: Pick<Child, 'bornOn'>,
  doses: readonly Dose[],
  facts: ImmunizationFacts | undefined,
  on: PlainDate,
): ChildPlan =>
  planChild(
    schedule,
    seriesInUse(schedule, operations),
    {
      bornOn,
      birthWeightGrams: facts?.birthWeightGrams,
      preterm: facts?.preterm,
      health: facts?.health ?? {},
      withheld: new Map((facts?.withheld ?? []).map(({ series, why }) => [series, why])),
    },
    doses.filter(({ withdrawn }) => withdrawn === undefined).map(({ doseId, product, from, to }) => ({ id: doseId, product, from, to })),
    on,
  );
