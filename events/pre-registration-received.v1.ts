import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody asked by text to be registered. `caseId` of its metadata is the lead's id. */
export const PreRegistrationReceived = fact('conversations', 'PreRegistrationReceived', 1, { preRegistrationId: z.uuid() });
