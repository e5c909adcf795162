import { MonitoringStarted, MotherAsked } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Children } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { instantIn } from './clock.ts';
import { MonitoringPlans, Readings, type MonitoringPlan } from '../records.ts';
import { pressureOf } from './blood-pressure.ts';
import { raiseTogether } from './raise.ts';

type Who = Pick<Context, 'at' | 'by'>;

const newPlan = (file: CaseFile, programme: Programme, startsOn: PlainDate, { at, by }: Who): MonitoringPlan => ({
  planId: derivedId('monitoring', file.root.caseId, startsOn),
  startedOn: startsOn,
  endsOn: addDays(startsOn, programme.operations.readings.bloodPressure.monitoring.days - 1),
  startedAt: at,
  by,
  status: 'active',
  dealtWith: at,
  missed: 0,
  lookOn: startsOn,
});

/** Starts the days on which she measures herself. One plan runs at a time: a second start answers with the first. @throws {Problem} StatusRefuses */
export const startMonitoring = (file: CaseFile, programme: Programme, startsOn: PlainDate, who: Who): Change<MonitoringPlan> => {
  if (file.root.status === 'exited' || file.root.mother.diedOn !== undefined) throw statusRefuses('start monitoring', file.root.status, []);
  const plan = newPlan(file, programme, startsOn, who);
  const running = findOf(file, MonitoringPlans, ({ status, planId }) => status === 'active' || planId === plan.planId);
  if (running !== undefined) return unchanged(running);
  return {
    put: [place(MonitoringPlans, plan)],
    facts: [MonitoringStarted.of({ planId: plan.planId, on: plan.startedOn, until: plan.endsOn })],
    answer: plan,
  };
};

/** What a risk that the programme has monitored starts: the plan from today, once she has given birth. */
export const startOfMonitoring = (file: CaseFile, programme: Programme, code: string, who: Who): { put: Placed[]; facts: NewFact[] } => {
  const risk = programme.operations.readings.risks.find((one) => one.code === code);
  const { pregnancy, status, mother } = file.root;
  const hasDelivered = pregnancy.endedOn !== undefined || allOf(file, Children).length > 0;
  if (risk?.monitoring !== true || !hasDelivered || status === 'exited' || mother.diedOn !== undefined) return { put: [], facts: [] };
  const { put = [], facts = [] } = startMonitoring(file, programme, dayOf(programme, who.at), who);
  return { put: [...put], facts: [...facts] };
};

/** The instants of a plan at which a reading is awaited, after its start, in order. */
export const timesOf = ({ startedOn, endsOn, startedAt }: MonitoringPlan, { operations, timeZone }: Programme): readonly string[] =>
  Array.from({ length: daysBetween(startedOn, endsOn) + 1 }, (_, n) => addDays(startedOn, n))
    .flatMap((day) => operations.readings.bloodPressure.monitoring.times.toSorted().map((clock) => instantIn(day, clock, timeZone)))
    .filter((time) => time >= startedAt);

/** How many of the latest times that are over have brought no reading, in a row; a time is over when the next one comes. */
const missedInRow = (times: readonly string[], measured: readonly string[], at: string): number => {
  const over = times.flatMap((time, place) => {
    const until = times[place + 1];
    return until !== undefined && until <= at ? [measured.some((one) => one >= time && one < until)] : [];
  });
  return over.length - 1 - over.lastIndexOf(true);
};

/**
 * Does what a plan asks for at an instant: reminds her of the latest time that has come, once; asks in other words when readings are
 * missing; raises an alert when she has been silent too long; ends it after its last day. Times that were slept through bring no reminder.
 */
export const advanceMonitoring = (file: CaseFile, programme: Programme, planSk: string, who: Who): Change<undefined> => {
  const plan = findOf(file, MonitoringPlans, (one) => MonitoringPlans.sk(one) === planSk);
  if (plan?.status !== 'active') return unchanged(undefined);
  const today = dayOf(programme, who.at);
  const { followUpAfterMissed, silenceAfterMissed } = programme.operations.readings.bloodPressure.monitoring;
  const times = timesOf(plan, programme);
  const come = times.filter((time) => time <= who.at).at(-1);
  const isOver = today > plan.endsOn || file.root.status === 'exited' || file.root.mother.diedOn !== undefined;
  const isNew = come !== undefined && come > plan.dealtWith;
  if (!isNew && !isOver && plan.lookOn >= today) return unchanged(undefined);

  const measured = allOf(file, Readings)
    .filter((reading) => reading.voided === undefined && pressureOf(reading) !== undefined)
    .map(({ measuredAt }) => measuredAt);
  const missed = missedInRow(times, measured, who.at);
  const isLastOfDay = times.every((time) => time <= who.at || dayOf(programme, time) > today);
  const next: MonitoringPlan = {
    ...plan,
    missed,
    dealtWith: isNew ? come : plan.dealtWith,
    status: isOver ? 'ended' : 'active',
    lookOn: isLastOfDay ? addDays(today, 1) : today,
  };
  const isSilent = !isOver && missed >= silenceAfterMissed;
  const alert = raiseTogether(
    file,
    isSilent
      ? [
          {
            // one for each run of silence, named by the last time at which she answered
            alertId: derivedId('alert', plan.planId, measured.toSorted().at(-1) ?? plan.startedAt),
            kind: 'silence',
            level: 'urgent',
            signs: ['readingsMissing'],
            source: { kind: 'monitoring', id: plan.planId },
          },
        ]
      : [],
    who,
  );
  const hasMeasured = come !== undefined && measured.some((one) => one >= come);
  const asks = isNew && !isOver && !hasMeasured;
  return {
    put: [place(MonitoringPlans, next), ...alert.put],
    facts: [...(asks ? [MotherAsked.of({ planId: plan.planId, again: missed >= followUpAfterMissed })] : []), ...alert.facts],
    answer: undefined,
  };
};
