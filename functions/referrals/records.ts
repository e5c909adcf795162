import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { OrganisationText, Urgency } from '../policy/schema/referral-kinds.ts';
import { dueOn } from '../table/keys.ts';
import { Stage, TaskStatus } from './domain/life-cycle.ts';

/** What one organisation was asked, and what became of it. An offer that has ended is never taken up again. */
export const Offer = z.object({
  round: z.int().min(1),
  organisationId: z.string(),
  organisationName: z.string(),
  /** What the mother is told. */
  calledAs: z.string(),
  status: TaskStatus,
  /** By which it is named in a text message. */
  code: z.string().length(6),
  offeredAt: Instant,
  acceptedAt: Instant.optional(),
  startedAt: Instant.optional(),
  doneAt: Instant.optional(),
  endedAt: Instant.optional(),
  /** Why it ended without help. */
  reason: z.string().max(60).optional(),
  /** How often it said done when she said no. */
  falseDones: z.int().min(0),
});
export type Offer = z.infer<typeof Offer>;

/** A mother's need on its way to somebody who helps. */
export const Referral = z.object({
  referralId: z.uuid(),
  /** The kind of help, as the programme lists them. */
  domain: z.string(),
  urgency: Urgency,
  /** For staff; no organisation sees it. */
  note: z.string().max(1000).optional(),
  /** The screen that found the need. */
  screenId: z.uuid().optional(),
  /** The organisation to ask first. */
  wanted: z.string().optional(),
  stage: Stage,
  requestedAt: Instant,
  requestedBy: z.string(),
  offers: z.array(Offer).max(100),
  /** Offers made before a person had it looked for anew; the limit counts from here. */
  roundsBefore: z.int().min(0),
  /** When the time of the present stage is over, when it is reminded of that, and whether it was. */
  dueAt: Instant.optional(),
  remindAt: Instant.optional(),
  reminded: z.boolean().optional(),
  /** What the organisation is still to be told by text. */
  toTell: OrganisationText.optional(),
  /** The question that the mother was asked. */
  question: z.object({ questionId: z.uuid(), askedAt: Instant }).optional(),
  held: z.object({ reason: z.enum(['nobodyLeft', 'unconfirmed']), at: Instant }).optional(),
  closed: z
    .object({
      outcome: z.enum(['confirmed', 'confirmedByPerson', 'failed', 'cancelled']),
      at: Instant,
      by: z.string(),
      note: z.string().max(1000).optional(),
    })
    .optional(),
  /** The organisation that has it in hand. */
  holder: z.string().optional(),
  /** The execution of the state machine that sees to it, and the task token under which it waits. */
  watcher: z.string().optional(),
  token: z.string().optional(),
  /** The day on which the update sweep looks whether somebody still sees to it. */
  lookOn: PlainDate.optional(),
});
export type Referral = z.infer<typeof Referral>;

/** The offer that is open: the last one, unless it has ended. */
export const currentOffer = ({ offers }: Pick<Referral, 'offers'>): Offer | undefined => {
  const last = offers.at(-1);
  return last === undefined || last.endedAt !== undefined ? undefined : last;
};

export const referralSk = (referralId: string): string => `REFERRAL#${referralId}`;

/** The referrals that an organisation has in hand. */
export const inHandPartition = (organisationId: string): string => `INHAND#${organisationId}`;

/** A referral stands in the list of the organisation that has it in hand, and in the due index until it is closed. */
export const Referrals = entity({
  name: 'referral',
  schema: Referral,
  sk: ({ referralId }) => referralSk(referralId),
  index: ({ referralId, holder, lookOn }, { root, shards }) => ({
    ...(holder === undefined ? {} : { lookupPk: inHandPartition(holder), lookupSk: referralId }),
    ...(lookOn === undefined ? {} : dueOn('update', lookOn, 'referral', root.caseId, referralSk(referralId), shards)),
  }),
});

/** The link of one offer. Of its token only the keyed hash is stored. */
export const ReferralLink = z.object({ referralId: z.uuid(), round: z.int().min(1), organisationId: z.string(), tokenHash: z.string() });
export type ReferralLink = z.infer<typeof ReferralLink>;

export const linkPartition = (tokenHash: string): string => `REFERRALLINK#${tokenHash}`;

export const ReferralLinks = entity({
  name: 'referralLink',
  schema: ReferralLink,
  sk: ({ referralId, round }) => `REFERRALLINK#${referralId}#${String(round).padStart(3, '0')}`,
  index: ({ tokenHash, referralId }) => ({ lookupPk: linkPartition(tokenHash), lookupSk: referralId }),
});
