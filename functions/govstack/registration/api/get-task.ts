import * as z from 'zod';
import type { CaseFiles } from '../../../casefile/files.ts';
import { isProblem, Problem } from '../../../kernel/problem.ts';
import { getReview } from '../../../reviews/domain/decide.ts';
import { operation } from '../../../runtime/operation.ts';
import type { ApplicationFiles } from '../applications.ts';
import { serviceNameOf } from '../case-applications.ts';
import {
  asObjects,
  decidedData,
  reviewOfTask,
  rowOfReview,
  statusOfTask,
  variablesOfApplication,
  variablesOfReview,
} from '../domain/task-views.ts';
import { statusModel } from '../domain/status.ts';
import { Outcome } from '../records.ts';
import { TaskView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends ReferenceNeeds {
  readonly files: CaseFiles;
  readonly applications: ApplicationFiles;
}

/** A case or a review that is not there is a task that is not there. */
export const asTaskNotFound = (error: unknown): never => {
  if (isProblem(error) && (error.name === 'CaseNotFound' || error.name === 'ReviewNotFound'))
    throw new Problem('RecordNotFound', 'there is no task of this id', { cause: error });
  throw error;
};

/** `GET /tasks/{taskId}`: what has to be decided, with what was found; the look leaves an audit entry. */
export const getTask = (needs: Needs) =>
  operation('getTask', {
    route: 'GET /tasks/{taskId}',
    scope: 'review.read',
    summary: 'Read a task with what is needed to decide it',
    status: 200,
    path: z.strictObject({ taskId: z.string() }),
    response: TaskView,
    async run({ path: { taskId } }, caller) {
      const named = reviewOfTask(taskId);
      if (named !== undefined) {
        const file = await needs.files.read(named.caseId, caller, 'review').catch(asTaskNotFound);
        try {
          const review = getReview(file, named.reviewId);
          const row = rowOfReview(review, file.root, serviceNameOf(needs, file.root.programme));
          return { ...row, taskName: row.name, formVariables: asObjects(variablesOfReview(review)), data: asObjects(decidedData(review)) };
        } catch (error) {
          return asTaskNotFound(error);
        }
      }
      const { value: task } = await needs.applications.findTask(taskId, caller);
      await needs.applications.look(task.fileId, task.client, caller, 'task');
      const application = await needs.applications.find(task.fileId, caller);
      return {
        ...task,
        taskName: task.name,
        formVariables: application === undefined ? {} : variablesOfApplication(application.value, Outcome.options),
        status: statusModel(statusOfTask(task)),
        data: asObjects(decidedData(task)),
      };
    },
  });
