import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';

export const STAFF_CODE = 'staffCode';

/** What a code of ours stands for, until the user pool has taken it. */
export const StaffCode = z.object({ username: z.string(), acr: z.string(), nonce: z.string().optional(), endsAt: Instant });
export type StaffCode = z.infer<typeof StaffCode>;
