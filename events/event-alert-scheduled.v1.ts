import * as z from 'zod';
import { fact } from './fact.ts';

/** An alert schedule of the Scheduler block was made or moved; the fact is about the schedule. */
export const EventAlertScheduled = fact('govstack', 'EventAlertScheduled', 1, { alertAt: z.iso.datetime() });
