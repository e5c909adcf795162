import * as z from 'zod';
import { fact } from './fact.ts';

/**
 * Files of registries are let go: their records went or name others, or no record ever named them. Nothing leads to their bytes any more.
 * The fact is about that, and about no case: `caseId` of its metadata is its own id.
 */
export const RegistryFilesLeft = fact('govstack', 'RegistryFilesLeft', 1, { fileIds: z.array(z.uuid()).min(1) });
