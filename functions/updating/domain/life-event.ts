import { ChildDied, MotherDied, MotherMoved, PregnancyLost } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Children, Occurrences, type CaseRoot, type Child, type Occurrence } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { LossReports } from '../../casefile/loss-report.ts';
import { afterChange } from '../../casefile/after.ts';
import type { AlertChange } from '../../casefile/alert.ts';
import { endAlerts } from '../../alerts/domain/answer.ts';
import { lastDayOfMothersCare } from '../../care/domain/wanted-contacts.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { silencing } from '../../messaging/domain/silence.ts';
import {
  Bereavements,
  LifeEvents,
  ScheduledExits,
  type ExitReason,
  type LifeEvent,
  type LifeEventKind,
  type ScheduledExit,
} from '../records.ts';
import { plannedOffer } from './bereavement.ts';
import { callForCaregiver, staysForChild } from './caregiver.ts';
import {
  exitCase,
  exitPolicyOf,
  keysOf,
  leaveAfterGrace,
  modeAfter,
  quieter,
  staying,
  type ExitParts,
  type MessageMode,
} from './exit-case.ts';
import { closedReport } from './loss-report.ts';

/** What was told of a life event. */
export interface LifeEventReport {
  readonly kind: LifeEventKind;
  readonly childId?: string | undefined;
  readonly on: PlainDate;
  readonly toArea?: string | undefined;
  readonly loss?: LifeEvent['loss'];
  readonly source: LifeEvent['source'];
}

export interface LifeEventAnswer {
  readonly lifeEventId: string;
  readonly status: CaseRoot['status'];
  readonly messages: MessageMode;
  /** Why and when the case leaves or has left because of it. */
  readonly exit?: { readonly reason: string; readonly on: PlainDate };
}

type Who = Pick<Context, 'at' | 'by'>;
/** The record as the event leaves it, and what else is written; the exit comes on top. */
interface Effect {
  readonly root: CaseRoot;
  readonly put: readonly Placed[];
  readonly facts: readonly NewFact[];
  readonly leaves?: { readonly reason: ExitReason; readonly at: 'once' | 'afterGrace' | 'afterMothersCare' | 'withoutCaregiver' };
}

/** From here on a loss is a stillbirth. @source WHO: fetal death at 28 completed weeks or more, for international comparison */
const STILLBIRTH_FROM_DAYS = 196;

export const lifeEventIdOf = (
  caseId: string,
  { kind, childId, on, toArea }: Pick<LifeEventReport, 'kind' | 'childId' | 'on' | 'toArea'>,
): string =>
  kind === 'moved' ? derivedId('lifeEvent', caseId, kind, toArea ?? '', on) : derivedId('lifeEvent', caseId, kind, childId ?? '');

/** The occurrence that a programme may look for after a life event, or none. */
export const occurrenceOf = (caseId: string, source: Occurrence['source'], on: PlainDate, childId?: Child['childId']): Occurrence => ({
  occurrenceId: derivedId('occurrence', caseId, source, childId ?? '', on),
  source,
  on,
  attributes: {},
  ...(childId === undefined ? {} : { childId }),
});

const livingChildren = (file: CaseFile): readonly Child[] => allOf(file, Children).filter(({ diedOn }) => diedOn === undefined);

const childOf = (file: CaseFile, childId: string | undefined): Child => {
  const child = allOf(file, Children).find((one) => one.childId === childId);
  if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
  return child;
};

/** After a death or a loss there is no text about a baby any more, whatever becomes of the case. */
const bereaved = (messages: MessageMode, programme: Programme, reason: ExitReason): MessageMode => {
  const policy = exitPolicyOf(programme, reason);
  return quieter(messages, policy === undefined || policy.messages === 'stop' ? 'motherOnly' : modeAfter(policy.messages));
};

/** What a fact of a loss says where she is to hear, once, that the usual texts end. One who told of it herself was answered then. */
const bereavedIn = (file: CaseFile, now: MessageMode, on: PlainDate): { readonly bereaved?: true } => {
  const hasTold = allOf(file, LossReports).some(({ heardAt, outcome }) => outcome !== 'noLoss' && heardAt >= on);
  return now === 'bereavement' && file.root.messages !== 'bereavement' && !hasTold ? { bereaved: true } : {};
};

const motherDied = ({ root, items }: CaseFile, { on }: LifeEventReport, programme: Programme): Effect => {
  const lastBirth = livingChildren({ root, items })
    .map(({ bornOn }) => bornOn)
    .sort()
    .at(-1);
  if (lastBirth !== undefined && on < lastBirth) throw implausible('/on', 'lies before the birth of her child');
  return {
    root: { ...root, mother: { ...root.mother, diedOn: on }, messages: 'none' },
    put: [place(Occurrences, occurrenceOf(root.caseId, 'motherDeath', on))],
    facts: [MotherDied.of({ on })],
    leaves: { reason: 'motherDeath', at: staysForChild({ root, items }, programme) ? 'withoutCaregiver' : 'once' },
  };
};

const childDied = (file: CaseFile, { childId, on }: LifeEventReport, programme: Programme): Effect => {
  const child = childOf(file, childId);
  if (on < child.bornOn) throw implausible('/on', 'lies before the birth of the child');
  const { root } = file;
  const isLast = livingChildren(file).every((one) => one.childId === child.childId);
  const put = [place(Children, { ...child, diedOn: on }), place(Occurrences, occurrenceOf(root.caseId, 'childDeath', on, child.childId))];
  if (!isLast) return { root, put, facts: [ChildDied.of({ childId: child.childId, on })] };
  const messages = bereaved(root.messages, programme, 'childDeath');
  return {
    root: { ...root, messages },
    put,
    facts: [ChildDied.of({ childId: child.childId, on, ...bereavedIn(file, messages, on) })],
    ...(exitPolicyOf(programme, 'childDeath') === undefined
      ? {}
      : { leaves: { reason: 'childDeath' as const, at: 'afterMothersCare' as const } }),
  };
};

const lossOf = ({ pregnancy: { lastMenstrualPeriodOn } }: CaseRoot, { loss, on }: LifeEventReport): 'miscarriage' | 'stillbirth' => {
  if (loss !== undefined) return loss;
  if (lastMenstrualPeriodOn === undefined)
    throw new Problem('InvalidRequest', 'loss is needed where the last period is not known', {
      errors: [{ pointer: '#/body/loss', detail: 'is needed: the last period is not known' }],
    });
  return daysBetween(lastMenstrualPeriodOn, on) >= STILLBIRTH_FROM_DAYS ? 'stillbirth' : 'miscarriage';
};

const pregnancyLost = (file: CaseFile, report: LifeEventReport, programme: Programme): Effect => {
  const { root } = file;
  const { on } = report;
  if (allOf(file, Children).length > 0) throw implausible('/kind', 'this pregnancy ended with a birth');
  if (root.pregnancy.lastMenstrualPeriodOn !== undefined && on < root.pregnancy.lastMenstrualPeriodOn)
    throw implausible('/on', 'lies before the last period');
  const messages = bereaved(root.messages, programme, 'pregnancyLoss');
  return {
    root: { ...root, pregnancy: { ...root.pregnancy, endedOn: on, outcome: 'loss' }, messages },
    put: [place(Occurrences, occurrenceOf(root.caseId, lossOf(root, report), on))],
    facts: [PregnancyLost.of({ on, ...bereavedIn(file, messages, on) })],
    ...(exitPolicyOf(programme, 'pregnancyLoss') === undefined
      ? {}
      : { leaves: { reason: 'pregnancyLoss' as const, at: 'afterMothersCare' as const } }),
  };
};

const effectOf = (file: CaseFile, report: LifeEventReport, programme: Programme): Effect => {
  const { kind, on, toArea } = report;
  switch (kind) {
    case 'motherDied':
      return motherDied(file, report, programme);
    case 'childDied':
      return childDied(file, report, programme);
    case 'pregnancyLost':
      return pregnancyLost(file, report, programme);
    case 'moved':
      // within the programme's reach the case follows her; out of it, it leaves
      if (toArea !== undefined) return { root: file.root, put: [], facts: [MotherMoved.of({ toArea, on })] };
      return { root: file.root, put: [], facts: [], leaves: { reason: 'moved', at: 'afterGrace' } };
    case 'withdrawn':
      return { root: file.root, put: [], facts: [], leaves: { reason: 'withdrawn', at: 'afterGrace' } };
  }
};

/** Events that are recorded also of a case that has left. */
const IS_RECORDED_ALWAYS: readonly LifeEventKind[] = ['motherDied', 'childDied'];

const exitParts = (file: CaseFile, programme: Programme, effect: Effect, event: LifeEvent, who: Who): ExitParts => {
  const changed = { ...file, root: effect.root };
  if (effect.leaves === undefined || file.root.status === 'exited') return staying(effect.root);
  const { reason, at } = effect.leaves;
  const request = { reason, on: event.on, lifeEventId: event.lifeEventId, messagesBefore: file.root.messages };
  if (at === 'once') return exitCase(changed, programme, request, who);
  if (at === 'withoutCaregiver') {
    const lastDay = addDays(dayOf(programme, who.at), programme.operations.loss.caregiver.findWithinDays);
    return leaveAfterGrace(changed, programme, request, who, lastDay);
  }
  const isCaredFor = at === 'afterMothersCare' && file.root.status === 'enrolled';
  const careEndsOn = isCaredFor ? lastDayOfMothersCare(withStillbirth(changed, effect, event), programme) : undefined;
  return leaveAfterGrace(changed, programme, request, who, careEndsOn && addDays(careEndsOn, 1));
};

/** The file as the mother's care sees it after a stillbirth that is about to be written. */
const withStillbirth = (file: CaseFile, { put }: Effect, { kind }: LifeEvent): CaseFile =>
  kind === 'pregnancyLost' ? afterChange(file, { put }) : file;

/** What is begun because of a loss: somebody looks for a caregiver, or the mother is offered a few texts. */
const careAfter = (after: CaseFile, programme: Programme, { kind, lifeEventId, on }: LifeEvent, who: Who) => {
  switch (kind) {
    case 'motherDied':
      return {
        ...(after.root.status === 'exited' ? { put: [], facts: [] } : callForCaregiver(after, lifeEventId, who)),
        remove: keysOf(after, Bereavements),
      };
    case 'childDied':
    case 'pregnancyLost':
      return { put: plannedOffer(after, programme, { lifeEventId, on }, who), facts: [], remove: [] };
    case 'moved':
    case 'withdrawn':
      return { put: [], facts: [], remove: [] };
  }
};

/** With her death there is nothing more to be done about her own alerts; those of her children stay. */
const alertsOver = (file: CaseFile, kind: LifeEventKind, who: Who): AlertChange =>
  kind === 'motherDied' ? endAlerts(file, 'motherDied', who, ({ childId }) => childId === undefined) : { put: [], facts: [] };

/** What happened is known now: a report by text has done its service. */
const isLoss = (kind: LifeEventKind): boolean => kind === 'childDied' || kind === 'pregnancyLost' || kind === 'motherDied';

const answerOf = (root: CaseRoot, lifeEventId: string, scheduled: ScheduledExit | undefined): LifeEventAnswer => {
  const exit =
    root.exit?.lifeEventId === lifeEventId
      ? { reason: root.exit.reason, on: root.exit.on }
      : scheduled && { reason: scheduled.reason, on: scheduled.dueOn };
  return { lifeEventId, status: root.status, messages: root.messages, ...(exit === undefined ? {} : { exit }) };
};

const scheduledBy = (file: CaseFile, lifeEventId: string) => allOf(file, ScheduledExits).find((exit) => exit.lifeEventId === lifeEventId);

/**
 * Records a life event with all that follows from it at once. Every text about whom it concerns stops in the same transaction, those that
 * wait included; a mother's death
 * stops them all, ends her alerts, and has a caregiver looked for; the death of one twin keeps the case for the other; after the loss of the
 * last child the mother is cared for until her own contacts are over.
 * The same event again only closes a report by text.
 * @throws {Problem} ImplausibleFact, ChildNotFound, StatusRefuses, InvalidRequest
 */
export const recordLifeEvent = (file: CaseFile, programme: Programme, report: LifeEventReport, who: Who): Change<LifeEventAnswer> => {
  const { root } = file;
  const heard = isLoss(report.kind) ? closedReport(file, 'recorded', who) : [];
  const lifeEventId = lifeEventIdOf(root.caseId, report);
  const known = allOf(file, LifeEvents).find((event) => event.lifeEventId === lifeEventId && event.reversedAt === undefined);
  if (known !== undefined) {
    if (known.on !== report.on) throw implausible('/on', 'it is recorded with another day; reverse that first');
    return { ...(heard.length === 0 ? {} : { put: heard }), answer: answerOf(root, lifeEventId, scheduledBy(file, lifeEventId)) };
  }
  if (report.on > dayOf(programme, who.at)) throw implausible('/on', 'lies in the future');
  if (root.status === 'exited' && !IS_RECORDED_ALWAYS.includes(report.kind))
    throw statusRefuses(`record ${report.kind}`, root.status, IS_RECORDED_ALWAYS);

  const effect = effectOf(file, report, programme);
  const { childId, toArea, loss, ...told } = report;
  const event: LifeEvent = {
    ...told,
    lifeEventId,
    recordedAt: who.at,
    by: who.by,
    messagesBefore: root.messages,
    ...(childId === undefined ? {} : { childId: childOf(file, childId).childId }),
    ...(toArea === undefined ? {} : { toArea }),
    ...(loss === undefined ? {} : { loss }),
  };
  const exit = exitParts(file, programme, effect, event, who);
  const over = alertsOver(file, report.kind, who);
  const put = [...heard, place(LifeEvents, event), ...effect.put, ...exit.put, ...over.put];
  const care = careAfter(afterChange(file, { root: exit.root, put, remove: exit.remove }), programme, event, who);
  return silencing(file, programme, {
    root: exit.root,
    put: [...put, ...care.put],
    remove: [...exit.remove, ...care.remove],
    also: exit.also,
    facts: [...effect.facts, ...exit.facts, ...over.facts, ...care.facts],
    answer: answerOf(exit.root, lifeEventId, exit.scheduled),
  });
};
