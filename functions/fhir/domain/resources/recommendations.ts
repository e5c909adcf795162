import type { CodeableConcept, ImmunizationRecommendation } from '@medplum/fhirtypes';
import type { Child } from '../../../casefile/case.ts';
import { dosesOf, factsOf, findImmunization, planFrom, type Immunization } from '../../../immunization/domain/child-plan.ts';
import type { DoseStatus, PlannedDose } from '../../../immunization/domain/plan-types.ts';
import { addDays, type PlainDate } from '../../../kernel/dates.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childReference, childrenOf, dayIn, type Setting } from '../setting.ts';
import { coding, concept, loinc } from '../systems.ts';
import { vaccineConcept } from '../vaccines.ts';
import { doseNumberOf } from './immunizations.ts';

/** Places of the schedule that somebody has still to do something about, and how FHIR calls them where it has a word. */
const FORECAST: Readonly<Partial<Record<DoseStatus, string | undefined>>> = {
  due: 'due',
  overdue: 'overdue',
  contraindicated: 'contraindicated',
  notYetDue: undefined,
  evaluate: undefined,
};

const isForecast = ({ status }: PlannedDose): boolean => status in FORECAST;

const forecastOf = (status: DoseStatus): CodeableConcept => {
  const word = FORECAST[status];
  return concept(status, word === undefined ? undefined : coding('recommendationStatus', word), coding('doseStatus', status));
};

const criterion = (code: string, name: string, value: PlainDate | undefined) =>
  value === undefined ? [] : [{ code: concept(name, loinc(code)), value }];

const recommended = ({ schedule }: Immunization, dose: PlannedDose) => {
  const series = schedule.series.find(({ id }) => id === dose.series);
  const product = series?.product ?? dose.series;
  return {
    vaccineCode: [vaccineConcept(product, schedule.products[product]?.name)],
    forecastStatus: forecastOf(dose.status),
    dateCriterion: [
      ...criterion('30981-5', 'Earliest date to give', dose.earliestOn),
      ...criterion('30980-7', 'Date vaccine due', dose.recommendedOn ?? dose.dueOn),
      ...criterion('59777-3', 'Latest date to give', dose.expiresOn === undefined ? undefined : addDays(dose.expiresOn, -1)),
      ...criterion('59778-1', 'Date when overdue', dose.overdueOn),
    ],
    description: dose.dose,
    series: series?.name,
    ...doseNumberOf(dose.number),
  };
};

const forecast = (setting: Setting, programmed: Immunization, child: Child): readonly ImmunizationRecommendation[] => {
  const { file, at } = setting;
  const { doses } = planFrom(programmed, child, dosesOf(file, child.childId), factsOf(file, child.childId), dayIn(setting, at));
  const open = doses.filter(isForecast);
  if (open.length === 0) return [];
  return [
    drawn<ImmunizationRecommendation>({
      resourceType: 'ImmunizationRecommendation',
      id: logicalId(file.root.caseId, 'forecast', child.childId),
      meta: { lastUpdated: at },
      patient: childReference(setting, child.childId),
      date: at,
      recommendation: open.map((dose) => recommended(programmed, dose)),
    }),
  ];
};

/** What each living child needs next, as its plan stands at the time of the request. */
export const recommendations = (setting: Setting): readonly ImmunizationRecommendation[] => {
  const programmed = findImmunization(setting.programme);
  if (programmed === undefined) return [];
  return childrenOf(setting)
    .filter(({ diedOn }) => diedOn === undefined)
    .flatMap((child) => forecast(setting, programmed, child));
};
