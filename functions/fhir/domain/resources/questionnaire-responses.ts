import type { QuestionnaireResponse, QuestionnaireResponseItemAnswer } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import type { Item, Questionnaire as Instrument } from '../../../policy/schema/questionnaire.ts';
import { Screens, type Screen } from '../../../screening/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { motherReference, type Setting } from '../setting.ts';
import { identifier } from '../systems.ts';
import { itemText, optionCoding, questionnaireUrl } from './questionnaires.ts';

const STATUS: Readonly<Partial<Record<Screen['status'], QuestionnaireResponse['status']>>> = {
  answering: 'in-progress',
  completed: 'completed',
  expired: 'stopped',
  cancelled: 'stopped',
};

export const responseReference = ({ file: { root } }: Setting, screenId: string) => ({
  reference: `QuestionnaireResponse/${logicalId(root.caseId, 'screen', screenId)}`,
  type: 'QuestionnaireResponse' as const,
});

const answerTo = ({ id }: Instrument, item: Item, value: number): QuestionnaireResponseItemAnswer => {
  switch (item.answer.of) {
    case 'number':
      return { valueInteger: value };
    case 'choice': {
      const option = item.answer.options[value - 1];
      return option === undefined ? { valueInteger: value } : { valueCoding: optionCoding(id, item, option, value - 1) };
    }
    case 'yesNo':
      return { valueBoolean: value === 1 };
  }
};

/** The items in their order; one that she would rather not answer stands without an answer. */
const itemsOf = (instrument: Instrument | undefined, { answers }: Screen) =>
  (instrument?.items ?? []).flatMap((item) => {
    const value = answers[item.code];
    if (instrument === undefined || value === undefined) return [];
    return [{ linkId: item.code, text: itemText(instrument, item), answer: value === null ? [] : [answerTo(instrument, item, value)] }];
  });

const isAnswered = ({ status, answers }: Screen): boolean =>
  status in STATUS && (status === 'completed' || Object.keys(answers).length > 0);

const response = (setting: Setting, screen: Screen): QuestionnaireResponse => {
  const status = STATUS[screen.status] ?? 'stopped';
  return drawn<QuestionnaireResponse>({
    resourceType: 'QuestionnaireResponse',
    id: logicalId(setting.file.root.caseId, 'screen', screen.screenId),
    meta: { lastUpdated: screen.endedAt },
    identifier: identifier('record', screen.screenId),
    questionnaire: `${questionnaireUrl(screen.questionnaire)}|${screen.version}`,
    status,
    subject: motherReference(setting),
    authored: screen.endedAt ?? screen.endedOn ?? screen.offeredAt,
    source: motherReference(setting),
    item: setting.seesResults ? itemsOf(setting.questionnaires.get(screen.questionnaire), screen) : [],
  });
};

/** Questionnaires that the mother answered, wholly or in part; the answers for those who may see them. */
export const questionnaireResponses = (setting: Setting): readonly QuestionnaireResponse[] =>
  allOf(setting.file, Screens)
    .filter(isAnswered)
    .map((screen) => response(setting, screen));
