import * as z from 'zod';
import { fact } from './fact.ts';

/** Something of a case is due today; found by a sweep, done by who owns it. */
export const ItemFellDue = fact('updating', 'ItemFellDue', 1, {
  kind: z.string().max(120),
  item: z.string().max(120),
  dueOn: z.iso.date(),
});
