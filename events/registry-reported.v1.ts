import * as z from 'zod';
import { fact } from './fact.ts';

/** The civil registry reported a birth, a death or a move of somebody in a case. */
export const RegistryReported = fact('updating', 'RegistryReported', 1, {
  changeId: z.string().max(120),
  kind: z.enum(['birth', 'death', 'move']),
  subject: z.enum(['mother', 'child']),
  childId: z.uuid().optional(),
  on: z.iso.date(),
  toArea: z.string().max(120).optional(),
});
