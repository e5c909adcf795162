import * as z from 'zod';
import { AlertOpened, AlertWorsened } from '../../events/catalogue.ts';
import { dateOf, PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { ALERT_LEVELS, AlertKind, AlertLevel } from '../policy/schema/alert-kinds.ts';
import { dueOn, placePartition, workerPartition } from '../table/keys.ts';
import { Instant } from './case.ts';
import { entity, place } from './entity.ts';
import { allOf, findOf, type CaseFile, type Change } from './files.ts';

/** Where an alert stands. Accepted: a named person looks after it. */
export const ALERT_NEXT = {
  open: ['accepted', 'closed'],
  accepted: ['open', 'closed'],
  closed: [],
} as const satisfies Record<string, readonly string[]>;

/** How much of an alert's way is kept with it; the facts have all of it. */
export const MOST_TOLD = 100;

/** Something about a mother or a child that a person has to answer. It is nobody's until a named person accepts it. */
export const Alert = z.object({
  alertId: z.uuid(),
  kind: AlertKind,
  level: AlertLevel,
  childId: ChildId.optional(),
  /** What was found, as codes of the programme. */
  signs: z.array(z.string().max(60)).max(50),
  /** What made it known, and its id: a visit, a reading, a text, a screen, a contact. */
  source: z.object({ kind: z.string().max(40), id: z.string().max(160) }),
  status: z.enum(Object.keys(ALERT_NEXT) as [keyof typeof ALERT_NEXT, ...(keyof typeof ALERT_NEXT)[]]),
  openedAt: Instant,
  openedBy: z.string(),
  /** How many times a rung was told in this round; the last one counts again with each repeat. */
  rung: z.int().min(0),
  /** Which climb of the ladder this is: it begins anew when the alert becomes worse or is handed back. */
  round: z.int().min(1).default(1),
  /** When the next rung is told, should nobody have accepted by then. */
  nextAt: Instant.optional(),
  /** Whom each rung reached, and when. */
  told: z.array(z.object({ rung: z.int().min(1), who: z.string(), at: Instant })).max(MOST_TOLD),
  /** When somebody accepted it for the first time, whoever handed it back since. */
  firstAcceptedAt: Instant.optional(),
  acceptedAt: Instant.optional(),
  acceptedBy: z.string().optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  outcome: z.string().max(60).optional(),
  note: z.string().max(2000).optional(),
  /** The task token of the state machine that waits for a person. */
  token: z.string().optional(),
  /** The day on which a sweep looks whether somebody still sees to it. */
  lookOn: PlainDate.optional(),
});
export type Alert = z.infer<typeof Alert>;

const alertSk = (alertId: string): string => `ALERT#${alertId}`;

/** The order in lists: worst first. */
export const LEVEL_RANK = { emergency: '0', urgent: '1', routine: '2' } as const satisfies Record<AlertLevel, string>;

/** An alert stands in its area's list and its worker's, worst and oldest first, until it is closed. */
export const Alerts = entity({
  name: 'alert',
  schema: Alert,
  sk: ({ alertId }) => alertSk(alertId),
  index: ({ alertId, level, status, openedAt, lookOn }, { root, shards }) =>
    status === 'closed'
      ? {}
      : {
          placePk: placePartition('ALERTS', root.area),
          placeSk: `${LEVEL_RANK[level]}#${openedAt}#${root.caseId}#${alertId}`,
          ...(root.workerId === undefined
            ? {}
            : { workerPk: workerPartition(root.workerId), workerSk: `!${LEVEL_RANK[level]}#${openedAt}#${root.caseId}#${alertId}` }),
          ...(lookOn === undefined ? {} : dueOn('update', lookOn, 'alert', root.caseId, alertSk(alertId), shards)),
        },
});

/** What is known of an alert when it is raised. */
export type NewAlert = Pick<Alert, 'alertId' | 'kind' | 'level' | 'childId' | 'signs' | 'source'>;

/** What raising an alert adds to the change of the case that it is part of. */
export type AlertChange = Required<Pick<Change<unknown>, 'put' | 'facts'>>;

const worse = (left: AlertLevel, right: AlertLevel): AlertLevel =>
  ALERT_LEVELS.indexOf(left) >= ALERT_LEVELS.indexOf(right) ? left : right;

/** An alert that is nobody's again: its ladder begins from the first rung. */
export const openedAnew = ({ acceptedAt: _at, acceptedBy: _by, ...alert }: Alert, at: Instant): Alert => ({
  ...alert,
  status: 'open',
  round: alert.round + 1,
  rung: 0,
  nextAt: at,
  lookOn: dateOf(at),
});

/** Whether an alert that is open takes up a new one. After a loss each sign asks for something else, and has an alert of its own. */
const joins = (open: Alert, { kind, childId, signs }: NewAlert): boolean =>
  open.status !== 'closed' &&
  open.kind === kind &&
  open.childId === childId &&
  (kind !== 'loss' || signs.every((sign) => open.signs.includes(sign)));

/**
 * Raises an alert, in the transaction of what made it known. One of the same kind for the same person that is still open takes the new
 * signs, and becomes worse where they are: a person is not called twice for one thing. One that became worse is nobody's again, whoever
 * accepted the milder one. The same alert again changes nothing.
 */
export const raiseAlert = (file: CaseFile, raised: NewAlert, { at, by }: { readonly at: Instant; readonly by: string }): AlertChange => {
  if (findOf(file, Alerts, ({ alertId }) => alertId === raised.alertId) !== undefined) return { put: [], facts: [] };
  const { alertId, kind, level, signs } = raised;
  const going = allOf(file, Alerts).find((one) => joins(one, raised));
  if (going === undefined) {
    const alert: Alert = {
      ...raised,
      status: 'open',
      openedAt: at,
      openedBy: by,
      rung: 0,
      round: 1,
      told: [],
      nextAt: at,
      lookOn: dateOf(at),
    };
    return { put: [place(Alerts, alert)], facts: [AlertOpened.of({ alertId, kind, level })] };
  }
  const together = [...new Set([...going.signs, ...signs])].slice(0, 50);
  const isWorse = worse(level, going.level) !== going.level;
  if (together.length === going.signs.length && !isWorse) return { put: [], facts: [] };
  if (!isWorse) return { put: [place(Alerts, { ...going, signs: together })], facts: [] };
  return {
    put: [place(Alerts, { ...openedAnew(going, at), signs: together, level })],
    facts: [AlertWorsened.of({ alertId: going.alertId, kind, level })],
  };
};
