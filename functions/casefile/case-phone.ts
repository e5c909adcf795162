import * as z from 'zod';
import { entity } from './entity.ts';

/** By which a case is found when its mother writes, or who looks after her children: the keyed hash of the phone. */
export const CasePhone = z.object({
  phoneHash: z.string(),
  /** Whose phone; left out: the mother's. */
  of: z.literal('caregiver').optional(),
});
export type CasePhone = z.infer<typeof CasePhone>;

export const phonePartition = (hash: string): string => `PHONE#${hash}`;

export const CAREGIVERS_PHONE_SK = 'PHONE#CAREGIVER';

/** Several cases may have one phone: each stands under its hash. */
export const CasePhones = entity({
  name: 'casePhone',
  schema: CasePhone,
  sk: ({ of }) => (of === undefined ? 'PHONE' : CAREGIVERS_PHONE_SK),
  index: ({ phoneHash }, { root }) => ({ lookupPk: phonePartition(phoneHash), lookupSk: root.caseId }),
});
