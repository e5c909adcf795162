import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';

/** How far the enrolment of a case is. */
export const Enrolment = z.object({
  enrolmentId: z.uuid(),
  /** What stands on the card; from the first step on, and found by others once she is enrolled. */
  programmeNumber: z.string(),
  startedAt: Instant,
  enrolledAt: Instant.optional(),
});
export type Enrolment = z.infer<typeof Enrolment>;

export const Enrolments = entity({ name: 'enrolment', schema: Enrolment, sk: () => 'ENROLMENT' });

/** The mother's own way to her record: by programme number and a code sent to her phone, which others may share. */
export const Account = z.object({ programmeNumber: z.string(), openedAt: Instant });
export type Account = z.infer<typeof Account>;

export const Accounts = entity({ name: 'account', schema: Account, sk: () => 'ACCOUNT' });

/** That she entered her account; the token itself is stored nowhere. */
export const Session = z.object({
  sessionId: z.uuid(),
  /** SHA-256 of the token, hexadecimal. */
  tokenHash: z.string(),
  startedAt: Instant,
  expiresAt: Instant,
});
export type Session = z.infer<typeof Session>;

export const sessionSk = (sessionId: string): string => `SESSION#${sessionId}`;

export const Sessions = entity({ name: 'session', schema: Session, sk: ({ sessionId }) => sessionSk(sessionId) });

/** A payment address that the rail has been asked about and answers by callback. */
export const AddressCheck = z.object({ correlationId: z.string(), askedAt: Instant });
export type AddressCheck = z.infer<typeof AddressCheck>;

/** Where a callback of the rail is looked up: it names the check, not the case. */
export const addressCheckPartition = (correlationId: string): string => `ADDRESS#${correlationId}`;

export const AddressChecks = entity({
  name: 'addressCheck',
  schema: AddressCheck,
  sk: () => 'ADDRESSCHECK',
  index: ({ correlationId }, { root }) => ({ lookupPk: addressCheckPartition(correlationId), lookupSk: root.caseId }),
});
