import * as z from 'zod';
import type { Duty } from '../records.ts';

/** A duty as others see it: who holds it, not under which number. */
export const DutyView = z.object({
  area: z.string(),
  duty: z.string(),
  version: z.int(),
  people: z.array(z.object({ person: z.string(), language: z.string().optional() })),
});

export const shownDuty = ({ people, ...duty }: Duty): z.infer<typeof DutyView> => ({
  ...duty,
  people: people.map(({ phone: _, ...person }) => person),
});
