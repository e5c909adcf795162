import * as z from 'zod';
import { QuestionnaireShape } from '../../policy/schema/questionnaire.ts';
import { Language } from '../../policy/schema/vocabulary.ts';
import { operation } from '../../runtime/operation.ts';
import { wordingOf } from '../domain/ask.ts';
import { hasReferralPath } from '../domain/setting.ts';
import type { Needs } from './needs.ts';

const { id, version, name, loinc, about, source, licence, referral, afterLoss, skipWith } = QuestionnaireShape.shape;
const ItemShape = QuestionnaireShape.shape.items.element.shape;

const Row = z.object({
  id,
  version,
  name,
  loinc,
  about,
  source,
  licence,
  referral,
  afterLoss,
  skipWith,
  available: z.boolean().describe('false: the programme has no referral path for what it finds'),
  byText: z.boolean().describe('whether the programme offers it by text by itself'),
  totalOnly: z.boolean().describe('whether the total of a printed sheet may be recorded'),
  items: z.array(
    z.object({
      code: ItemShape.code,
      name: ItemShape.name,
      loinc: ItemShape.loinc,
      answer: ItemShape.answer,
      channel: ItemShape.channel,
      text: z.string().optional().describe('what she is asked; absent where the wording is not here'),
    }),
  ),
});

/** `GET /questionnaires?programme=&language=`: what a programme may ask, with its texts in a language. */
export const listQuestionnaires = ({ programmes, questionnaires }: Pick<Needs, 'programmes' | 'questionnaires'>) =>
  operation('listQuestionnaires', {
    route: 'GET /questionnaires',
    scope: 'screening.read',
    summary: 'List the questionnaires of a programme',
    status: 200,
    query: z.strictObject({ programme: z.string().min(1).max(64), language: Language.default('en') }),
    response: z.object({ items: z.array(Row) }),
    run: ({ query: { programme: programmeId, language } }) => {
      const programme = programmes.get(programmeId);
      const { questionnaires: used, offers } = programme.operations.screening;
      const known = used.flatMap((each) => questionnaires().get(each) ?? []);
      return Promise.resolve({
        items: known.map((questionnaire) => ({
          ...questionnaire,
          available: hasReferralPath(programme, questionnaire),
          byText: offers.some((offer) => offer.questionnaire === questionnaire.id),
          totalOnly: questionnaire.licence.wording === 'notFree' && questionnaire.scoring.total === 'sum',
          items: questionnaire.items.map((item) => ({
            ...item,
            ...(item.texts === undefined ? {} : { text: wordingOf(questionnaire, item, language) }),
          })),
        })),
      });
    },
  });
