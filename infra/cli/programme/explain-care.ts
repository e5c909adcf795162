import { seriesInUse } from '../../../functions/immunization/domain/plan-child.ts';
import type { Programme } from '../../../functions/policy/index.ts';
import { anchor, called, list } from './words.ts';

type Operations = Programme['operations'];
/** A title and what stands under it. */
type Section = readonly [title: string, lines: readonly string[]];

const HOUR = 60;
const DAY = 24 * HOUR;

const counted = (count: number, unit: string): string => `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
export const days = (count: number): string => counted(count, 'day');
/** Minutes in the unit in which people think of them. */
const time = (minutes: number): string => {
  if (minutes > 2 * DAY && minutes % DAY === 0) return days(minutes / DAY);
  return minutes > HOUR && minutes % HOUR === 0 ? counted(minutes / HOUR, 'hour') : counted(minutes, 'minute');
};
const anAlert = (level: string): string => `${level === 'routine' ? 'a' : 'an'} ${level} alert`;
const begun = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

const vaccines = ({ immunization: schedule, operations: { immunization } }: Programme): readonly string[] => {
  if (schedule === undefined || immunization === undefined) return ['none is planned'];
  const used = new Set(seriesInUse(schedule, immunization));
  return [
    `${schedule.name}, version ${schedule.version} (${schedule.source})`,
    ...schedule.series
      .filter(({ id }) => used.has(id))
      .map(({ id, name, doses, courseDoses }) => `${id}: ${name}; ${counted(courseDoses ?? doses.length, 'dose')}`),
    `The mother is reminded ${days(immunization.reminderDaysBefore)} before; her worker goes after a dose ${days(immunization.followUpDays)} late, where the schedule names no day.`,
  ];
};

const readings = ({ bloodPressure, dangerSigns, risks }: Operations['readings']): readonly string[] => {
  const { thresholds, hypertension, monitoring, repeatWithinMinutes, treatWithinMinutes, severeSource } = bloodPressure;
  const groups = Map.groupBy(dangerSigns, ({ of, level }) => `Danger signs of the ${of}, ${anAlert(level)}`);
  return [
    ...thresholds.map(
      ({ category, systolic, diastolic, alert, source }) =>
        `Blood pressure from ${String(systolic)} or ${String(diastolic)}: ${called(category)}, ${anAlert(alert)} (${source})`,
    ),
    `A severe one is measured again within ${time(repeatWithinMinutes)}, and treated within ${time(treatWithinMinutes)} of the first (${severeSource}).`,
    `${String(hypertension.readings)} from ${String(hypertension.systolic)} or ${String(hypertension.diastolic)}, ${time(hypertension.hoursApart * HOUR)} apart within ${days(hypertension.withinDays)}: the risk ${called(hypertension.risk)} (${hypertension.source}).`,
    `Who is to measure herself does so at ${list(monitoring.times, 'and')} for ${days(monitoring.days)}; after ${String(monitoring.silenceAfterMissed)} missed in a row a person looks (${monitoring.source}).`,
    ...[...groups].map(([group, signs]) => `${group}: ${signs.map(({ name }) => name).join('; ')}`),
    ...risks.map(({ code, name, source }) => `Risk ${called(code)}: ${name} (${source})`),
  ];
};

const alerts = ({ ladders, duties, silence }: Operations['alerts']): readonly string[] => {
  const whoIs = (who: Operations['alerts']['ladders'][number]['rungs'][number]['who']): string =>
    who === 'careWorker' ? 'her care worker' : (duties.find(({ id }) => id === who.duty)?.name ?? who.duty);
  return [
    ...ladders.map(({ level, kinds, rungs, acknowledgeWithinMinutes, closeWithinHours, source }) => {
      const told = rungs.map(({ who, how, withinMinutes }) => `${whoIs(who)}${how === 'list' ? ' by list' : ''}, ${time(withinMinutes)}`);
      const about = kinds === undefined ? '' : ` about ${list(kinds.map(called), 'or')}`;
      return `${begun(anAlert(level))}${about}: ${told.join('; then ')}; after a further sign who had accepted it, ${time(acknowledgeWithinMinutes)}, then as before; closed within ${time(closeWithinHours * HOUR)} (${source})`;
    }),
    ...silence.map(({ question, level }) => `No answer to the question about her ${called(question)}: ${anAlert(level)}.`),
  ];
};

const screening = (screens: Operations['screening']): readonly string[] => {
  const { questionnaires, offers, referralPaths, reminderAfterDays, expiresAfterDays, careWithinDays, resultRoles } = screens;
  const paths = Object.entries(referralPaths).flatMap(([what, path]) => (path === undefined ? [] : [`${called(what)} goes to ${path.to}`]));
  return [
    `May be recorded: ${list(questionnaires, 'and') || 'none'}.`,
    ...offers.map(
      ({ questionnaire, after, closesAfterDays }) =>
        `${questionnaire} is offered by text ${days(after.days)} after ${after.is === 'birth' ? 'birth' : `the visit ${after.kind}`}, for ${days(closesAfterDays)}.`,
    ),
    ...(offers.length === 0 ? ['None is offered by text.'] : []),
    paths.length === 0 ? 'No way to care is named: what needs one is not put to a mother.' : `What is found: ${paths.join('; ')}.`,
    `One reminder after ${days(reminderAfterDays)}, given up after ${days(expiresAfterDays)}; care within ${days(careWithinDays)} of a positive result.`,
    `Answers and results are seen by: ${list(resultRoles, 'and') || 'nobody'}.`,
  ];
};

const referrals = ({ domains, times, offersAtMost, confirm, source }: Operations['referrals']): readonly string[] => [
  `For: ${list(
    domains.map(({ id, names }) => names['en'] ?? id),
    'and',
  )}.`,
  ...Object.entries(times).map(
    ([urgency, { answerHours, startHours, completeHours }]) =>
      `${begun(urgency)}: answered within ${time(answerHours * HOUR)}, begun within ${time(startHours * HOUR)}, done within ${time(completeHours * HOUR)}`,
  ),
  `After ${String(offersAtMost)} organisations a person looks. The mother says whether help came; without her word within ${time(confirm.waitHours * HOUR)} a person looks (${source})`,
];

const texts = ({ operations, languages }: Programme): readonly string[] => {
  const { texting, messageSets, messages, reminders, conversations } = operations;
  const { currency, microsPerPart, source } = texting.price;
  const templates = Object.entries(messages);
  const always = templates.filter(([, { urgency }]) => urgency === 'now').length;
  const missing = languages.flatMap((language) => {
    const without = templates.filter(([, { texts: known }]) => !(language in known)).length;
    return without === 0 ? [] : [`In ${language} ${String(without)} of ${String(templates.length)} texts are missing: English is sent.`];
  });
  return [
    ...messageSets.sets.map(
      ({ id, name, fromDay, toDay, entries, anchor: from }) =>
        `Texts ${id}: ${name}; ${String(entries.length)} of them, for who is ${String(fromDay)} to ${String(toDay)} days after ${anchor(from)} at registration`,
    ),
    `Nothing is sent from ${reminders.quietHours.from} to ${reminders.quietHours.to}, but for answers to her and dangers (${String(always)} of ${String(templates.length)} texts).`,
    `She may stop all texts, or those about ${list(
      texting.topics.map(({ id }) => id),
      'or',
    )}.`,
    `One part of a text costs ${currency} ${String(microsPerPart / 1_000_000)} (${source}).`,
    ...missing,
    `A text of hers that nobody understands is read by a person within ${days(conversations.reviewDueDays)}; ${String(Object.keys(conversations.symptoms).length)} danger signs are understood at once.`,
  ];
};

const occasion = ({ when }: Operations['team']['caseReviews'][number]): string => {
  switch (when.event) {
    case 'alertClosed':
      return `the end of ${list(when.levels.map(anAlert), 'or')}`;
    case 'contactsMissed':
      return `${String(when.count)} missed contacts`;
    case 'birth':
      return `day ${String(when.afterDays)} after birth`;
  }
};

const team = ({ roles, caseReviews, access }: Operations['team']): readonly string[] => [
  `In a team may be: ${list(roles.map(called), 'and')}.`,
  ...caseReviews.map(
    (rule) =>
      `A case is reviewed within ${days(rule.dueInDays)} of ${occasion(rule)}, by ${list(rule.participants.map(called), 'and')} (${rule.source})`,
  ),
  `A case outside her areas is open to a member of the staff who gives a reason for ${time(access.openMinutes)} (${access.source}).`,
];

/** What a programme does for the health of mother and child beside its contacts, in plain words. */
export const careSections = (programme: Programme): readonly Section[] => {
  const { operations } = programme;
  return [
    ['VACCINES', vaccines(programme)],
    ['READINGS AND DANGER SIGNS', readings(operations.readings)],
    ['WHO IS CALLED', alerts(operations.alerts)],
    ['QUESTIONNAIRES', screening(operations.screening)],
    ['REFERRALS', referrals(operations.referrals)],
    ['TEXTS', texts(programme)],
    ['THE PEOPLE AROUND A CASE', team(operations.team)],
  ];
};
