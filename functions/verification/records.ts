import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { dueOn } from '../table/keys.ts';
import { Subject } from './domain/findings.ts';

/** How the verification of a case stands, or of a child that came to it later. */
export const Verification = z.object({
  /** Absent for the case as a whole. */
  childId: ChildId.optional(),
  state: z.enum(['running', 'inReview', 'consentMissing', 'awaitingBirthRegistration', 'parked', 'verified', 'refused', 'stopped']),
  /** Tries in a row that a partner or a fault kept from an answer. */
  attempts: z.int().min(0),
  /** Why it stands where it stands: reasons, or the name of a fault. */
  reasons: z.array(z.string().max(120)),
  /** The children that this verification takes in. */
  children: z.array(ChildId),
  /** Whom a person has looked at and accepted; they are not asked about again. */
  accepted: z.array(Subject),
  /** Whom a register's file has confirmed; they are not asked about again either. */
  attested: z.array(Subject).default([]),
  /** The execution whose word counts; an older one that is still under way changes nothing. */
  execution: z.string(),
  changedAt: Instant,
  /** When a parked one is tried again. */
  retryAt: Instant.optional(),
  /** When a sweep looks at it: for the next try, or to start a run anew that never came to an end. */
  dueOn: PlainDate.optional(),
});
export type Verification = z.infer<typeof Verification>;

const VERIFICATION = 'VERIFICATION';
const verificationSk = ({ childId }: Pick<Verification, 'childId'>): string =>
  childId === undefined ? VERIFICATION : `${VERIFICATION}#${childId}`;

export const Verifications = entity<Verification>({
  name: 'verification',
  schema: Verification,
  sk: verificationSk,
  index: (verification, { root, shards }) =>
    verification.dueOn === undefined
      ? {}
      : dueOn('update', verification.dueOn, 'verification', root.caseId, verificationSk(verification), shards),
});

/** A birth that was forwarded to birth registration. */
export const BirthRegistration = z.object({
  childId: ChildId,
  reference: z.string(),
  state: z.enum(['pending', 'registered', 'inReview', 'givenUp']),
  requestedAt: Instant,
  /** The registry is asked on this day, and a person looks when the last day has gone by. */
  askOn: PlainDate,
  waitUntil: PlainDate,
});
export type BirthRegistration = z.infer<typeof BirthRegistration>;

/** Where the case of a birth stands that is awaited under a reference. */
export const awaitedPartition = (reference: string): string => `AWAITEDBIRTH#${reference}`;

const birthRegistrationSk = ({ childId }: Pick<BirthRegistration, 'childId'>): string => `BIRTH-REGISTRATION#${childId}`;

export const BirthRegistrations = entity<BirthRegistration>({
  name: 'birthRegistration',
  schema: BirthRegistration,
  sk: birthRegistrationSk,
  index: (registration, { root, shards }) =>
    registration.state === 'pending'
      ? {
          ...dueOn('update', registration.askOn, 'birthRegistration', root.caseId, birthRegistrationSk(registration), shards),
          lookupPk: awaitedPartition(registration.reference),
          lookupSk: root.caseId,
        }
      : {},
});

/** The values in which a register differs, sealed for the case until a review is opened with them. */
export const SealedFinding = z.object({ subject: Subject, sealed: z.string() });
export type SealedFinding = z.infer<typeof SealedFinding>;

export const SealedFindings = entity<SealedFinding>({ name: 'finding', schema: SealedFinding, sk: ({ subject }) => `FINDING#${subject}` });
