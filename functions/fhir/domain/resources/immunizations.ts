import type { Immunization } from '@medplum/fhirtypes';
import type { Child } from '../../../casefile/case.ts';
import { dosesOf, factsOf, findImmunization, planFrom, type Immunization as Programmed } from '../../../immunization/domain/child-plan.ts';
import type { ChildPlan } from '../../../immunization/domain/plan-types.ts';
import type { Dose } from '../../../immunization/records.ts';
import type { ImmunizationSchedule } from '../../../policy/schema/immunization.ts';
import { drawn, type Draft } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childReference, childrenOf, dayIn, type Setting } from '../setting.ts';
import { coding, concept, identifier } from '../systems.ts';
import { vaccineConcept } from '../vaccines.ts';

/** Doses count from 1 in FHIR; one at birth, which counts as none, is told as text. */
export const doseNumberOf = (number: number) => (number > 0 ? { doseNumberPositiveInt: number } : { doseNumberString: String(number) });

type Series = ImmunizationSchedule['series'][number];

const findPlace = (schedule: ImmunizationSchedule, dose: string | undefined): { series: Series; number: number } | undefined =>
  schedule.series.flatMap((series) => series.doses.map(({ id, number }) => ({ id, series, number }))).find(({ id }) => id === dose);

/** The places in its series that a dose fills, or was meant to fill. */
const protocolsOf = ({ schedule }: Programmed, plan: ChildPlan, { doseId }: Dose): NonNullable<Draft<Immunization>['protocolApplied']> =>
  plan.given
    .filter(({ given }) => given.id === doseId)
    .flatMap(({ dose }) => {
      const place = findPlace(schedule, dose);
      return place === undefined ? [] : [{ series: place.series.name, ...doseNumberOf(place.number) }];
    });

const given = (setting: Setting, programmed: Programmed, plan: ChildPlan, dose: Dose): Immunization =>
  drawn<Immunization>({
    resourceType: 'Immunization',
    id: logicalId(setting.file.root.caseId, 'dose', dose.doseId),
    meta: { lastUpdated: dose.withdrawn?.at ?? dose.recordedAt },
    identifier: [identifier('record', dose.doseId)],
    status: dose.withdrawn === undefined ? 'completed' : 'entered-in-error',
    vaccineCode: vaccineConcept(dose.product, programmed.schedule.products[dose.product]?.name),
    patient: childReference(setting, dose.childId),
    occurrenceDateTime: dose.on,
    recorded: dose.recordedAt,
    primarySource: dose.source === 'visit',
    reportOrigin: dose.source === 'card' ? concept('card', coding('immunizationOrigin', 'record')) : undefined,
    lotNumber: dose.lot,
    location: dose.place === undefined ? undefined : { display: dose.place },
    note: dose.adverseEvent === undefined ? [] : [{ text: dose.adverseEvent }],
    protocolApplied: protocolsOf(programmed, plan, dose),
  });

const REASONS = {
  contraindicated: coding('actReason', 'MEDPREC', 'medical precaution'),
  refused: coding('actReason', 'PATOBJ', 'patient objection'),
} as const;

const withheld = (setting: Setting, { schedule }: Programmed, { childId }: Child): readonly Immunization[] => {
  const facts = factsOf(setting.file, childId);
  return (facts?.withheld ?? []).flatMap(({ series, why }) => {
    const product = schedule.series.find(({ id }) => id === series)?.product;
    if (facts === undefined || product === undefined) return [];
    return [
      drawn<Immunization>({
        resourceType: 'Immunization',
        id: logicalId(setting.file.root.caseId, 'withheld', childId, series),
        meta: { lastUpdated: facts.recordedAt },
        status: 'not-done',
        statusReason: concept(why, REASONS[why]),
        vaccineCode: vaccineConcept(product, schedule.products[product]?.name),
        patient: childReference(setting, childId),
        occurrenceDateTime: dayIn(setting, facts.recordedAt),
        recorded: facts.recordedAt,
      }),
    ];
  });
};

/** Every dose that was recorded, wrong records included, and each series that is not given to a child. */
export const immunizations = (setting: Setting): readonly Immunization[] => {
  const programmed = findImmunization(setting.programme);
  if (programmed === undefined) return [];
  return childrenOf(setting).flatMap((child) => {
    const doses = dosesOf(setting.file, child.childId);
    const plan = planFrom(programmed, child, doses, factsOf(setting.file, child.childId), dayIn(setting, setting.at));
    return [...doses.map((dose) => given(setting, programmed, plan, dose)), ...withheld(setting, programmed, child)];
  });
};
