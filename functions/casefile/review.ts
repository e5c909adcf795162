import * as z from 'zod';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn, placePartition, workerPartition } from '../table/keys.ts';
import { FactValue, Instant } from './case.ts';
import { entity } from './entity.ts';

/** What a person is asked to decide. */
export const ReviewKind = z.enum([
  'verification',
  'duplicate',
  'eligibility',
  'appeal',
  'paymentApproval',
  'paymentAddress',
  'paymentDiscrepancy',
  'correction',
  'unverifiedOffline',
  'registryReport',
  'message',
]);
export type ReviewKind = z.infer<typeof ReviewKind>;

/** One field on which the registration and a register do not agree. */
export const Difference = z.object({
  field: z.string(),
  source: z.string(),
  registered: z.string().nullable(),
  found: z.string().nullable(),
});
export type Difference = z.infer<typeof Difference>;

/** A decision that waits for a person; a state machine may wait for it by its task token. */
export const Review = z.object({
  reviewId: z.uuid(),
  kind: ReviewKind,
  status: z.enum(['open', 'decided']),
  openedAt: Instant,
  dueOn: PlainDate,
  /** What may be decided, such as accept or refuse. */
  options: z.array(z.string()).min(1),
  differences: z.array(Difference),
  /** Identifiers and facts that help to decide; no copies of records. */
  about: z.record(z.string(), FactValue),
  /** Who caused it, so that a second person decides where the programme says so. */
  openedBy: z.string(),
  secondPerson: z.boolean(),
  /** The task token of the state machine that waits. */
  token: z.string().optional(),
  decision: z.string().optional(),
  note: z.string().optional(),
  decidedBy: z.string().optional(),
  decidedAt: Instant.optional(),
  /** How often it was reported as overdue, and when it is looked at next; its due day stays what it was. */
  escalations: z.int().min(1).optional(),
  escalateOn: PlainDate.optional(),
});
export type Review = z.infer<typeof Review>;

/** An open review stands in its area's queue and its worker's list, by due day, and in the due index until it is decided. */
export const Reviews = entity({
  name: 'review',
  schema: Review,
  sk: ({ reviewId }) => `REVIEW#${reviewId}`,
  index: (review, { root, shards }) =>
    review.status === 'open'
      ? {
          placePk: placePartition('REVIEWS', root.area),
          placeSk: `${review.dueOn}#${root.caseId}#${review.reviewId}`,
          ...(root.workerId === undefined
            ? {}
            : { workerPk: workerPartition(root.workerId), workerSk: `#${review.dueOn}#${root.caseId}#${review.reviewId}` }),
          ...dueOn('update', review.escalateOn ?? review.dueOn, 'review', root.caseId, `REVIEW#${review.reviewId}`, shards),
        }
      : {},
});
