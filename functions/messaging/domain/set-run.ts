import { Children } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { applicationDateOf, dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageSet } from '../../policy/schema/message-sets.ts';
import { SetRuns, type Group, type SetRun } from '../records.ts';
import { textOfSet } from './compose.ts';
import { NOTHING, prepared, type Parts } from './message.ts';

type Entry = MessageSet['entries'][number];

const PREGNANCY = 'pregnancy';

/** The set for who is of an age, in days, at registration. */
export const setFor = (sets: readonly MessageSet[], anchor: MessageSet['anchor'], age: number): MessageSet | undefined =>
  sets.find((set) => set.anchor === anchor && set.fromDay <= age && age <= set.toDay);

/** The entries for who begins at an age: nothing from before it, and no group whose beginning lies before it. */
export const entriesFrom = ({ entries }: MessageSet, startedAge: number): readonly Entry[] => {
  const begunBefore = new Set(entries.filter(({ day }) => day < startedAge).flatMap(({ group }) => group ?? []));
  return entries.filter(({ day, group }) => day >= startedAge && (group === undefined || !begunBefore.has(group)));
};

const withNext = ({ nextOn: _, ...run }: SetRun, set: MessageSet): SetRun => {
  const next = entriesFrom(set, run.startedAge).find(({ day }) => day > run.doneThrough);
  return next === undefined ? run : { ...run, nextOn: addDays(run.anchorOn, next.day) };
};

interface Wanted {
  readonly runId: string;
  readonly set: MessageSet;
  readonly anchorOn: PlainDate;
}

/** The runs that a case should have: one of the pregnancy until it has ended, and one of each living child. */
const wantedRuns = (file: CaseFile, programme: Programme): readonly Wanted[] => {
  const { root } = file;
  const { sets } = programme.operations.messageSets;
  if (root.status !== 'enrolled') return [];
  const registeredOn = applicationDateOf(root, programme);
  const wanted = (runId: string, anchor: MessageSet['anchor'], anchorOn: PlainDate): readonly Wanted[] => {
    const set = setFor(sets, anchor, Math.max(0, daysBetween(anchorOn, registeredOn)));
    return set === undefined ? [] : [{ runId, set, anchorOn }];
  };
  const children = allOf(file, Children);
  const { lastMenstrualPeriodOn, endedOn } = root.pregnancy;
  return [
    ...(lastMenstrualPeriodOn === undefined || endedOn !== undefined || children.length > 0
      ? []
      : wanted(PREGNANCY, 'lastMenstrualPeriod', lastMenstrualPeriodOn)),
    ...children.filter(({ diedOn }) => diedOn === undefined).flatMap(({ childId, bornOn }) => wanted(childId, 'birth', bornOn)),
  ];
};

const isSame = (run: SetRun, { set, anchorOn }: Wanted): boolean => run.setId === set.id && run.anchorOn === anchorOn;

/** A run that begins, or goes on, today: what lies before today is not made up for. */
const startedOn = ({ runId, set, anchorOn }: Wanted, today: PlainDate): SetRun => {
  const age = daysBetween(anchorOn, today);
  return withNext({ runId, setId: set.id, anchorOn, startedAge: age, doneThrough: age - 1 }, set);
};

/** Brings the runs of a case into line with what she and her children are now. */
export const planSets = (file: CaseFile, programme: Programme, at: string): Change<undefined> => {
  const today = dayOf(programme, at);
  const wanted = wantedRuns(file, programme);
  const existing = allOf(file, SetRuns);
  const begun = wanted
    .filter((one) => !existing.some((run) => run.runId === one.runId && isSame(run, one) && isGoingOn(run, one)))
    .map((one) => startedOn(one, today));
  const over = existing
    .filter((run) => run.nextOn !== undefined && !wanted.some(({ runId }) => runId === run.runId))
    .map(({ nextOn: _, ...run }) => run);
  return begun.length + over.length === 0
    ? unchanged(undefined)
    : { put: [...begun, ...over].map((run) => place(SetRuns, run)), answer: undefined };
};

/** Whether a run needs no new start: it has a next entry, or has come to its end. */
const isGoingOn = (run: SetRun, { set }: Wanted): boolean =>
  run.nextOn !== undefined || !entriesFrom(set, run.startedAge).some(({ day }) => day > run.doneThrough);

const groupOf = ({ runId, setId }: SetRun): Group => (runId === PREGNANCY ? { pregnancy: true, setId } : { childId: runId, setId });

/**
 * Sends what a set holds for her age today and moves on to the next entry. Of several that have fallen due the latest goes out, and none
 * that is older than the programme's days of grace: after a pause nothing piles up.
 */
export const followSet = (file: CaseFile, programme: Programme, sk: string, at: string): Change<undefined> => {
  const run = allOf(file, SetRuns).find((one) => SetRuns.sk(one) === sk);
  const set = programme.operations.messageSets.sets.find(({ id }) => id === run?.setId);
  const today = dayOf(programme, at);
  if (run?.nextOn === undefined || set === undefined || run.nextOn > today) return unchanged(undefined);
  const age = daysBetween(run.anchorOn, today);
  const due = entriesFrom(set, run.startedAge)
    .filter(({ day }) => day > run.doneThrough && day <= age)
    .at(-1);
  const isLate = due === undefined || age - due.day > programme.operations.messageSets.graceDays;
  const told: Parts = isLate
    ? NOTHING
    : prepared(
        file,
        programme,
        { template: 'education', variables: { text: textOfSet(due.text) }, group: groupOf(run) },
        { at, causedBy: `${file.root.caseId}:${run.runId}:${run.anchorOn}:${due.text}` },
      );
  return { ...told, put: [place(SetRuns, withNext({ ...run, doneThrough: age }, set)), ...told.put], answer: undefined };
};
