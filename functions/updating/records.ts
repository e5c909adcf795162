import * as z from 'zod';
import { Instant, MESSAGE_MODES, Sealed } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { findOf, type CaseFile } from '../casefile/files.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { ProgrammeExitReason } from '../policy/schema/exit-reason.ts';
import { dueOn } from '../table/keys.ts';

/** One field of a correction. Identity numbers are kept sealed, before and after. */
export const FieldChange = z.object({
  /** A JSON pointer into the record, such as `/mother/phone`. */
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  sealed: z.boolean(),
});
export type FieldChange = z.infer<typeof FieldChange>;

/** A change of the record: asked for, and applied or refused. */
export const Correction = z.object({
  correctionId: z.uuid(),
  status: z.enum(['requested', 'applied', 'refused']),
  changes: z.array(FieldChange).min(1),
  reason: z.string(),
  requestedAt: Instant,
  requestedBy: z.string(),
  reviewId: z.uuid().optional(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  /** Why it could not be applied although it was approved: the name of the refusal. */
  refusedBecause: z.string().optional(),
});
export type Correction = z.infer<typeof Correction>;

export const Corrections = entity({ name: 'correction', schema: Correction, sk: ({ correctionId }) => `CORRECTION#${correctionId}` });

export const LifeEventKind = z.enum(['childDied', 'motherDied', 'pregnancyLost', 'moved', 'withdrawn']);
export type LifeEventKind = z.infer<typeof LifeEventKind>;

/** Something that happened in a life and changes what the programme does. */
export const LifeEvent = z.object({
  lifeEventId: z.uuid(),
  kind: LifeEventKind,
  childId: ChildId.optional(),
  on: PlainDate,
  toArea: z.string().optional(),
  /** For a lost pregnancy; counted by weeks where it was not told. */
  loss: z.enum(['miscarriage', 'stillbirth']).optional(),
  source: z.enum(['worker', 'partner', 'family', 'civilRegistry', 'consent']),
  recordedAt: Instant,
  by: z.string(),
  /** What she got before; a reversal brings it back. */
  messagesBefore: z.enum(MESSAGE_MODES),
  reversedAt: Instant.optional(),
  reversedBy: z.string().optional(),
});
export type LifeEvent = z.infer<typeof LifeEvent>;

export const LifeEvents = entity({ name: 'lifeEvent', schema: LifeEvent, sk: ({ lifeEventId }) => `LIFE#${lifeEventId}` });

/** That an exit or a life event was undone, by whom and why. */
export const Reversal = z.object({
  reversalId: z.uuid(),
  at: Instant,
  by: z.string(),
  reason: z.string(),
  exitReason: z.string().optional(),
  lifeEventId: z.uuid().optional(),
});
export type Reversal = z.infer<typeof Reversal>;

export const Reversals = entity({ name: 'reversal', schema: Reversal, sk: ({ at, reversalId }) => `REVERSAL#${at}#${reversalId}` });

/** The day on which somebody has to see whether the case is over: when the youngest child reaches the programme's age. One a case. */
export const ExitWatch = z.object({ watchedOn: PlainDate });
export type ExitWatch = z.infer<typeof ExitWatch>;

const EXIT_WATCH_SK = 'EXITWATCH';

export const ExitWatches = entity({
  name: 'exitWatch',
  schema: ExitWatch,
  sk: () => EXIT_WATCH_SK,
  index: ({ watchedOn }, { root, shards }) => dueOn('exit', watchedOn, 'childAge', root.caseId, EXIT_WATCH_SK, shards),
});

/** Why a case leaves: the programme's reasons, `duplicate` for a second registration of the same mother, and `forgotten` where she asked for it. */
export const ExitReason = z.enum([...ProgrammeExitReason.options, 'duplicate', 'forgotten']);
export type ExitReason = z.infer<typeof ExitReason>;

/** An exit that waits for its days of grace to pass. One a case. */
export const ScheduledExit = z.object({ reason: ExitReason, dueOn: PlainDate, lifeEventId: z.uuid().optional() });
export type ScheduledExit = z.infer<typeof ScheduledExit>;

const SCHEDULED_EXIT_SK = 'SCHEDULEDEXIT';

export const ScheduledExits = entity({
  name: 'scheduledExit',
  schema: ScheduledExit,
  sk: () => SCHEDULED_EXIT_SK,
  index: (exit, { root, shards }) => dueOn('exit', exit.dueOn, 'exit', root.caseId, SCHEDULED_EXIT_SK, shards),
});

/** What the civil registry reported; numbers of a child that was born are sealed for the mother. */
export const RegistryReport = z.object({
  changeId: z.string(),
  kind: z.enum(['birth', 'death', 'move']),
  subject: z.enum(['mother', 'child']),
  childId: ChildId.optional(),
  on: PlainDate,
  toArea: z.string().optional(),
  bornChild: z.object({ nationalId: Sealed, certificate: Sealed.optional() }).optional(),
  reportedAt: Instant,
  outcome: z.enum(['applied', 'alreadyKnown', 'awaited', 'forReview']).optional(),
});
export type RegistryReport = z.infer<typeof RegistryReport>;

export const RegistryReports = entity({ name: 'registryReport', schema: RegistryReport, sk: ({ changeId }) => `REGISTRY#${changeId}` });

/** The texts that a bereaved mother is offered. One a case. */
export const Bereavement = z.object({
  lifeEventId: z.uuid(),
  state: z.enum(['planned', 'offered', 'accepted', 'declined', 'finished']),
  /** How many texts of the set were told. */
  told: z.int().min(0),
  /** The day of the offer, or of the next text. */
  dueOn: PlainDate.optional(),
});
export type Bereavement = z.infer<typeof Bereavement>;

const BEREAVEMENT_SK = 'BEREAVEMENT';

export const Bereavements = entity({
  name: 'bereavement',
  schema: Bereavement,
  sk: () => BEREAVEMENT_SK,
  index: ({ dueOn: nextOn }, { root, shards }) =>
    nextOn === undefined ? {} : dueOn('update', nextOn, 'bereavement', root.caseId, BEREAVEMENT_SK, shards),
});

/** That a case is to be erased, and when. One a case. */
export const Erasure = z.object({
  erasureId: z.uuid(),
  requestedAt: Instant,
  requestedBy: z.string(),
  erasedOn: PlainDate,
  /** What she got before; it comes back when she does. */
  messagesBefore: z.enum(MESSAGE_MODES),
  /** Set when the erasing has begun; from then on there is no way back. */
  begunAt: Instant.optional(),
});
export type Erasure = z.infer<typeof Erasure>;

const ERASURE_SK = 'ERASURE';

export const Erasures = entity({
  name: 'erasure',
  schema: Erasure,
  sk: () => ERASURE_SK,
  index: ({ erasedOn }, { root, shards }) => dueOn('update', erasedOn, 'erasure', root.caseId, ERASURE_SK, shards),
});

/** An erasure that she may still take back. */
export const plannedErasure = (file: CaseFile): Erasure | undefined => findOf(file, Erasures, ({ begunAt }) => begunAt === undefined);
