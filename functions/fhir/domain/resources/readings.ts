import type { CodeableConcept, Observation } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { factsOf } from '../../../immunization/domain/child-plan.ts';
import type { ReadingKind } from '../../../policy/schema/readings.ts';
import { Readings, type Reading } from '../../../readings/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childReference, childrenOf, subjectOf, type Setting } from '../setting.ts';
import { coding, concept, identifier, loinc, quantity } from '../systems.ts';
import { encounterReference } from './encounters.ts';

const VITAL_SIGNS = concept('Vital signs', coding('observationCategory', 'vital-signs'));
const LABORATORY = concept('Laboratory', coding('observationCategory', 'laboratory'));
/** Readings that are no vital signs, by the programme's name. */
const OF_LABORATORY: readonly string[] = ['haemoglobin', 'bloodGlucose', 'urineProtein'];

const categoryOf = (kind: string): CodeableConcept => (OF_LABORATORY.includes(kind) ? LABORATORY : VITAL_SIGNS);

const codeOf = (kind: string, known: ReadingKind | undefined): CodeableConcept =>
  concept(known?.name ?? kind, loinc(known?.loinc), coding('reading', kind, known?.name));

/** One number stands as the value; several stand as components, each with its own code. */
const valuesOf = ({ values, unit, kind }: Reading, known: ReadingKind | undefined): Pick<Observation, 'valueQuantity' | 'component'> => {
  const parts = Object.entries(values);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return { valueQuantity: quantity(only[1], unit) };
  return {
    component: parts.map(([part, value]) => ({
      code: concept(part, loinc(known?.parts[part]?.loinc), coding('readingPart', `${kind}.${part}`)),
      valueQuantity: quantity(value, unit),
    })),
  };
};

const reading = (setting: Setting, one: Reading): Observation => {
  const known = setting.programme.operations.readings.kinds[one.kind];
  return drawn<Observation>({
    resourceType: 'Observation',
    id: logicalId(setting.file.root.caseId, 'reading', one.readingId),
    meta: { lastUpdated: one.voided?.at ?? one.receivedAt },
    identifier: [identifier('record', one.readingId)],
    status: one.voided === undefined ? 'final' : 'entered-in-error',
    category: [categoryOf(one.kind)],
    code: codeOf(one.kind, known),
    subject: subjectOf(setting, one.childId),
    encounter: one.source === 'visit' && one.sourceId !== undefined ? encounterReference(setting, one.sourceId) : undefined,
    effectiveDateTime: one.measuredAt,
    issued: one.receivedAt,
    interpretation: one.category === undefined ? [] : [concept(one.category, coding('readingCategory', one.category))],
    device: one.device === undefined ? undefined : { display: one.device },
    ...valuesOf(one, known),
  });
};

const BIRTH_WEIGHT = 'birthWeight';

/** A weight at birth that was told for the vaccines and not as a reading. */
const birthWeights = (setting: Setting): readonly Observation[] => {
  const { file, programme } = setting;
  const measured = allOf(file, Readings).filter(({ kind, voided }) => kind === BIRTH_WEIGHT && voided === undefined);
  return childrenOf(setting).flatMap(({ childId, bornOn }) => {
    const facts = factsOf(file, childId);
    if (facts?.birthWeightGrams === undefined || measured.some((one) => one.childId === childId)) return [];
    return [
      drawn<Observation>({
        resourceType: 'Observation',
        id: logicalId(file.root.caseId, 'weight', childId),
        meta: { lastUpdated: facts.recordedAt },
        status: 'final',
        category: [VITAL_SIGNS],
        code: codeOf(BIRTH_WEIGHT, programme.operations.readings.kinds[BIRTH_WEIGHT]),
        subject: childReference(setting, childId),
        effectiveDateTime: bornOn,
        issued: facts.recordedAt,
        valueQuantity: quantity(facts.birthWeightGrams, 'g'),
      }),
    ];
  });
};

/** Everything that was measured; a reading that was entered in error stays to be seen as such. */
export const readings = (setting: Setting): readonly Observation[] => [
  ...allOf(setting.file, Readings).map((one) => reading(setting, one)),
  ...birthWeights(setting),
];
