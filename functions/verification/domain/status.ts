import * as z from 'zod';
import { CaseStatus, Children, Instant } from '../../casefile/case.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { BirthRegistration, Verification } from '../records.ts';
import { findBirthRegistration } from './birth.ts';
import { findVerification } from './track.ts';

const Standing = Verification.pick({ state: true, attempts: true, reasons: true, changedAt: true, retryAt: true });

/** How a verification stands, as its readers see it: states and reasons, no values. */
export const VerificationStatus = z.object({
  caseId: z.uuid(),
  status: CaseStatus,
  verified: z.object({ at: Instant, how: z.string() }).optional(),
  verification: Standing.optional(),
  children: z.array(
    z.object({
      childId: z.uuid(),
      outcome: z.enum(['verified', 'refused', 'open']),
      verification: Standing.optional().describe('of a child that came to the case later'),
      birthRegistered: z.boolean(),
      birthRegistration: BirthRegistration.pick({ state: true, reference: true, requestedAt: true })
        .extend({ waitUntil: PlainDate })
        .optional(),
    }),
  ),
});
export type VerificationStatus = z.infer<typeof VerificationStatus>;

export const verificationStatus = (file: CaseFile): VerificationStatus => {
  const { caseId, status, verified } = file.root;
  return {
    caseId,
    status,
    verified,
    verification: findVerification(file),
    children: allOf(file, Children).map(({ childId, birthRegistered, verification }) => ({
      childId,
      outcome: verification?.outcome ?? 'open',
      verification: findVerification(file, childId),
      birthRegistered,
      birthRegistration: findBirthRegistration(file, childId),
    })),
  };
};
