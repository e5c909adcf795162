import type { Alert } from '../../casefile/alert.ts';
import type { AlertRules, Addressee, Ladder, Rung } from '../../policy/schema/alerts.ts';

/** The ladder of an alert: that of its level and kind, else that of its level. */
export const ladderOf = ({ ladders }: Pick<AlertRules, 'ladders'>, { level, kind }: Pick<Alert, 'level' | 'kind'>): Ladder => {
  const ofLevel = ladders.filter((ladder) => ladder.level === level);
  const ladder = ofLevel.find(({ kinds }) => kinds?.includes(kind)) ?? ofLevel.find(({ kinds }) => kinds === undefined);
  if (ladder === undefined) throw new Error(`no ladder for ${level}`);
  return ladder;
};

/** Whom a rung addresses: those of the programme's ladder, or the person by name who had accepted the alert. */
export type Called = Addressee | { readonly person: string };

/** A rung of one alert's own way; `withinMinutes` of 0: the next is told at the same moment. */
export type Step = Omit<Rung, 'who'> & { readonly who: Called };

/** The rungs that a round of an alert climbs: who had accepted it comes first, alone after a further sign, with the first rung when it is worse. */
export const stepsOf = (rules: Pick<AlertRules, 'ladders'>, alert: Pick<Alert, 'level' | 'kind' | 'recall'>): readonly Step[] => {
  const { rungs, acknowledgeWithinMinutes } = ladderOf(rules, alert);
  const { recall } = alert;
  if (recall === undefined) return rungs;
  return [{ who: { person: recall.by }, how: 'text', withinMinutes: recall.worse ? 0 : acknowledgeWithinMinutes }, ...rungs];
};

/** A rung whose turn it is, and how long its people have. */
export interface Turn {
  readonly place: number;
  readonly rung: Step;
  readonly minutes: number;
}

/** The rung whose turn it is when `told` were told: the last one again and again, at growing intervals, so that it is still read. */
export const rungAfter = (rungs: readonly Step[], told: number, { againAfterMinutes }: Pick<AlertRules, 'againAfterMinutes'>): Turn => {
  const place = Math.min(told, rungs.length - 1);
  const rung = rungs[place];
  if (rung === undefined) throw new Error('a ladder has a rung');
  const repeats = told - place;
  const rest = againAfterMinutes[Math.min(repeats, againAfterMinutes.length) - 1];
  return { place, rung, minutes: rest === undefined ? rung.withinMinutes : Math.max(rung.withinMinutes, rest) };
};

/** How an addressee is called in facts and in the record. */
export const nameOf = (who: Called): string => {
  if (who === 'careWorker') return who;
  return 'duty' in who ? who.duty : 'accepter';
};

/** The reference by which staff find a case in their list; it says nothing of whose it is. */
export const referenceOf = (caseId: string): string => caseId.slice(0, 8).toUpperCase();
