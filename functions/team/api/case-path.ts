import * as z from 'zod';

export const CasePath = z.strictObject({ caseId: z.uuid() });
