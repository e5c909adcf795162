import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultLines } from './faults.ts';
import type { Programme } from './programme.ts';
import { Questionnaire } from './schema/questionnaire.ts';

/** Questionnaires by id. */
export type Questionnaires = ReadonlyMap<string, Questionnaire>;

/**
 * Reads a questionnaire.
 * @throws {Error} one line a fault, with its JSON pointer
 */
export const parseQuestionnaire = (json: unknown): Questionnaire => {
  const parsed = Questionnaire.safeParse(json);
  if (!parsed.success) throw new Error(faultLines(parsed.error).join('\n'));
  return parsed.data;
};

/** The questionnaires that a deployment was staged with; checked when they were staged. */
export const readStagedQuestionnaires = (folder: string): Questionnaires =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Questionnaire)
      .map((questionnaire) => [questionnaire.id, questionnaire]),
  );

/** The questionnaire that follows one is used by the programme as well, or the first could lead nowhere. */
const withNext = (ids: readonly string[], questionnaires: Questionnaires): readonly string[] =>
  ids.flatMap((id) => questionnaires.get(id)?.next?.questionnaire ?? []).filter((id) => !ids.includes(id));

/**
 * Faults of what a programme says about screening: it offers what there is, with the wording to do so and a referral path for what is
 * found. One line each, with its JSON pointer.
 */
export const screeningFaults = ({ operations: { screening } }: Programme, questionnaires: Questionnaires): readonly string[] => {
  const { questionnaires: used, offers, referralPaths } = screening;
  const where = '#/operations/screening';
  return [
    ...used
      .filter((id) => !questionnaires.has(id))
      .map((id) => `${where}/questionnaires: got ${id}, there are ${[...questionnaires.keys()].join(', ') || 'none'}`),
    ...withNext(used, questionnaires).map((id) => `${where}/questionnaires: ${id} follows from one of them and is missing`),
    ...offers
      .filter(({ id }, place) => offers.findIndex((offer) => offer.id === id) !== place)
      .map(({ id }) => `${where}/offers: two are called ${id}`),
    ...(screening.reminderAfterDays < screening.expiresAfterDays ? [] : [`${where}/reminderAfterDays: is not before it expires`]),
    ...offers.flatMap(({ id, questionnaire }) => {
      if (!used.includes(questionnaire)) return [`${where}/offers/${id}: ${questionnaire} is not among the questionnaires`];
      const { referral, licence } = questionnaires.get(questionnaire) ?? {};
      return [
        ...(referral !== undefined && referralPaths[referral] === undefined
          ? [`${where}/offers/${id}: ${questionnaire} needs a referral path, and referralPaths/${referral} is missing`]
          : []),
        ...(licence?.wording === 'notFree'
          ? [`${where}/offers/${id}: the wording of ${questionnaire} is not free; a worker records it`]
          : []),
      ];
    }),
  ];
};
