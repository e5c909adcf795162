import * as z from 'zod';
import { task } from '../../../runtime/task.ts';
import { handOver } from '../hand-over.ts';
import type { RailNeeds } from '../payees.ts';
import { checkAddresses } from '../validations.ts';

/** Asks the rail the next few things of a batch or a question, and says how to go on. */
export const askRail = (needs: Omit<RailNeeds, 'register'>) =>
  task(
    z.object({
      kind: z.enum(['creditBatch', 'addressCheck']),
      workId: z.uuid(),
      code: z.string().length(12),
      /** What the step before gave, as the state machine keeps it. */
      progress: z.object({ value: z.object({ after: z.int().min(0).optional(), idle: z.int().min(0) }) }).default({ value: { idle: 0 } }),
    }),
    ({ kind, workId, code, progress: { value } }, context) =>
      kind === 'creditBatch' ? handOver(needs, workId, value, context) : checkAddresses(needs, { workId, code }, value, context),
  );
