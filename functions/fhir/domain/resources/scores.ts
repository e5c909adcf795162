import type { Observation } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { Screens, type Screen } from '../../../screening/records.ts';
import { drawn, type Draft } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { motherReference, type Setting } from '../setting.ts';
import { coding, concept, loinc } from '../systems.ts';
import { responseReference } from './questionnaire-responses.ts';

const SURVEY = concept('Survey', coding('observationCategory', 'survey'));

type Own = Pick<Draft<Observation>, 'code' | 'valueInteger' | 'valueBoolean' | 'interpretation'>;

const derived = (setting: Setting, screen: Screen, key: string, own: Own): Observation =>
  drawn<Observation>({
    resourceType: 'Observation',
    id: logicalId(setting.file.root.caseId, 'score', screen.screenId, key),
    meta: { lastUpdated: screen.endedAt },
    status: screen.result?.complete === true ? 'final' : 'preliminary',
    category: [SURVEY],
    subject: motherReference(setting),
    effectiveDateTime: screen.endedOn,
    issued: screen.endedAt,
    derivedFrom: [responseReference(setting, screen.screenId)],
    ...own,
  });

const ofScreen = (setting: Setting, screen: Screen): readonly Observation[] => {
  const { result, questionnaire } = screen;
  if (result === undefined) return [];
  const instrument = setting.questionnaires.get(questionnaire);
  const name = instrument?.name ?? questionnaire;
  const band = result.band;
  return [
    ...(result.total === undefined
      ? []
      : [
          derived(setting, screen, 'total', {
            code: concept(`${name}, total`, loinc(instrument?.scoring.totalLoinc), coding('total', questionnaire)),
            valueInteger: result.total,
            interpretation: band === undefined ? [] : [concept(band, coding('band', `${questionnaire}.${band}`))],
          }),
        ]),
    ...result.needs.map((need) =>
      derived(setting, screen, `need ${need}`, { code: concept(`need: ${need}`, coding('need', need)), valueBoolean: true }),
    ),
  ];
};

/** Totals of questionnaires, and the needs that were found, for those who may see results. */
export const scores = (setting: Setting): readonly Observation[] =>
  setting.seesResults ? allOf(setting.file, Screens).flatMap((screen) => ofScreen(setting, screen)) : [];
