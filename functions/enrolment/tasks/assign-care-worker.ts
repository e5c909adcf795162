import * as z from 'zod';
import { task } from '../../runtime/task.ts';
import { assignWorker, type AssignNeeds } from '../assign-worker.ts';

/** Gives the case to a care worker of its area. */
export const assignCareWorker = (needs: AssignNeeds) =>
  task(z.object({ caseId: z.uuid() }), ({ caseId }, context) => assignWorker(needs, caseId, context));
