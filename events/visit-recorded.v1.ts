import * as z from 'zod';
import { fact } from './fact.ts';

/** A contact with the mother or the child took place. */
export const VisitRecorded = fact('care', 'VisitRecorded', 1, {
  visitId: z.uuid(),
  contactId: z.string().max(120).optional(),
  kind: z.string().max(120),
  on: z.iso.date(),
  late: z.boolean(),
});
