/** Tasks as the block shows them: open reviews of cases, and applications that wait for a person. */
import type { CaseRoot } from '../../../casefile/case.ts';
import type { Review, ReviewKind } from '../../../casefile/review.ts';
import type { Application, StatusCode, Task } from '../records.ts';
import { statusAfter } from './application.ts';
import { statusModel, statusOfReview } from './status.ts';

const NAMES = {
  verification: 'Decide the verification',
  duplicate: 'Decide whether it is the same mother',
  eligibility: 'Decide the eligibility',
  appeal: 'Decide the appeal',
  paymentApproval: 'Approve the payment',
  paymentAddress: 'Find out where she is paid',
  paymentDiscrepancy: 'Explain a payment',
  correction: 'Agree to the correction',
  unverifiedOffline: 'Look at a registration made offline',
  registryReport: 'Look at what a registry reported',
  message: 'Answer a message',
} as const satisfies Record<ReviewKind, string>;

const SEPARATOR = '.';

/** The id of the task that a review is: it leads to its case. */
export const reviewTaskId = (caseId: string, reviewId: string): string => `${caseId}${SEPARATOR}${reviewId}`;

/** The case and the review behind a task; undefined when it is about an application that is no case. */
export const reviewOfTask = (taskId: string): { readonly caseId: string; readonly reviewId: string } | undefined => {
  const [caseId = '', reviewId = '', ...more] = taskId.split(SEPARATOR);
  return caseId !== '' && reviewId !== '' && more.length === 0 ? { caseId, reviewId } : undefined;
};

/** The service that a programme is. */
export interface ServiceName {
  readonly serviceId: string;
  readonly serviceName: string;
}

type ListedReview = Pick<Review, 'reviewId' | 'kind' | 'openedAt' | 'dueOn' | 'status' | 'decision'>;
type Whereabouts = Pick<CaseRoot, 'caseId'> & { readonly workerId?: string | undefined };

const descriptionOf = ({ dueOn }: Pick<Review, 'dueOn'>): string => `due on ${dueOn}`;

export const rowOfReview = (review: ListedReview, { caseId, workerId }: Whereabouts, { serviceId, serviceName }: ServiceName) => ({
  taskId: reviewTaskId(caseId, review.reviewId),
  mainTaskId: caseId,
  name: NAMES[review.kind],
  ...(workerId === undefined ? {} : { assigneeId: workerId }),
  created: review.openedAt,
  description: descriptionOf(review),
  dueOn: review.dueOn,
  serviceId,
  serviceName,
  fileId: caseId,
  status: statusModel(statusOfReview(review)),
});

export const statusOfTask = ({ decision }: Pick<Task, 'decision'>): StatusCode =>
  decision === undefined ? 'PENDING' : statusAfter(decision);

export const rowOfTask = (task: Task) => ({ ...task, status: statusModel(statusOfTask(task)) });

/** What a person has to know to decide a review, as variables of a form: each is an object. */
export const variablesOfReview = ({ kind, options, differences, about, dueOn }: Review) => ({
  review: { kind, dueOn },
  decision: { options },
  differences: { list: differences },
  about: { ...about },
});

/** What was decided of it; nothing while it is open. */
export const decidedData = ({ decision, note, decidedBy, decidedAt }: Pick<Review, 'decision' | 'note' | 'decidedBy' | 'decidedAt'>) =>
  decision === undefined
    ? {}
    : {
        decision: { value: decision },
        decided: { by: decidedBy, at: decidedAt },
        ...(note === undefined ? {} : { note: { value: note } }),
      };

/** The fields of a form as variables: what is no object by itself becomes one with a value. */
export const asObjects = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value },
    ]),
  );

/** What a person has to know to decide an application that is no case. */
export const variablesOfApplication = ({ submitted }: Application, options: readonly string[]) => ({
  ...asObjects(submitted.data ?? {}),
  decision: { options },
});
