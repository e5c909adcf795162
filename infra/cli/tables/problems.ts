import { PROBLEMS, problemType, type ProblemName } from '../../../functions/kernel/problem.ts';
import { code, table } from './markdown.ts';

const isName = (name: string): name is ProblemName => name in PROBLEMS;

/** Every refusal by its name. */
export const problemsTable = (): string =>
  table(
    ['status', 'name', 'type', 'title'],
    Object.keys(PROBLEMS)
      .filter(isName)
      .map((name) => [String(PROBLEMS[name].status), name, code(problemType(name)), PROBLEMS[name].title]),
  );
