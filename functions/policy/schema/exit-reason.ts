import * as z from 'zod';

/** Why a case may leave a programme. It stands apart: what only names a reason need not carry the schema of all operations. */
export const ProgrammeExitReason = z.enum([
  'childAge',
  'childDeath',
  'motherDeath',
  'moved',
  'withdrawn',
  'noLongerEligible',
  'completed',
  'pregnancyLoss',
]);
