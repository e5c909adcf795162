import type { CodeableConcept, Observation } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { Visits, type Observed, type Visit } from '../../../care/records.ts';
import { Findings, Outcomes, type Finding, type Outcome } from '../../../readings/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childReference, dayIn, motherReference, subjectOf, type Setting } from '../setting.ts';
import { coding, concept, identifier, loinc } from '../systems.ts';
import { encounterReference } from './encounters.ts';

const EXAM = concept('Exam', coding('observationCategory', 'exam'));

const dangerSigns = (setting: Setting, { findingId, childId, signs, on, at, source }: Finding): readonly Observation[] =>
  signs.map((sign) => {
    const name = setting.programme.operations.readings.dangerSigns.find(({ code }) => code === sign)?.name ?? sign;
    return drawn<Observation>({
      resourceType: 'Observation',
      id: logicalId(setting.file.root.caseId, 'sign', findingId, sign),
      meta: { lastUpdated: at },
      status: 'final',
      category: [EXAM],
      code: concept(name, coding('dangerSign', sign, name)),
      subject: subjectOf(setting, childId),
      encounter: source.kind === 'visit' ? encounterReference(setting, source.id) : undefined,
      effectiveDateTime: on,
      issued: at,
      valueBoolean: true,
    });
  });

type Value = Pick<Observation, 'valueBoolean' | 'valueQuantity' | 'valueCodeableConcept'>;

const valueOf = (answer: string | number | boolean): Value => {
  if (typeof answer === 'boolean') return { valueBoolean: answer };
  if (typeof answer === 'number') return { valueQuantity: { value: answer } };
  return { valueCodeableConcept: { text: answer } };
};

const ofVisit = (
  setting: Setting,
  visit: Visit,
  kind: string,
  key: readonly string[],
  code: CodeableConcept,
  of: Observed['childId'],
  value: Value,
) =>
  drawn<Observation>({
    resourceType: 'Observation',
    id: logicalId(setting.file.root.caseId, kind, visit.visitId, ...key),
    meta: { lastUpdated: visit.recordedAt },
    status: 'final',
    category: [EXAM],
    code,
    subject: subjectOf(setting, of),
    encounter: encounterReference(setting, visit.visitId),
    effectiveDateTime: visit.on,
    issued: visit.recordedAt,
    ...value,
  });

/** What was asked and seen at a visit. Free text stays with the programme. */
const answersOf = (setting: Setting, visit: Visit): readonly Observation[] => {
  const { visitItems } = setting.programme.operations.readings;
  return visit.observed.flatMap(({ childId, content }) =>
    Object.entries(content).flatMap(([item, answer]) => {
      const asked = visitItems.find(({ code }) => code === item);
      if (asked === undefined || asked.type === 'text') return [];
      const code = concept(asked.name, coding('visitItem', item, asked.name));
      return [ofVisit(setting, visit, 'answer', [childId ?? 'mother', item], code, childId, valueOf(answer))];
    }),
  );
};

const measurementsOf = (setting: Setting, visit: Visit): readonly Observation[] =>
  Object.entries(visit.measurements)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) =>
      ofVisit(setting, visit, 'measure', [name], concept(name, coding('measurement', name)), visit.childId, valueOf(value)),
    );

type Feeding = Extract<Outcome, { kind: 'breastfeeding' }>;

const feeding = (setting: Setting, one: Feeding): Observation =>
  drawn<Observation>({
    resourceType: 'Observation',
    id: logicalId(setting.file.root.caseId, 'feeding', one.outcomeId),
    meta: { lastUpdated: one.at },
    identifier: [identifier('record', one.outcomeId)],
    status: 'final',
    category: [EXAM],
    code: concept('breastfeeding', coding('outcome', 'breastfeeding')),
    subject: childReference(setting, one.childId),
    effectiveDateTime: one.on,
    issued: one.at,
    ...(one.feeding === undefined ? {} : { valueCodeableConcept: concept(one.feeding, coding('outcome', `breastfeeding.${one.feeding}`)) }),
    component:
      one.startedAfterMinutes === undefined
        ? []
        : [
            {
              code: concept('minutes from birth to the first breast', coding('outcome', 'breastfeeding.startedAfterMinutes')),
              valueQuantity: { value: one.startedAfterMinutes, unit: 'min', system: 'http://unitsofmeasure.org', code: 'min' },
            },
          ],
  });

/** The days of the pregnancy as she told them. */
const pregnancy = (setting: Setting): readonly Observation[] => {
  const { root } = setting.file;
  const days = [
    { name: 'Last menstrual period start date', code: '8665-2', on: root.pregnancy.lastMenstrualPeriodOn },
    { name: 'Delivery date estimated', code: '11778-8', on: root.pregnancy.expectedOn },
  ];
  return days.flatMap(({ name, code, on }) =>
    on === undefined
      ? []
      : [
          drawn<Observation>({
            resourceType: 'Observation',
            id: logicalId(root.caseId, 'pregnancy', code),
            status: 'final',
            category: [concept('Social history', coding('observationCategory', 'social-history'))],
            code: concept(name, loinc(code)),
            subject: motherReference(setting),
            effectiveDateTime: dayIn(setting, root.registeredAt),
            issued: root.registeredAt,
            valueDateTime: on,
          }),
        ],
  );
};

/** Danger signs, what was asked and seen at visits, how children are fed, and the days of the pregnancy. */
export const findings = (setting: Setting): readonly Observation[] => [
  ...pregnancy(setting),
  ...allOf(setting.file, Findings).flatMap((one) => dangerSigns(setting, one)),
  ...allOf(setting.file, Visits).flatMap((visit) => [...answersOf(setting, visit), ...measurementsOf(setting, visit)]),
  ...allOf(setting.file, Outcomes).flatMap((one) => (one.kind === 'breastfeeding' ? [feeding(setting, one)] : [])),
];
