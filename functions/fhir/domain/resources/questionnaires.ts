import type { Coding, Extension, Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { Questionnaires } from '../../../policy/questionnaires.ts';
import type { Item, Questionnaire as Instrument } from '../../../policy/schema/questionnaire.ts';
import type { Programme } from '../../../policy/programme.ts';
import { drawn, type Draft } from '../draft.ts';
import { coding, loinc, SYSTEMS } from '../systems.ts';

const EXTENSION = 'http://hl7.org/fhir/StructureDefinition';

/** Where an instrument is named, without its version. */
export const questionnaireUrl = (id: string): string => `${SYSTEMS.questionnaire}:${id}`;

const ordinal = (score: number): Extension => ({ url: `${EXTENSION}/ordinalValue`, valueDecimal: score });

/** A printed option, counted from 1: under its LOINC answer where it has one, else under its place. */
export const optionCoding = (
  questionnaireId: string,
  item: Pick<Item, 'code'>,
  option: { label: string; score: number; loinc?: string | undefined },
  place: number,
): Coding => ({
  extension: [ordinal(option.score)],
  ...(option.loinc === undefined
    ? { system: `${questionnaireUrl(questionnaireId)}:${item.code}`, code: String(place + 1) }
    : { system: SYSTEMS.loinc, code: option.loinc }),
  display: option.label,
});

type Answering = Pick<Draft<QuestionnaireItem>, 'type' | 'answerOption' | 'extension'>;

const answering = ({ id }: Instrument, item: Item): Answering => {
  const { answer } = item;
  switch (answer.of) {
    case 'number':
      return {
        type: 'integer',
        extension: [
          { url: `${EXTENSION}/minValue`, valueInteger: answer.least },
          { url: `${EXTENSION}/maxValue`, valueInteger: answer.most },
        ],
      };
    case 'choice':
      return {
        type: 'choice',
        answerOption: answer.options.map((option, place) => ({ valueCoding: optionCoding(id, item, option, place) })),
      };
    case 'yesNo':
      return { type: 'boolean' };
  }
};

/** Wording that is free, our own or cleared; of any other instrument none is given. */
export const itemText = ({ licence }: Instrument, { texts }: Item): string | undefined =>
  licence.wording === 'notFree' ? undefined : texts?.['en'];

/** `PHQ-9` -> `Phq9`: a name that a program may use. */
const nameFor = (id: string): string =>
  `Q${id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('')}`;

const questionnaire = (instrument: Instrument): Questionnaire =>
  drawn<Questionnaire>({
    resourceType: 'Questionnaire',
    id: instrument.id,
    url: questionnaireUrl(instrument.id),
    version: instrument.version,
    name: nameFor(instrument.id),
    title: instrument.name,
    status: 'active',
    subjectType: ['Patient'],
    copyright: instrument.licence.note,
    code: instrument.loinc === undefined ? [] : [coding('loinc', instrument.loinc, instrument.name)],
    item: instrument.items.map((item) => {
      const code = loinc(item.loinc);
      return {
        linkId: item.code,
        code: code === undefined ? [] : [code],
        text: itemText(instrument, item),
        required: instrument.skipWith === undefined && instrument.scoring.missing === 'whole',
        ...answering(instrument, item),
      };
    }),
  });

/** The instruments that any programme of this deployment uses. */
export const questionnairesOf = (programmes: readonly Programme[], known: Questionnaires): readonly Questionnaire[] =>
  [...new Set(programmes.flatMap(({ operations }) => operations.screening.questionnaires))].sort().flatMap((id) => {
    const instrument = known.get(id);
    return instrument === undefined ? [] : [questionnaire(instrument)];
  });
