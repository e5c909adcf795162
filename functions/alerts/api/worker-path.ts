import * as z from 'zod';
import { Id } from '../../policy/schema/vocabulary.ts';

export const WorkerPath = z.strictObject({ workerId: z.string().min(1).max(64) });

export const FilterName = Id.describe('what the worker calls it');

export const FilterPath = WorkerPath.extend({ name: FilterName });
