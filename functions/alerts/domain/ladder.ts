import type { Alert } from '../../casefile/alert.ts';
import type { AlertRules, Addressee, Ladder, Rung } from '../../policy/schema/alerts.ts';

/** The ladder of an alert: that of its level and kind, else that of its level. */
export const ladderOf = ({ ladders }: Pick<AlertRules, 'ladders'>, { level, kind }: Pick<Alert, 'level' | 'kind'>): Ladder => {
  const ofLevel = ladders.filter((ladder) => ladder.level === level);
  const ladder = ofLevel.find(({ kinds }) => kinds?.includes(kind)) ?? ofLevel.find(({ kinds }) => kinds === undefined);
  if (ladder === undefined) throw new Error(`no ladder for ${level}`);
  return ladder;
};

/** The rung whose turn it is when `told` were told: the last one again and again. */
export const rungAfter = ({ rungs }: Pick<Ladder, 'rungs'>, told: number): { readonly place: number; readonly rung: Rung } => {
  const place = Math.min(told, rungs.length - 1);
  const rung = rungs[place];
  if (rung === undefined) throw new Error('a ladder has a rung');
  return { place, rung };
};

/** How an addressee is called in facts and in the record. */
export const nameOf = (who: Addressee): string => (who === 'careWorker' ? who : who.duty);

/** The reference by which staff find a case in their list; it says nothing of whose it is. */
export const referenceOf = (caseId: string): string => caseId.slice(0, 8).toUpperCase();
