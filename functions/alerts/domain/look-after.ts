import { Alerts, type Alert } from '../../casefile/alert.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import type { AlertRules } from '../../policy/schema/alerts.ts';
import { closeBy, reopenAlert } from './answer.ts';

/** A state machine that lives tells a rung within this time of its hour. */
const MACHINE_GRACE_MS = 5 * 60_000;

const isLate = ({ nextAt }: Alert, at: Instant): boolean => nextAt === undefined || Date.parse(nextAt) + MACHINE_GRACE_MS <= Date.parse(at);

/**
 * Looks at an alert that the sweep has found. One that is open and whose rung was not told in time has lost its state machine: `restart`
 * gives the round to go on with. One that was accepted and not closed in time is open again, which starts its own. Until then it stays due
 * each day.
 */
export const lookAfterAlert = (
  file: CaseFile,
  item: string,
  rules: AlertRules,
  at: Instant,
): Change<{ restart?: { alertId: string; round: number } }> => {
  const alert = findOf(file, Alerts, (one) => Alerts.sk(one) === item);
  if (alert === undefined || alert.status === 'closed') return unchanged({});
  if (alert.status === 'accepted' && closeBy(rules, alert) <= at)
    return { ...reopenAlert(file, alert.alertId, { reason: 'notClosed', at }), answer: {} };
  const today = dateOf(at);
  const put = alert.lookOn !== undefined && alert.lookOn < today ? [place(Alerts, { ...alert, lookOn: today })] : [];
  const restart = alert.status === 'open' && isLate(alert, at) ? { alertId: alert.alertId, round: alert.round } : undefined;
  return { put, answer: restart === undefined ? {} : { restart } };
};

/** Leaves an alert to the sweep: whatever stopped its state machine, the next sweep of the day finds it. */
export const parkAlert = (file: CaseFile, alertId: string, at: Instant): Change<{ parked: boolean }> => {
  const alert = findOf(file, Alerts, (one) => one.alertId === alertId);
  if (alert?.status !== 'open') return unchanged({ parked: false });
  const today = dateOf(at);
  return alert.lookOn === today
    ? unchanged({ parked: true })
    : { put: [place(Alerts, { ...alert, lookOn: today })], answer: { parked: true } };
};
