import { raiseAlert, type AlertChange, type NewAlert } from '../../casefile/alert.ts';
import type { CaseFile } from '../../casefile/files.ts';
import { worstOf } from './signs.ts';

const together = (alerts: readonly NewAlert[]): readonly NewAlert[] =>
  Object.values(Object.groupBy(alerts, ({ kind, childId }) => `${kind}#${childId ?? ''}`)).flatMap((group = []) => {
    const [first] = group;
    if (first === undefined) return [];
    const level = worstOf(group.map((one) => one.level)) ?? first.level;
    // the one that made it so pressing names it, so that the same thing told again is known
    const worst = group.find((one) => one.level === level) ?? first;
    return [{ ...worst, level, signs: [...new Set(group.flatMap(({ signs }) => signs))] }];
  });

/** Raises some alerts in one change: what is of one kind and about one person is one alert, as pressing as the worst of them. */
export const raiseTogether = (
  file: CaseFile,
  alerts: readonly NewAlert[],
  who: { readonly at: string; readonly by: string },
): AlertChange => {
  const changes = together(alerts).map((alert) => raiseAlert(file, alert, who));
  return { put: changes.flatMap(({ put }) => put), facts: changes.flatMap(({ facts }) => facts) };
};
