import { daysBetween } from '../kernel/dates.ts';
import { fits, type Knowledge } from './knowledge.ts';
import { partsOf, type Condition } from './schema/conditions.ts';

/** unknown: a required fact is missing, or an occurrence does not tell the attribute that decides. */
export type Answer = 'met' | 'failed' | 'unknown';

const answerOf = (holds: boolean): Answer => (holds ? 'met' : 'failed');

const onFact = (name: string, { factOf, isRequired }: Knowledge, holds: (value: unknown) => boolean): Answer => {
  const value = factOf(name);
  if (value === undefined) return isRequired(name) ? 'unknown' : 'failed';
  return answerOf(holds(value));
};

const isNumberThat =
  (holds: (value: number) => boolean) =>
  (value: unknown): boolean =>
    typeof value === 'number' && holds(value);

const anyOf = (answers: readonly Answer[]): Answer => {
  if (answers.includes('met')) return 'met';
  return answers.includes('unknown') ? 'unknown' : 'failed';
};

const allOf = (answers: readonly Answer[]): Answer => {
  if (answers.includes('failed')) return 'failed';
  return answers.includes('unknown') ? 'unknown' : 'met';
};

const OPPOSITE = { met: 'failed', failed: 'met', unknown: 'unknown' } as const satisfies Record<Answer, Answer>;

/** Answers a condition from what is known by the day of evaluation. */
export const judge = (condition: Condition, knowledge: Knowledge): Answer => {
  switch (condition.kind) {
    case 'atLeast':
      return onFact(
        condition.fact,
        knowledge,
        isNumberThat((value) => value >= condition.limit),
      );
    case 'atMost':
      return onFact(
        condition.fact,
        knowledge,
        isNumberThat((value) => value <= condition.limit),
      );
    case 'below':
      return onFact(
        condition.fact,
        knowledge,
        isNumberThat((value) => value < condition.limit),
      );
    case 'above':
      return onFact(
        condition.fact,
        knowledge,
        isNumberThat((value) => value > condition.limit),
      );
    case 'is':
      return onFact(condition.fact, knowledge, (value) => value === condition.value);
    case 'oneOf':
      return onFact(condition.fact, knowledge, (value) => typeof value === 'string' && condition.values.includes(value));
    case 'inSet':
      return onFact(
        condition.fact,
        knowledge,
        (value) => typeof value === 'string' && (knowledge.version.sets[condition.set] ?? []).includes(value),
      );
    case 'has':
      return onFact(condition.fact, knowledge, (value) => Array.isArray(value) && condition.anyOf.some((one) => value.includes(one)));
    case 'known':
      return answerOf(knowledge.factOf(condition.fact) !== undefined);
    case 'occurred': {
      const answers = knowledge.occurrencesOf(condition.occurrence).map((occurrence) => fits(occurrence, condition.where));
      return anyOf(answers.map((answer) => (answer === undefined ? 'unknown' : answerOf(answer))));
    }
    case 'within': {
      const [start, end] = [knowledge.dateOf(condition.of), knowledge.dateOf(condition.by)];
      return answerOf(start === undefined || end === undefined || daysBetween(start, end) <= condition.days);
    }
    case 'allOf':
      return allOf(condition.conditions.map((part) => judge(part, knowledge)));
    case 'anyOf':
      return anyOf(condition.conditions.map((part) => judge(part, knowledge)));
    case 'noneOf':
      return OPPOSITE[anyOf(condition.conditions.map((part) => judge(part, knowledge)))];
  }
};

/** The required facts that a condition asks for and that nobody told. */
export const missingFactsOf = (condition: Condition, { factOf, isRequired }: Knowledge): readonly string[] => {
  const names = partsOf(condition).flatMap((part) => ('fact' in part ? [part.fact] : []));
  return [...new Set(names)].filter((name) => isRequired(name) && factOf(name) === undefined);
};

/** The number that a condition compares with: the first of its limits. */
export const limitOf = (condition: Condition): number | undefined =>
  partsOf(condition)
    .map((part) => ('limit' in part ? part.limit : part.kind === 'within' ? part.days : undefined))
    .find((limit) => limit !== undefined);
