import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother asked who looked at her record: how often it was opened, how often by staff, and when last. */
export const AccessesTold = fact('conversations', 'AccessesTold', 1, {
  looks: z.int().min(0),
  byStaff: z.int().min(0),
  lastOn: z.iso.date().optional(),
});
