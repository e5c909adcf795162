import { answersOf, type AlertRule, type Item, type Questionnaire } from '../../policy/schema/questionnaire.ts';
import type { Answers, Result } from '../records.ts';

/** The answer to an item as it is kept: null when she would rather not say; undefined when it is no answer to this item. */
export const readAnswer = ({ skipWith }: Pick<Questionnaire, 'skipWith'>, item: Item, value: number): number | null | undefined => {
  if (value === skipWith) return null;
  const { least, most } = answersOf(item);
  return value >= least && value <= most ? value : undefined;
};

/** The score of one answer: reversed, by option, or as it is. */
export const scoreOf = ({ answer }: Item, value: number): number => {
  switch (answer.of) {
    case 'number':
      return answer.reversed ? answer.least + answer.most - value : value;
    case 'choice':
      return answer.options[value - 1]?.score ?? 0;
    case 'yesNo':
      return value === 1 ? answer.yes : answer.no;
  }
};

/** The lowest and the highest total that a questionnaire can have. */
export const totalRange = ({ items }: Pick<Questionnaire, 'items'>): { readonly least: number; readonly most: number } => {
  const ends = items.map((item) => {
    const { least, most } = answersOf(item);
    const scores = Array.from({ length: most - least + 1 }, (_, step) => scoreOf(item, least + step));
    return { least: Math.min(...scores), most: Math.max(...scores) };
  });
  return { least: ends.reduce((sum, { least }) => sum + least, 0), most: ends.reduce((sum, { most }) => sum + most, 0) };
};

const sum = (scores: readonly number[]): number => scores.reduce((total, score) => total + score, 0);
const combined = (of: 'sum' | 'highest', scores: readonly number[]): number => (of === 'sum' ? sum(scores) : Math.max(...scores));

/**
 * Scores the answers to a questionnaire, in any order. Without an answer to every item there is no total where the instrument says so;
 * what the given answers alone already amount to is positive all the same.
 * @param total the printed sheet's total, for an instrument whose items are not here
 */
export const score = (questionnaire: Questionnaire, answers: Answers, total?: number): Result => {
  const { items, scoring } = questionnaire;
  const scores = new Map(
    items.flatMap((item) => {
      const answer = answers[item.code];
      return answer === undefined || answer === null ? [] : [[item.code, scoreOf(item, answer)] as const];
    }),
  );
  const scoresOf = (codes: readonly string[]): readonly number[] => codes.flatMap((code) => scores.get(code) ?? []);
  const complete = total !== undefined || scores.size === items.length;
  const counted = sum([...scores.values()]);
  const known = total ?? (complete || scoring.missing === 'answered' ? counted : undefined);
  // every other item counts at its least, so the total cannot be lower
  const unanswered = items.filter(({ code }) => !scores.has(code));
  const atLeast = known ?? counted + totalRange({ items: unanswered }).least;
  const reached = scoring.bands.findLast(({ from }) => from <= atLeast);
  const band = known === undefined && reached?.positive !== true ? undefined : reached;
  const scales = scoring.subscales.flatMap((scale) => {
    const given = scoresOf(scale.items);
    return given.length === 0 ? [] : [{ ...scale, score: combined(scale.of, given), whole: given.length === scale.items.length }];
  });
  return {
    ...(scoring.total === 'none' || known === undefined ? {} : { total: known }),
    answered: scores.size,
    items: items.length,
    complete,
    ...(band === undefined ? {} : { band: band.id }),
    positive: band?.positive === true,
    subscales: Object.fromEntries(scales.filter(({ whole }) => whole).map(({ id, score: of }) => [id, of])),
    needs: [...new Set(scales.flatMap(({ need, score: of }) => (need !== undefined && of >= need.atLeast ? [need.domain] : [])))],
    triggered: scoring.triggers.filter(({ item, atLeast: from }) => scoresOf([item]).some((one) => one >= from)).map(({ id }) => id),
  };
};

/** What a result says without its value: whether somebody has to act. */
export const bandOf = ({ scoring }: Questionnaire, { positive, needs, triggered, complete }: Result) => {
  if (positive || needs.length > 0 || triggered.length > 0) return 'positive';
  if (scoring.bands.length === 0 && !scoring.subscales.some(({ need }) => need !== undefined)) return 'unbanded';
  return complete || scoring.missing === 'answered' ? 'negative' : 'incomplete';
};

/** Something for a person to see to, and what it was found by. */
export interface Finding extends AlertRule {
  readonly sign: string;
}

/** What single items call for. */
export const triggerFindings = ({ scoring }: Questionnaire, { triggered }: Pick<Result, 'triggered'>): readonly Finding[] =>
  scoring.triggers.filter(({ id }) => triggered.includes(id)).map(({ id, alert }) => ({ ...alert, sign: id }));

/** What a band and the needs call for; an incomplete result where the instrument says so. */
export const resultFindings = (questionnaire: Questionnaire, result: Result): readonly Finding[] => {
  const { bands, subscales, incomplete } = questionnaire.scoring;
  const band = bands.find(({ id }) => id === result.band);
  return [
    ...(band?.alert === undefined ? [] : [{ ...band.alert, sign: band.id }]),
    ...subscales.flatMap(({ need }) =>
      need?.alert !== undefined && result.needs.includes(need.domain) ? [{ ...need.alert, sign: need.domain }] : [],
    ),
    ...(incomplete !== undefined && bandOf(questionnaire, result) === 'incomplete' ? [{ ...incomplete, sign: 'incomplete' }] : []),
  ];
};
