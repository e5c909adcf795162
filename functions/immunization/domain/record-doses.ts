import { DoseCorrected, DoseRecorded } from '../../../events/catalogue.ts';
import type { CaseRoot, Child } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFile, Change, Context } from '../../casefile/files.ts';
import { earlierOf, laterOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses, type Fault } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Doses, ImmunizationFactsOfChildren, type Dose, type ImmunizationFacts } from '../records.ts';
import { childOf, dosesOf, factsOf, immunizationOf, planFrom, type Immunization } from './child-plan.ts';
import { daysOfHalfKnown, precisionOf } from './half-known.ts';
import { replanChild } from './next-doses.ts';
import { plannedView, type PlanView } from './plan-view.ts';

/** What was told of one dose. */
export type DoseReport = Pick<Dose, 'product' | 'on' | 'source' | 'lot' | 'place' | 'adverseEvent'>;

export interface DosesAnswer {
  readonly doseIds: readonly string[];
  readonly plan: PlanView;
}

/** Exits after which nobody keeps a record here any more: she took her data back, or another case goes on. */
const CLOSING: readonly string[] = ['withdrawn', 'duplicate'];

/** Care waits for no paper, and a child needs its vaccines when the programme is over, too. */
const refuseStatus = ({ status, exit }: CaseRoot, last: PlainDate | undefined): void => {
  if (status === 'exited' && exit !== undefined && CLOSING.includes(exit.reason) && (last === undefined || last > exit.on))
    throw statusRefuses('record a dose', status, ['a dose from before the exit']);
};

/** The days of a dose, within the child's life and before tomorrow; or what cannot be true of it. */
const readDose = (
  { product, on }: DoseReport,
  child: Child,
  { schedule }: Immunization,
  today: PlainDate,
  pointer: string,
): { days?: { from: PlainDate; to: PlainDate }; faults: Fault[] } => {
  const fault = (field: string, detail: string): Fault => ({ pointer: `#/body${pointer}/${field}`, detail });
  const faults =
    product in schedule.products
      ? []
      : [fault('product', `is not a product of the schedule: ${Object.keys(schedule.products).join(', ')}`)];
  const days = daysOfHalfKnown(on);
  const last = child.diedOn === undefined ? today : earlierOf(today, child.diedOn);
  if (days === undefined) return { faults: [...faults, fault('on', 'is not a day of the calendar')] };
  if (days.to < child.bornOn) return { faults: [...faults, fault('on', `lies before the birth on ${child.bornOn}`)] };
  if (days.from > last)
    return { faults: [...faults, fault('on', child.diedOn === undefined ? 'lies in the future' : 'lies after the death of the child')] };
  return { faults, days: { from: laterOf(days.from, child.bornOn), to: earlierOf(days.to, last) } };
};

const refuse = (faults: readonly Fault[]): void => {
  if (faults.length > 0)
    throw new Problem('ImplausibleFact', faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), { errors: faults });
};

interface Given {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly childId: string;
  readonly context: Pick<Context, 'at' | 'by'>;
}

const doseOf = (report: DoseReport, days: { from: PlainDate; to: PlainDate }, child: Child, { file, context }: Given): Dose => {
  const { product, on, source, lot, place: where, adverseEvent } = report;
  return {
    // the same product on the same day is one dose, whoever tells it and however often
    doseId: derivedId('dose', file.root.caseId, child.childId, product, on),
    childId: child.childId,
    product,
    on,
    ...days,
    source,
    recordedAt: context.at,
    by: context.by,
    ...(lot === undefined ? {} : { lot }),
    ...(where === undefined ? {} : { place: where }),
    ...(adverseEvent === undefined ? {} : { adverseEvent }),
  };
};

const recordedFact = ({ doseId, childId, product, on, source }: Dose) =>
  DoseRecorded.of({ doseId, childId, product, source, precision: precisionOf(on) });

const readAll = (reports: readonly DoseReport[], child: Child, given: Given, pointer: (index: number) => string): readonly Dose[] => {
  const today = dayOf(given.programme, given.context.at);
  const immunization = immunizationOf(given.programme);
  const read = reports.map((report, index) => ({ report, ...readDose(report, child, immunization, today, pointer(index)) }));
  refuse(read.flatMap(({ faults }) => faults));
  const doses = read.flatMap(({ report, days }) => (days === undefined ? [] : [doseOf(report, days, child, given)]));
  refuseStatus(
    given.file.root,
    doses
      .map(({ from }) => from)
      .sort()
      .at(-1),
  );
  return doses;
};

/** Stores doses of a child and moves its next visit with them. */
const stored = (
  given: Given,
  child: Child,
  changed: readonly Dose[],
  facts: Change<unknown>['facts'],
): Omit<Change<DosesAnswer>, 'answer'> & { plan: PlanView } => {
  const { file, programme, context } = given;
  const today = dayOf(programme, context.at);
  const ids = new Set(changed.map(({ doseId }) => doseId));
  const doses = [...dosesOf(file, child.childId).filter(({ doseId }) => !ids.has(doseId)), ...changed];
  const parts = replanChild(file, programme, child, today, doses);
  const plan = planFrom(immunizationOf(programme), child, doses, factsOf(file, child.childId), today);
  return {
    put: [...changed.map((dose) => place(Doses, dose)), ...parts.put],
    remove: parts.remove,
    facts: [...(facts ?? []), ...parts.facts],
    plan: plannedView(immunizationOf(programme), file, child, plan, doses, today),
  };
};

/**
 * Records doses of a child, in any order, however late and however vaguely dated. One that is known already changes nothing; one that was
 * given too early is kept, and the plan says that it does not count.
 * @throws {Problem} ChildNotFound, ImplausibleFact, StatusRefuses, ProgrammeUnknown
 */
export const recordDoses = (given: Given, reports: readonly DoseReport[]): Change<DosesAnswer> => {
  const child = childOf(given.file, given.childId);
  const doses = readAll(reports, child, given, (index) => `/doses/${String(index)}`);
  const known = new Set(
    dosesOf(given.file, child.childId)
      .filter(({ withdrawn }) => withdrawn === undefined)
      .map(({ doseId }) => doseId),
  );
  const fresh = [...new Map(doses.filter(({ doseId }) => !known.has(doseId)).map((dose) => [dose.doseId, dose])).values()];
  const { plan, ...change } = stored(given, child, fresh, fresh.map(recordedFact));
  return { ...change, answer: { doseIds: doses.map(({ doseId }) => doseId), plan } };
};

/**
 * Withdraws a wrongly recorded dose and puts the right one in its place, where there is one. The wrong record stays to be seen.
 * @throws {Problem} ChildNotFound, DoseNotFound, StatusRefuses, ImplausibleFact
 */
export const correctDose = (
  given: Given,
  doseId: string,
  { reason, replacement }: { readonly reason: string; readonly replacement?: DoseReport | undefined },
): Change<DosesAnswer> => {
  const child = childOf(given.file, given.childId);
  const wrong = dosesOf(given.file, child.childId).find((dose) => dose.doseId === doseId);
  if (wrong === undefined) throw new Problem('DoseNotFound', 'the child has no such dose');
  if (wrong.withdrawn !== undefined) throw statusRefuses('correct a dose', 'withdrawn', ['recorded']);
  const [right] = replacement === undefined ? [] : readAll([replacement], child, given, () => '/replacement');
  const { at, by } = given.context;
  const isSameDose = right?.doseId === doseId;
  const withdrawn: Dose = { ...wrong, withdrawn: { at, by, reason, ...(right === undefined ? {} : { replacedBy: right.doseId }) } };
  const changed = isSameDose ? [right] : [withdrawn, ...(right === undefined ? [] : [right])];
  const fact = DoseCorrected.of({ doseId, childId: child.childId, ...(right === undefined ? {} : { replacedBy: right.doseId }) });
  const { plan, ...change } = stored(given, child, changed, [fact]);
  return { ...change, answer: { doseIds: right === undefined ? [] : [right.doseId], plan } };
};

/** Keeps what decides about a child's vaccines beside its doses. @throws {Problem} ChildNotFound, ImplausibleFact, ProgrammeUnknown */
export const keepFacts = (given: Given, told: Omit<ImmunizationFacts, 'childId' | 'recordedAt' | 'by'>): Change<PlanView> => {
  const { file, programme, context } = given;
  const child = childOf(file, given.childId);
  const immunization = immunizationOf(programme);
  const { from, to } = immunization.operations.birthWeightGrams;
  const weight = told.birthWeightGrams;
  const strange = told.withheld.findIndex(({ series }) => !immunization.schedule.series.some(({ id }) => id === series));
  refuse([
    ...(weight === undefined || (weight >= from && weight <= to)
      ? []
      : [{ pointer: '#/body/birthWeightGrams', detail: `is not plausible: ${String(from)} to ${String(to)} g are` }]),
    ...(strange === -1 ? [] : [{ pointer: `#/body/withheld/${String(strange)}/series`, detail: 'is not a series of the schedule' }]),
  ]);
  const facts: ImmunizationFacts = { ...told, childId: child.childId, recordedAt: context.at, by: context.by };
  const today = dayOf(programme, context.at);
  const doses = dosesOf(file, child.childId);
  const parts = replanChild(file, programme, child, today, doses, facts);
  return {
    put: [place(ImmunizationFactsOfChildren, facts), ...parts.put],
    remove: parts.remove,
    facts: parts.facts,
    answer: plannedView(immunization, file, child, planFrom(immunization, child, doses, facts, today), doses, today),
  };
};
