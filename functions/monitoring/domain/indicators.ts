import type { CATALOGUE, FactName } from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import type * as z from 'zod';

/** One step of one count: an indicator, how many, and for money how much. */
export interface Tally {
  readonly indicator: string;
  readonly count: number;
  readonly amountMinor?: number;
  /** The month that it counts in, where that is not the one in which the fact happened. */
  readonly month?: string;
}

type DataOf<Name extends FactName> = (typeof CATALOGUE)[Name] extends Fact<infer Data> ? z.infer<Data> : never;

const one = (indicator: string): Tally[] => [{ indicator, count: 1 }];
const money =
  (state: string) =>
  ({ payee, currency, amountMinor }: { payee: string; currency: string; amountMinor: number }): Tally[] => [
    { indicator: `${state}.${payee}.${currency}`, count: 1, amountMinor },
  ];

/** How long it took until somebody answered for an alert: the longest of each class, in minutes. */
const ACCEPTED_WITHIN = [
  ['15Minutes', 15],
  ['1Hour', 60],
  ['24Hours', 24 * 60],
] as const;

/** Of an alert that is accepted for the first time: how many by level, and in which time. */
const acceptedAfter = (level: string, openedAt: string, at: string): Tally[] => {
  const minutes = (Date.parse(at) - Date.parse(openedAt)) / 60_000;
  const [within] = ACCEPTED_WITHIN.find(([, most]) => minutes <= most) ?? [undefined];
  return one(`alertsAccepted.${level}.${within === undefined ? 'later' : `within${within}`}`);
};

const DOSE_INDICATOR = { due: 'dosesDue', inTime: 'dosesInTime', late: 'dosesLate' } as const;

/** Which facts are counted, and as what. The same table counts events as they come and the history of a case when it is counted again. */
export const COUNTED = {
  MotherRegistered: () => one('registered'),
  ChildRegistered: () => one('childrenRegistered'),
  CaseVerified: () => one('verified'),
  VerificationRefused: () => one('verificationRefused'),
  EligibilityDecided: ({ outcome }) => one(outcome),
  MotherEnrolled: () => one('enrolled'),
  ContactFellDue: () => one('contactsDue'),
  ContactMissed: () => one('contactsMissed'),
  VisitRecorded: ({ contactId }) => one(contactId === undefined ? 'visitsUnplanned' : 'contactsDone'),
  PaymentConfirmed: money('paid'),
  PaymentFailed: money('failed'),
  PaymentReturned: money('returned'),
  GrievanceOpened: () => one('grievancesOpened'),
  GrievanceClosed: () => one('grievancesClosed'),
  // a text that is tried again is handed over, and paid for, again
  MessageSent: ({ parts, costMicros, currency }) => [
    ...one('messagesSent'),
    { indicator: 'messageParts', count: parts },
    ...(costMicros === undefined || currency === undefined ? [] : [{ indicator: `messageCostMicros.${currency}`, count: costMicros }]),
  ],
  MessageNotSent: () => one('messagesNotSent'),
  MessageDelivered: () => one('messagesDelivered'),
  MessageUndelivered: () => one('messagesUndelivered'),
  SevereEpisodeOpened: () => one('severeReadings'),
  SevereEpisodeHandled: ({ inTime }) => one(inTime ? 'severeReadingsHandledInTime' : 'severeReadingsHandledLate'),
  SevereEpisodeUnhandled: () => one('severeReadingsTimeOver'),
  AlertOpened: ({ level }) => one(`alertsOpened.${level}`),
  AlertAccepted: ({ level, openedAt, again }, at) => (again === true ? [] : acceptedAfter(level, openedAt, at)),
  AlertClosed: ({ level, openedAt, neverAccepted, overtaken }, at) => [
    ...one(`${overtaken === true ? 'alertsOvertaken' : 'alertsClosed'}.${level}`),
    ...(neverAccepted === true ? acceptedAfter(level, openedAt, at) : []),
  ],
  DoseRecorded: ({ source }) => one(`dosesRecorded.${source}`),
  // by the month of the due day, so that of the doses due in a month those given in time, late and not at all add up
  DosesCounted: ({ changes }) =>
    changes.map(({ dose, dueOn, state, by }) => ({ indicator: `${DOSE_INDICATOR[state]}.${dose}`, count: by, month: dueOn.slice(0, 7) })),
  DoseOverdue: ({ doses }) => [{ indicator: 'dosesOverdue', count: doses.length }],
  ScreenOffered: ({ questionnaire, reminder }) => (reminder ? [] : one(`screensOffered.${questionnaire}`)),
  ScreenCompleted: ({ questionnaire, band }) => [
    ...one(`screensCompleted.${questionnaire}`),
    ...(band === 'positive' ? one(`screensPositive.${questionnaire}`) : []),
  ],
  ScreenLinked: ({ questionnaire, inTime }) => one(`${inTime ? 'screensLinkedInTime' : 'screensLinkedLate'}.${questionnaire}`),
  SocialNeedFound: ({ domain }) => one(`socialNeeds.${domain}`),
  ChildDied: () => one('childDeaths'),
  MotherDied: () => one('motherDeaths'),
  PregnancyLost: () => one('pregnanciesLost'),
  CaseExited: ({ reason }) => one(`exited.${reason}`),
  CaseReinstated: () => one('reinstated'),
  ReferralRequested: ({ domain }) => one(`referrals.${domain}.requested`),
  ReferralOffered: ({ domain }) => one(`referrals.${domain}.offered`),
  ReferralClosed: ({ domain, outcome, days }) => [
    ...one(`referrals.${domain}.${outcome}`),
    // one cell a day, so that the median is read off them exactly
    ...(outcome === 'confirmed' ? one(`referrals.${domain}.days.${String(Math.min(days, 366))}`) : []),
  ],
} as const satisfies { readonly [Name in FactName]?: (data: DataOf<Name>, at: string) => readonly Tally[] };

export type CountedFact = keyof typeof COUNTED;

const isCounted = (name: string): name is CountedFact => name in COUNTED;

/** One step for each cell: what is taken back and counted again in the same cell is none. */
const together = (tallies: readonly Tally[]): readonly Tally[] =>
  [...Map.groupBy(tallies, ({ indicator, month }) => `${indicator} ${month ?? ''}`).values()].flatMap((same) => {
    const [first] = same;
    const count = same.reduce((sum, one) => sum + one.count, 0);
    return first === undefined || (same.length > 1 && count === 0) ? [] : [same.length === 1 ? first : { ...first, count }];
  });

/** The tallies of a fact by its type on the bus, such as `MotherRegistered.v1`, and the instant of it. */
export const talliesOf = (detailType: string, data: unknown, at: string): readonly Tally[] => {
  const name = detailType.replace(/\.v\d+$/, '');
  return isCounted(name) ? together((COUNTED[name] as (data: unknown, at: string) => readonly Tally[])(data, at)) : [];
};
