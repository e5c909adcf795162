import { CaseReinstated, LifeEventReversed } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Children, Occurrences, type CaseRoot, type Occurrence } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { loadWrite } from '../../casefile/worker.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { keys, type Key } from '../../table/keys.ts';
import { Caregivers } from '../../casefile/caregiver.ts';
import { silencing } from '../../messaging/domain/silence.ts';
import { LifeEvents, Reversals, ScheduledExits, type LifeEvent } from '../records.ts';
import { withoutOffer } from './bereavement.ts';
import { keysOf } from './exit-case.ts';

export interface ReversalRequest {
  /** The life event that was recorded in error; left out: the one that led to the exit. */
  readonly lifeEventId?: string | undefined;
  readonly reason: string;
}

export interface ReversalAnswer {
  readonly reversalId: string;
  readonly status: CaseRoot['status'];
  readonly messages: CaseRoot['messages'];
}

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

interface Undone {
  readonly root: CaseRoot;
  readonly put: readonly Placed[];
  readonly remove: readonly Key[];
}

const eventOf = (file: CaseFile, lifeEventId: string | undefined): LifeEvent | undefined => {
  if (lifeEventId === undefined) return undefined;
  const event = allOf(file, LifeEvents).find((one) => one.lifeEventId === lifeEventId);
  if (event === undefined) throw new Problem('LifeEventNotFound', 'the case has no such life event');
  if (event.reversedAt !== undefined) throw statusRefuses('reverse the life event', 'reversed', []);
  return event;
};

const occurrenceKeys = (file: CaseFile, sources: readonly Occurrence['source'][], { childId, on }: LifeEvent): readonly Key[] =>
  allOf(file, Occurrences)
    .filter((one) => sources.includes(one.source) && one.on === on && one.childId === childId)
    .map((one) => ({ pk: keys.case(file.root.caseId), sk: Occurrences.sk(one) }));

/** The record without what the life event wrote. */
const undo = (file: CaseFile, root: CaseRoot, event: LifeEvent): Undone => {
  switch (event.kind) {
    case 'motherDied': {
      const { diedOn: _, ...mother } = root.mother;
      return { root: { ...root, mother }, put: [], remove: [...occurrenceKeys(file, ['motherDeath'], event), ...keysOf(file, Caregivers)] };
    }
    case 'childDied': {
      const children = allOf(file, Children).filter(({ childId }) => childId === event.childId);
      const put = children.map(({ diedOn: _, ...child }) => place(Children, child));
      return { root, put, remove: [...occurrenceKeys(file, ['childDeath'], event), ...withoutOffer(file, event.lifeEventId)] };
    }
    case 'pregnancyLost': {
      const { endedOn: _day, outcome: _outcome, ...pregnancy } = root.pregnancy;
      return {
        root: { ...root, pregnancy },
        put: [],
        remove: [...occurrenceKeys(file, ['miscarriage', 'stillbirth'], event), ...withoutOffer(file, event.lifeEventId)],
      };
    }
    case 'moved':
    case 'withdrawn':
      return { root, put: [], remove: [] };
  }
};

/** Where the case stood before it left. @throws {Problem} StatusRefuses when it is too late, or the mother was re-enrolled */
const reinstated = (root: CaseRoot, programme: Programme, at: string, hasSuccessor: boolean): CaseRoot => {
  const { exit, ...rest } = root;
  if (exit === undefined) throw statusRefuses('reverse an exit', root.status, ['exited']);
  if (hasSuccessor) throw new Problem('StatusRefuses', 'the mother was enrolled again in another case', { currentStatus: root.status });
  if (dayOf(programme, at) > exit.reversibleUntil)
    throw new Problem('StatusRefuses', `the exit could be reversed until ${exit.reversibleUntil}`, { currentStatus: root.status });
  return { ...rest, status: exit.from, messages: exit.messagesBefore ?? 'all' };
};

/** Nothing is said to a mother who has died, whatever else is undone. */
const silencedByDeath = (root: CaseRoot): CaseRoot => (root.mother.diedOn === undefined ? root : { ...root, messages: 'none' });

const scheduledKeys = (file: CaseFile, lifeEventId: string | undefined): readonly Key[] =>
  allOf(file, ScheduledExits)
    .filter((exit) => lifeEventId !== undefined && exit.lifeEventId === lifeEventId)
    .map((exit) => ({ pk: keys.case(file.root.caseId), sk: ScheduledExits.sk(exit) }));

const factsOf = (exitReason: string | undefined, event: LifeEvent | undefined): readonly NewFact[] => [
  ...(exitReason === undefined ? [] : [CaseReinstated.of({ reason: exitReason })]),
  ...(event === undefined
    ? []
    : [
        LifeEventReversed.of({
          lifeEventId: event.lifeEventId,
          kind: event.kind,
          ...(event.childId === undefined ? {} : { childId: event.childId }),
        }),
      ]),
];

/**
 * Undoes a wrong exit, a wrong life event, or both: status, messages and worker as they were; care and payment take up again when they
 * hear of it. What was dropped in between stays dropped.
 * @param hasSuccessor whether the mother was enrolled again after this case
 * @throws {Problem} StatusRefuses, LifeEventNotFound
 */
export const decideReversal = (
  file: CaseFile,
  programme: Programme,
  { lifeEventId, reason }: ReversalRequest,
  hasSuccessor: boolean,
  { at, by, causationId }: Who,
): Change<ReversalAnswer> => {
  const { root } = file;
  const event = eventOf(file, lifeEventId ?? root.exit?.lifeEventId);
  const isOfExit = root.status === 'exited' && (lifeEventId === undefined || root.exit?.lifeEventId === lifeEventId);
  if (!isOfExit && event === undefined) throw statusRefuses('reverse an exit', root.status, ['exited']);

  const before = isOfExit ? reinstated(root, programme, at, hasSuccessor) : { ...root, messages: event?.messagesBefore ?? root.messages };
  const undone: Undone = event === undefined ? { root: before, put: [], remove: [] } : undo(file, before, event);
  const after = silencedByDeath(undone.root);
  const exitReason = isOfExit ? root.exit?.reason : undefined;
  const reversalId = derivedId('reversal', root.caseId, causationId);
  const reversal = {
    reversalId,
    at,
    by,
    reason,
    ...(exitReason === undefined ? {} : { exitReason }),
    ...(event === undefined ? {} : { lifeEventId: event.lifeEventId }),
  };
  return silencing(file, programme, {
    root: after,
    put: [
      place(Reversals, reversal),
      ...(event === undefined ? [] : [place(LifeEvents, { ...event, reversedAt: at, reversedBy: by })]),
      ...undone.put,
    ],
    remove: [...undone.remove, ...scheduledKeys(file, event?.lifeEventId)],
    also: isOfExit && root.workerId !== undefined ? [loadWrite(root.workerId, 1)] : [],
    facts: factsOf(exitReason, event),
    answer: { reversalId, status: after.status, messages: after.messages },
  });
};
