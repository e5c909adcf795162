import { OutcomeRecorded } from '../../../events/catalogue.ts';
import { Children, type Child } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, daysBetween, latestOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Outcome, Outcomes, Risks } from '../records.ts';
import { startOfMonitoring } from './monitoring.ts';

type Known = 'outcomeId' | 'at' | 'by' | 'readmission';
type Without<O> = O extends unknown ? Omit<O, Known> : never;
/** An outcome as it is told; what follows from others is found. */
export type NewOutcome = Without<Outcome>;

type Who = Pick<Context, 'at' | 'by'>;

const refuseUnlisted = (value: string, listed: readonly string[], field: string): void => {
  if (listed.includes(value)) return;
  const detail = `got ${value}, known are ${listed.join(', ')}`;
  throw new Problem('InvalidRequest', detail, { errors: [{ pointer: `#/body/${field}`, detail }] });
};

const refuse = (told: NewOutcome, { operations }: Programme): void => {
  const { familyPlanningMethods, medicines } = operations.readings.outcomes;
  switch (told.kind) {
    case 'familyPlanning':
      refuseUnlisted(told.method, familyPlanningMethods, 'method');
      return;
    case 'medicineSupplied':
      refuseUnlisted(told.medicine, medicines, 'medicine');
      return;
    case 'medicineTaken':
      refuseUnlisted(told.medicine, medicines, 'medicine');
      if (told.dosesTaken > told.dosesDue) throw implausible('/dosesTaken', 'are more than were due');
      return;
    case 'admission':
      if (told.until !== undefined && told.until < told.on) throw implausible('/until', 'lies before the admission');
      return;
    case 'breastfeeding':
    case 'discharge':
    case 'emergencyVisit':
  }
};

const childOf = (file: CaseFile, told: NewOutcome): Child | undefined => {
  const childId = 'childId' in told ? told.childId : undefined;
  if (childId === undefined) return undefined;
  const child = findOf(file, Children, (one) => one.childId === childId);
  if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
  return child;
};

/** The day of her discharge after the birth, or of the child's; the latest birth's first one. */
export const dischargedOn = (file: CaseFile, childId: string | undefined): PlainDate | undefined => {
  const births = allOf(file, Children).filter((child) => childId === undefined || child.childId === childId);
  const bornOn = latestOf(births.map((child) => child.bornOn));
  return allOf(file, Outcomes)
    .filter((outcome) => outcome.kind === 'discharge' && outcome.childId === childId && (bornOn === undefined || outcome.on >= bornOn))
    .map(({ on }) => on)
    .sort()[0];
};

const isReadmission = (file: CaseFile, told: NewOutcome & { kind: 'admission' }, { operations }: Programme): boolean => {
  const discharged = dischargedOn(file, told.childId);
  const within = operations.readings.outcomes.readmissionWithinDays;
  return discharged !== undefined && told.on >= discharged && daysBetween(discharged, told.on) <= within;
};

/**
 * Records an outcome, once. A discharge begins the monitoring of whom the programme monitors.
 * @throws {Problem} InvalidRequest for what the programme does not list, ImplausibleFact, ChildNotFound
 */
export const recordOutcome = (file: CaseFile, programme: Programme, told: NewOutcome, { at, by }: Who): Change<Outcome> => {
  const today = dayOf(programme, at);
  const child = childOf(file, told);
  refuse(told, programme);
  if (told.on > today) throw implausible('/on', 'lies in the future');
  if (child !== undefined && told.on < child.bornOn) throw implausible('/on', 'lies before the birth of the child');
  const outcomeId = derivedId(
    'outcome',
    file.root.caseId,
    JSON.stringify(Object.entries(told).sort(([left], [right]) => (left < right ? -1 : 1))),
  );
  const known = findOf(file, Outcomes, (one) => one.outcomeId === outcomeId);
  if (known !== undefined) return unchanged(known);
  const outcome = Outcome.parse({
    ...told,
    outcomeId,
    at,
    by,
    ...(told.kind === 'admission' ? { readmission: isReadmission(file, told, programme) } : {}),
  });
  const monitored =
    told.kind === 'discharge' && told.childId === undefined ? allOf(file, Risks).filter(({ endedOn }) => endedOn === undefined) : [];
  const started = monitored
    // a discharge of long ago begins nothing
    .filter(() => told.on >= addDays(today, 1 - programme.operations.readings.bloodPressure.monitoring.days))
    .map(({ code }) => startOfMonitoring(file, programme, code, { at, by }))
    .find(({ put }) => put.length > 0);
  return {
    put: [place(Outcomes, outcome), ...(started?.put ?? [])],
    facts: [OutcomeRecorded.of({ outcomeId, kind: outcome.kind, on: outcome.on }), ...(started?.facts ?? [])],
    answer: outcome,
  };
};
