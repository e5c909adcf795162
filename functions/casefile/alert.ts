import * as z from 'zod';
import { AlertOpened, AlertWorsened } from '../../events/catalogue.ts';
import { dateOf, PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { ALERT_LEVELS, AlertKind, AlertLevel, GRADED_KINDS, MIXED_KINDS } from '../policy/schema/alert-kinds.ts';
import { dueOn, placePartition, workerPartition } from '../table/keys.ts';
import { Instant } from './case.ts';
import { entity, place } from './entity.ts';
import { allOf, type CaseFile, type Change } from './files.ts';

/** Where an alert stands. Accepted: a named person looks after it. */
export const ALERT_NEXT = {
  open: ['accepted', 'closed'],
  accepted: ['open', 'closed'],
  closed: [],
} as const satisfies Record<string, readonly string[]>;

/** How much of an alert's way is kept with it; the facts have all of it. */
export const MOST_TOLD = 100;

/** How many of the findings that joined an alert are kept with it, the latest ones; their signs stay. */
const MOST_ADDED = 50;

const Source = z.object({ kind: z.string().max(40), id: z.string().max(160) });

/** Something about a mother or a child that a person has to answer. It is nobody's until a named person accepts it. */
export const Alert = z.object({
  alertId: z.uuid(),
  kind: AlertKind,
  level: AlertLevel,
  childId: ChildId.optional(),
  /** What was found, as codes of the programme. */
  signs: z.array(z.string().max(60)).max(50),
  /** What made it known, and its id: a visit, a reading, a text, a screen, a contact. */
  source: Source,
  /** What was found since that joined it, oldest first: the same again, something milder, or something further. */
  added: z
    .array(
      z.object({
        alertId: z.uuid().describe('what its own alert would have been called, so that the same finding joins once'),
        at: Instant,
        level: AlertLevel,
        signs: z.array(z.string().max(60)).max(50),
        source: Source,
      }),
    )
    .max(MOST_ADDED)
    .default([]),
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
  /** Who had accepted it when something was found that she does not know of yet; `worse`: at a higher level, so others are told with her. */
  recall: z.object({ by: z.string(), worse: z.boolean() }).optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  outcome: z.string().max(60).optional(),
  note: z.string().max(2000).optional(),
  /** Whether it ended by what happened to her while nobody had accepted it. */
  overtaken: z.boolean().optional(),
  /** The task token of the state machine that waits for a person. */
  token: z.string().optional(),
  /** The day on which a sweep looks whether somebody still sees to it. */
  lookOn: PlainDate.optional(),
});
export type Alert = z.infer<typeof Alert>;

const alertSk = (alertId: string): string => `ALERT#${alertId}`;

/** The order in lists: worst first. */
export const LEVEL_RANK = { emergency: '0', urgent: '1', routine: '2' } as const satisfies Record<AlertLevel, string>;

/**
 * An alert stands in its area's list and its worker's, worst and oldest first, until it is closed. One that was overtaken stands in a list
 * of its own from then on: its area has to learn from it.
 */
export const Alerts = entity({
  name: 'alert',
  schema: Alert,
  sk: ({ alertId }) => alertSk(alertId),
  index: ({ alertId, level, status, openedAt, lookOn, overtaken, closedAt }, { root, shards }) =>
    status === 'closed'
      ? overtaken === undefined
        ? {}
        : { placePk: placePartition('OVERTAKEN', root.area), placeSk: `${String(closedAt)}#${root.caseId}#${alertId}` }
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

/** An alert that is nobody's again: its ladder begins from the first rung, or from who had accepted it. */
export const openedAnew = (
  { acceptedAt: _at, acceptedBy: _by, recall: _recall, ...alert }: Alert,
  at: Instant,
  recall?: NonNullable<Alert['recall']>,
): Alert => ({
  ...alert,
  status: 'open',
  round: alert.round + 1,
  rung: 0,
  nextAt: at,
  lookOn: dateOf(at),
  ...(recall === undefined ? {} : { recall }),
});

const isWithin = (signs: readonly string[], known: readonly string[]): boolean => signs.every((sign) => known.includes(sign));

/** The alert that takes up what is raised: of the same kind, for the same person, not closed, and of the same matter. */
export const alertTaking = (file: CaseFile, { kind, childId, signs }: Pick<NewAlert, 'kind' | 'childId' | 'signs'>): Alert | undefined =>
  allOf(file, Alerts).find(
    (open) =>
      open.status !== 'closed' &&
      open.kind === kind &&
      open.childId === childId &&
      (!MIXED_KINDS.includes(kind) || (signs.length > 0 && isWithin(signs, open.signs))),
  );

/** Whether what is raised tells more than the alert that takes it: a sign that it has not, or none by name, but not a milder step of one measure. */
const isFurther = (going: Alert, { kind, level, signs }: NewAlert): boolean =>
  (signs.length === 0 || !isWithin(signs, going.signs)) && !(GRADED_KINDS.includes(kind) && worse(level, going.level) !== level);

const NOTHING: AlertChange = { put: [], facts: [] };

/**
 * Raises an alert, in the transaction of what made it known. One of the same kind for the same person that is not closed takes it up, so
 * that a person is not called twice for one thing; what it takes is kept with it. At a higher level it is nobody's again: its ladder begins
 * anew, and who had accepted it is told at once. So it is after a further sign on an accepted one, but then she is told first, and the
 * ladder climbs when she does not accept again in time. The same or a milder finding calls nobody. One finding joins once.
 */
export const raiseAlert = (file: CaseFile, raised: NewAlert, { at, by }: { readonly at: Instant; readonly by: string }): AlertChange => {
  const { alertId, kind, level, signs, source } = raised;
  const isTaken = allOf(file, Alerts).some(
    (one) =>
      one.alertId === alertId ||
      one.added.some((known) => known.alertId === alertId && isWithin(signs, known.signs) && worse(level, known.level) === known.level),
  );
  if (isTaken) return NOTHING;
  const going = alertTaking(file, raised);
  if (going === undefined) {
    const alert: Alert = {
      ...raised,
      added: [],
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
  const isWorse = worse(level, going.level) !== going.level;
  const together: Alert = {
    ...going,
    signs: [...new Set([...going.signs, ...signs])].slice(0, 50),
    added: [...going.added, { alertId, at, level, signs, source }].slice(-MOST_ADDED),
    ...(isWorse ? { level } : {}),
  };
  if (!isWorse && !(going.status === 'accepted' && isFurther(going, raised))) return { put: [place(Alerts, together)], facts: [] };
  const accepter = going.acceptedBy ?? going.recall?.by;
  const recall = accepter === undefined ? undefined : { by: accepter, worse: isWorse };
  return {
    put: [place(Alerts, openedAnew(together, at, recall))],
    facts: [AlertWorsened.of({ alertId: going.alertId, kind, level: together.level })],
  };
};
