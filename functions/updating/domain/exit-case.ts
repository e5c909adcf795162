import { CaseExited, ExitScheduled } from '../../../events/catalogue.ts';
import { MESSAGE_MODES, type CaseRoot } from '../../casefile/case.ts';
import { place, type Entity } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { loadWrite } from '../../casefile/worker.ts';
import { addDays, latestOf, type PlainDate } from '../../kernel/dates.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { keys, type Key } from '../../table/keys.ts';
import { ExitWatches, ScheduledExits, type ExitReason, type ScheduledExit } from '../records.ts';

export type MessageMode = CaseRoot['messages'];
type ExitPolicy = Programme['operations']['exits'][number];

/** What an exit does where the programme says nothing of its reason: it ends everything, and can be undone for a quarter of a year. */
const UNTOLD = { payments: 'stop', messages: 'stop', reversibleDays: 90 } as const;

export const exitPolicyOf = ({ operations }: Pick<Programme, 'operations'>, reason: ExitReason): ExitPolicy | undefined =>
  operations.exits.find((policy) => policy.reason === reason);

const MODE_AFTER = { stop: 'none', keepMother: 'motherOnly', bereavement: 'bereavement' } as const satisfies Record<
  ExitPolicy['messages'],
  MessageMode
>;

/** The mode of messages that an exit's policy asks for. */
export const modeAfter = (messages: ExitPolicy['messages']): MessageMode => MODE_AFTER[messages];

/** Of two modes the one that tells her less: nothing that was silenced speaks again. */
export const quieter = (left: MessageMode, right: MessageMode): MessageMode =>
  MESSAGE_MODES.indexOf(left) >= MESSAGE_MODES.indexOf(right) ? left : right;

export interface ExitRequest {
  readonly reason: ExitReason;
  /** The day from which nothing is earned any more. */
  readonly on: PlainDate;
  readonly lifeEventId?: string | undefined;
  /** What she got before what led to the exit; left out: what she gets now. */
  readonly messagesBefore?: MessageMode | undefined;
}

/** The parts of a change; the caller adds its own and its answer. `scheduled` is the exit that waits now, where it does. */
export interface ExitParts extends Required<Pick<Change<unknown>, 'root' | 'put' | 'remove' | 'also' | 'facts'>> {
  readonly scheduled?: ScheduledExit;
}

/** No exit, and nothing to write. */
export const staying = (root: CaseRoot): ExitParts => ({ root, put: [], remove: [], also: [], facts: [] });

/** The key of the one item of a kind, where the case has it. */
export const keysOf = <T extends object>(file: CaseFile, kind: Entity<T>): readonly Key[] =>
  allOf(file, kind).map((value) => ({ pk: keys.case(file.root.caseId), sk: kind.sk(value) }));

/**
 * Lets a case leave the programme: with its reason, what becomes of messages and payments, until when it can be undone, and its worker
 * freed. Care cancels what was planned when it hears of it.
 * @throws {Problem} StatusRefuses when it has left already
 */
export const exitCase = (
  file: CaseFile,
  programme: Programme,
  { reason, on, lifeEventId, messagesBefore }: ExitRequest,
  { at }: Pick<Context, 'at'>,
): ExitParts => {
  const { root } = file;
  if (root.status === 'exited') throw statusRefuses('let the case leave', root.status, ['reversal']);
  const { payments, messages, reversibleDays } = exitPolicyOf(programme, reason) ?? UNTOLD;
  return {
    root: {
      ...root,
      status: 'exited',
      messages: quieter(root.messages, modeAfter(messages)),
      exit: {
        reason,
        on,
        at,
        from: root.status,
        payments,
        messages,
        reversibleUntil: addDays(dayOf(programme, at), reversibleDays),
        messagesBefore: messagesBefore ?? root.messages,
        ...(lifeEventId === undefined ? {} : { lifeEventId }),
      },
    },
    put: [],
    remove: [...keysOf(file, ExitWatches), ...keysOf(file, ScheduledExits)],
    also: root.workerId === undefined ? [] : [loadWrite(root.workerId, -1)],
    facts: [CaseExited.of({ reason, payments, messages })],
  };
};

/**
 * Lets a case leave after the programme's days of grace: at once where they have passed, or else on their last day, when the exit sweep
 * finds it. Of two exits that wait, the earlier one stays.
 * @param notBefore a day before which it stays in any case
 */
export const leaveAfterGrace = (
  file: CaseFile,
  programme: Programme,
  request: ExitRequest,
  { at }: Pick<Context, 'at'>,
  notBefore?: PlainDate,
): ExitParts => {
  const { graceDays = 0 } = exitPolicyOf(programme, request.reason) ?? {};
  const dueOn = latestOf([addDays(request.on, graceDays), ...(notBefore === undefined ? [] : [notBefore])]) ?? request.on;
  if (dueOn <= dayOf(programme, at)) return exitCase(file, programme, { ...request, on: dueOn }, { at });
  const [waiting] = allOf(file, ScheduledExits);
  if (waiting !== undefined && waiting.dueOn <= dueOn) return staying(file.root);
  const { reason, lifeEventId } = request;
  const scheduled: ScheduledExit = { reason, dueOn, ...(lifeEventId === undefined ? {} : { lifeEventId }) };
  return { ...staying(file.root), put: [place(ScheduledExits, scheduled)], facts: [ExitScheduled.of({ reason, dueOn })], scheduled };
};
