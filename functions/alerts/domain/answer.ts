import { AlertAccepted } from '../../../events/alert-accepted.v1.ts';
import { AlertClosed } from '../../../events/alert-closed.v1.ts';
import { AlertReopened } from '../../../events/alert-reopened.v1.ts';
import { ALERT_NEXT, Alerts, openedAnew, type Alert, type AlertChange } from '../../casefile/alert.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { AlertRules } from '../../policy/schema/alerts.ts';
import { ladderOf } from './ladder.ts';

/** Who answers an alert, and when. */
export interface Answering {
  readonly at: Instant;
  readonly by: string;
}

/** @throws {Problem} AlertNotFound */
export const alertOf = (file: CaseFile, alertId: string): Alert => {
  const alert = findOf(file, Alerts, (one) => one.alertId === alertId);
  if (alert === undefined) throw new Problem('AlertNotFound', 'this case has no alert with this id');
  return alert;
};

const mayBecome = ({ status }: Alert, next: Alert['status'], step: string): void => {
  const allowed: readonly string[] = ALERT_NEXT[status];
  if (!allowed.includes(next)) throw statusRefuses(step, status, allowed);
};

const HOUR_MS = 3_600_000;
const hoursAfter = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * HOUR_MS).toISOString();

/** When an accepted alert has to be closed. */
export const closeBy = (rules: AlertRules, alert: Alert): Instant =>
  hoursAfter(alert.acceptedAt ?? alert.openedAt, ladderOf(rules, alert).closeWithinHours);

/**
 * A named person takes an alert upon her. The same person again changes nothing.
 * @throws {Problem} AlertNotFound, StatusRefuses when somebody else has accepted it or it is closed
 */
export const acceptAlert = (file: CaseFile, alertId: string, rules: AlertRules, { at, by }: Answering): Change<Alert> => {
  const alert = alertOf(file, alertId);
  if (alert.status === 'accepted' && alert.acceptedBy === by) return unchanged(alert);
  mayBecome(alert, 'accepted', 'accept the alert');
  const { nextAt: _next, recall: _recall, ...rest } = alert;
  const firstAcceptedAt = rest.firstAcceptedAt ?? at;
  const accepted: Alert = { ...rest, status: 'accepted', firstAcceptedAt, acceptedAt: at, acceptedBy: by };
  const kept: Alert = { ...accepted, lookOn: dateOf(closeBy(rules, accepted)) };
  const { kind, level, openedAt, round, rung } = kept;
  const again = alert.firstAcceptedAt === undefined ? {} : { again: true };
  return { put: [place(Alerts, kept)], facts: [AlertAccepted.of({ alertId, kind, level, openedAt, round, rung, ...again })], answer: kept };
};

interface Ending extends Answering {
  readonly outcome: string;
  /** What ends it has happened to her: who records that has not answered for it. */
  readonly happened?: boolean;
  readonly note?: string | undefined;
}

const closing = (
  alert: Alert,
  { outcome, note, happened = false, at, by }: Ending,
): Required<Pick<Change<Alert>, 'put' | 'facts' | 'answer'>> => {
  const { nextAt: _next, lookOn: _look, recall: _recall, ...rest } = alert;
  const overtaken = happened && alert.status === 'open';
  const acceptedAt = rest.acceptedAt ?? at;
  const closed: Alert = {
    ...rest,
    status: 'closed',
    ...(overtaken ? { overtaken } : { acceptedAt, acceptedBy: rest.acceptedBy ?? by }),
    closedAt: at,
    closedBy: by,
    outcome,
    ...(note === undefined ? {} : { note }),
  };
  const { alertId, kind, level, openedAt } = closed;
  return {
    put: [place(Alerts, closed)],
    facts: [
      AlertClosed.of({
        alertId,
        kind,
        level,
        openedAt,
        acceptedAt,
        outcome,
        ...(overtaken ? { overtaken } : rest.firstAcceptedAt === undefined ? { neverAccepted: true } : {}),
      }),
    ],
    answer: closed,
  };
};

/**
 * Ends an alert with what came of it. Who closes one that nobody has accepted answers for it as well.
 * @throws {Problem} AlertNotFound, StatusRefuses when it is closed, InvalidRequest when the programme knows no such outcome
 */
export const closeAlert = (file: CaseFile, alertId: string, rules: AlertRules, { outcome, note, at, by }: Ending): Change<Alert> => {
  const alert = alertOf(file, alertId);
  const known = rules.outcomes.map(({ id }) => id);
  if (!known.includes(outcome)) {
    const detail = `must be one of ${known.join(', ')}`;
    throw new Problem('InvalidRequest', `outcome ${detail}`, { errors: [{ pointer: '#/body/outcome', detail }] });
  }
  mayBecome(alert, 'closed', 'close the alert');
  return closing(alert, { outcome, note, at, by });
};

/**
 * Ends every alert that somebody or nobody sees to and that fits, because nothing can be done about it any more. One that nobody had
 * accepted is overtaken: nobody answered for it.
 */
export const endAlerts = (file: CaseFile, outcome: string, { at, by }: Answering, fits: (alert: Alert) => boolean): AlertChange => {
  const ends = allOf(file, Alerts)
    .filter((alert) => alert.status !== 'closed' && fits(alert))
    .map((alert) => closing(alert, { outcome, happened: true, at, by }));
  return { put: ends.flatMap(({ put }) => put), facts: ends.flatMap(({ facts }) => facts) };
};

/**
 * An accepted alert is nobody's again, and its ladder begins anew: who had it handed it back, or did not close it in time.
 * @throws {Problem} AlertNotFound, StatusRefuses when nobody has accepted it
 */
export const reopenAlert = (
  file: CaseFile,
  alertId: string,
  { reason, note, at }: { readonly reason: 'handedBack' | 'notClosed'; readonly note?: string | undefined; readonly at: Instant },
): Change<Alert> => {
  const alert = alertOf(file, alertId);
  mayBecome(alert, 'open', 'hand back the alert');
  const open: Alert = { ...openedAnew(alert, at), ...(note === undefined ? {} : { note }) };
  const { kind, level, round } = open;
  return { put: [place(Alerts, open)], facts: [AlertReopened.of({ alertId, kind, level, round, reason })], answer: open };
};

/** Opens the alerts again that ended with an outcome that turned out not to have happened, which nothing else does; their ladders begin anew. */
export const reviveAlerts = (file: CaseFile, outcome: string, { at }: Pick<Answering, 'at'>): Change<void> => {
  const revived = allOf(file, Alerts)
    .filter((alert) => alert.status === 'closed' && alert.outcome === outcome)
    .map(({ closedAt: _at, closedBy: _by, outcome: _outcome, overtaken: _overtaken, ...alert }) => openedAnew(alert, at));
  return {
    put: revived.map((alert) => place(Alerts, alert)),
    facts: revived.map(({ alertId, kind, level, round }) => AlertReopened.of({ alertId, kind, level, round, reason: 'notClosed' })),
    answer: undefined,
  };
};
