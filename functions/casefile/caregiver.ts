import * as z from 'zod';
import { Instant, type CaseRoot } from './case.ts';
import { entity } from './entity.ts';
import { allOf, type CaseFile } from './files.ts';

/** Who looks after the children of a mother who has died, and whether they agreed for themselves. One a case. */
export const Caregiver = z.object({
  caregiverId: z.uuid(),
  givenName: z.string(),
  familyName: z.string().optional(),
  relation: z.enum(['father', 'grandparent', 'otherRelative', 'guardian', 'institution', 'other']),
  phone: z.string().optional().describe('E.164'),
  language: z.string(),
  consent: z.enum(['asked', 'given', 'refused']),
  method: z.enum(['paper', 'digital', 'sms']),
  /** The scanned sheet, for consent on paper. */
  scanReference: z.string().optional(),
  recordedAt: Instant,
  by: z.string(),
  answeredAt: Instant.optional(),
});
export type Caregiver = z.infer<typeof Caregiver>;

export const CAREGIVER_SK = 'CAREGIVER';

export const Caregivers = entity({ name: 'caregiver', schema: Caregiver, sk: () => CAREGIVER_SK });

/** The caregiver of a case whose mother has died; nobody while she lives. */
export const findCaregiver = (file: CaseFile): Caregiver | undefined =>
  file.root.mother.diedOn === undefined ? undefined : allOf(file, Caregivers)[0];

/** Whether a text from a phone counts as the caregiver's. One who said no or stop is a stranger again. */
export const writesFor = ({ mother }: CaseRoot, caregiver: Caregiver | undefined, phone: string): boolean =>
  mother.diedOn !== undefined && caregiver?.phone === phone && caregiver.consent !== 'refused';
