import * as z from 'zod';
import { fact } from './fact.ts';

/** The code came back from the new phone; the change is made when this time has passed and nobody has stopped it. */
export const PhoneChangeConfirmed = fact('updating', 'PhoneChangeConfirmed', 1, { changeId: z.uuid(), dueAt: z.iso.datetime() });
