import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { BP_CATEGORIES } from '../policy/schema/blood-pressure-categories.ts';
import { dueOn } from '../table/keys.ts';

export const ReadingSource = z.enum(['visit', 'worker', 'text', 'device', 'partner']);
export type ReadingSource = z.infer<typeof ReadingSource>;
export const ReadingPlace = z.enum(['home', 'facility', 'community', 'phone']);

/** One measurement of a mother or a child, that can be true. */
export const Reading = z.object({
  readingId: z.uuid(),
  /** A kind of the programme. */
  kind: z.string(),
  /** Absent: the mother's own. */
  childId: ChildId.optional(),
  /** Numbers by the parts of the kind, in its unit. */
  values: z.record(z.string(), z.number()),
  unit: z.string(),
  measuredAt: Instant,
  receivedAt: Instant,
  device: z.string().optional(),
  place: ReadingPlace.optional(),
  /** Who measured, where it was not who recorded. */
  measuredBy: z.string().optional(),
  source: ReadingSource,
  /** The visit or the text that it came with. */
  sourceId: z.string().optional(),
  by: z.string(),
  /** Danger signs that were told with it. */
  symptoms: z.array(z.string()),
  category: z.string().optional(),
  /** Entered in error: it counts for nothing, and stays to be seen. */
  voided: z.object({ at: Instant, by: z.string(), reason: z.string(), replacedBy: z.uuid().optional() }).optional(),
});
export type Reading = z.infer<typeof Reading>;

export const Readings = entity({
  name: 'reading',
  schema: Reading,
  sk: ({ measuredAt, readingId }) => `READING#${measuredAt}#${readingId}`,
});

/** Danger signs of one person from one source. */
export const Finding = z.object({
  findingId: z.uuid(),
  childId: ChildId.optional(),
  signs: z.array(z.string()).min(1),
  on: PlainDate,
  at: Instant,
  by: z.string(),
  source: z.object({ kind: z.string(), id: z.string() }),
});
export type Finding = z.infer<typeof Finding>;

export const Findings = entity({ name: 'dangerFinding', schema: Finding, sk: ({ on, findingId }) => `SIGNS#${on}#${findingId}` });

/** Something lasting about a mother or a child that asks for more contacts. */
export const Risk = z.object({
  riskId: z.uuid(),
  code: z.string(),
  childId: ChildId.optional(),
  on: PlainDate,
  at: Instant,
  by: z.string(),
  /** What it was concluded from, where nobody recorded it. */
  from: z.enum(['recorded', 'readings']),
  endedOn: PlainDate.optional(),
  endedBy: z.string().optional(),
});
export type Risk = z.infer<typeof Risk>;

export const Risks = entity({ name: 'risk', schema: Risk, sk: ({ on, riskId }) => `RISK#${on}#${riskId}` });

/** What became of a severe reading: repeated and severe again, repeated and not, or not repeated in time; withdrawn: entered in error. */
export const EpisodeOutcome = z.enum(['awaiting', 'confirmed', 'notConfirmed', 'unrepeated', 'withdrawn']);
export type EpisodeOutcome = z.infer<typeof EpisodeOutcome>;
export const EpisodeAction = z.enum(['treated', 'referred', 'sentToFacility', 'assessedNoTreatment']);

/** A run of severe blood pressures. Its clock starts with the first of them, whenever that came to be known. */
export const Episode = z.object({
  episodeId: z.uuid(),
  readingIds: z.array(z.uuid()).min(1),
  firstAt: Instant,
  repeatBy: Instant,
  treatBy: Instant,
  outcome: EpisodeOutcome,
  openedAt: Instant,
  handled: z.object({ at: Instant, by: z.string(), action: EpisodeAction }).optional(),
  /** A person has been told that nobody treated her in time. */
  toldUnhandled: z.boolean(),
  closed: z.boolean(),
});
export type Episode = z.infer<typeof Episode>;

const episodeSk = (episodeId: string): string => `EPISODE#${episodeId}`;

/** An episode that is not closed is looked at by every sweep, should its state machine be gone. */
export const Episodes = entity({
  name: 'episode',
  schema: Episode,
  sk: ({ episodeId }) => episodeSk(episodeId),
  index: ({ episodeId, closed, openedAt }, { root, shards }) =>
    closed ? {} : dueOn('update', PlainDate.parse(openedAt.slice(0, 10)), 'severeEpisode', root.caseId, episodeSk(episodeId), shards),
});

/** Days on which a mother measures herself at set times. */
export const MonitoringPlan = z.object({
  planId: z.uuid(),
  startedOn: PlainDate,
  endsOn: PlainDate,
  startedAt: Instant,
  by: z.string(),
  status: z.enum(['active', 'ended']),
  /** The last time of the plan that was dealt with. */
  dealtWith: Instant,
  /** Readings missed in a row, when it was last looked at. */
  missed: z.int().min(0),
  /** The day on which it is looked at next. */
  lookOn: PlainDate,
});
export type MonitoringPlan = z.infer<typeof MonitoringPlan>;

const planSk = (planId: string): string => `MONITORING#${planId}`;

export const MonitoringPlans = entity({
  name: 'monitoringPlan',
  schema: MonitoringPlan,
  sk: ({ planId }) => planSk(planId),
  index: ({ planId, status, lookOn }, { root, shards }) =>
    status === 'ended' ? {} : dueOn('update', lookOn, 'monitoring', root.caseId, planSk(planId), shards),
});

const common = { outcomeId: z.uuid(), on: PlainDate, at: Instant, by: z.string() };

/** Something that happened to a mother or a child and that tells how care goes. */
export const Outcome = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('breastfeeding'),
    childId: ChildId,
    /** Minutes from the birth to the first breast, where it was asked. */
    startedAfterMinutes: z.int().min(0).optional(),
    /** What the child had on the day before. */
    feeding: z.enum(['exclusive', 'mixed', 'none']).optional(),
  }),
  z.object({ ...common, kind: z.literal('familyPlanning'), method: z.string() }),
  z.object({ ...common, kind: z.literal('medicineSupplied'), medicine: z.string(), days: z.int().min(1) }),
  z.object({
    ...common,
    kind: z.literal('medicineTaken'),
    medicine: z.string(),
    dosesDue: z.int().min(1),
    dosesTaken: z.int().min(0),
  }),
  z.object({ ...common, kind: z.literal('discharge'), childId: ChildId.optional() }),
  z.object({ ...common, kind: z.literal('emergencyVisit'), childId: ChildId.optional(), pressureRelated: z.boolean() }),
  z.object({
    ...common,
    kind: z.literal('admission'),
    childId: ChildId.optional(),
    pressureRelated: z.boolean(),
    /** It began soon after the discharge of the birth. */
    readmission: z.boolean(),
    until: PlainDate.optional(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;

export const Outcomes = entity({ name: 'outcome', schema: Outcome, sk: ({ on, outcomeId }) => `OUTCOME#${on}#${outcomeId}` });

export const BpCategory = z.enum(BP_CATEGORIES);
export type BpCategory = z.infer<typeof BpCategory>;
