import * as z from 'zod';
import { fact } from './fact.ts';

/** The days began on which a mother measures herself. */
export const MonitoringStarted = fact('readings', 'MonitoringStarted', 1, { planId: z.uuid(), on: z.iso.date(), until: z.iso.date() });
