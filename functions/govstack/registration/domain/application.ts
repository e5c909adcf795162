/** Applications that are no case: sent in, looked at by a person, sent in again, decided. */
import { derivedId } from '../../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../../kernel/problem.ts';
import { OUTCOMES, type Application, type Outcome, type Service, type Submitted, type Task } from '../records.ts';

export interface Sender {
  readonly at: string;
  readonly client: string;
  /** The client, or its user. */
  readonly by: string;
}

/** What is known of an application before anybody has looked at it. */
export interface NewApplication {
  readonly fileId: string;
  readonly service: Pick<Service, 'id' | 'name'>;
  readonly area: string;
  readonly submitted: Submitted;
}

/** The task of somebody who looks at an application, one for each time that it is sent in. */
export const taskFor = (
  { fileId, serviceId, serviceName, area, client, rounds, submitted }: Application,
  { at, by }: Pick<Sender, 'at' | 'by'>,
): Task => ({
  taskId: derivedId('application task', fileId, rounds),
  mainTaskId: fileId,
  fileId,
  name: `Decide: ${serviceName}`,
  description: rounds === 0 ? 'an application waits for a decision' : 'an application was sent in again',
  serviceId,
  serviceName,
  ...(submitted.eFormId === undefined ? {} : { eFormId: submitted.eFormId }),
  created: at,
  area,
  client,
  sentBy: by,
});

/** An application that waits for a person. */
export const openApplication = (
  { fileId, service, area, submitted }: NewApplication,
  { at, client, by }: Sender,
): { readonly application: Application; readonly task: Task } => {
  const application: Application = {
    fileId,
    isCase: false,
    client,
    area,
    serviceId: service.id,
    serviceName: service.name,
    registered: at,
    submitted,
    status: 'PENDING',
    rounds: 0,
  };
  const task = taskFor(application, { at, by });
  return { application: { ...application, taskId: task.taskId }, task };
};

/** The line by which a case that was applied for is found among what its sender sent. */
export const caseApplication = ({ fileId, service, area, submitted }: NewApplication, { at, client }: Sender): Application => {
  const { data: _told, ...kept } = submitted;
  return {
    fileId,
    isCase: true,
    client,
    area,
    serviceId: service.id,
    serviceName: service.name,
    registered: at,
    submitted: kept,
    rounds: 0,
  };
};

/**
 * An application with other content. One that was sent back waits again, with a new task.
 * @throws {Problem} StatusRefuses when it is decided
 */
export const sendInAgain = (
  application: Application,
  submitted: Submitted,
  sender: Pick<Sender, 'at' | 'by'>,
): { readonly application: Application; readonly task?: Task } => {
  const { status = 'PENDING' } = application;
  if (status === 'APPROVED' || status === 'REJECTED') throw statusRefuses('change the application', status, ['PENDING', 'SENDBACK']);
  const changed: Application = { ...application, submitted: { ...application.submitted, ...submitted } };
  if (status === 'PENDING') return { application: changed };
  const again: Application = { ...changed, status: 'PENDING', rounds: application.rounds + 1 };
  const task = taskFor(again, sender);
  return { application: { ...again, taskId: task.taskId }, task };
};

export interface Verdict {
  readonly outcome: Outcome;
  readonly note?: string | undefined;
  readonly at: string;
  readonly by: string;
  /** Whether a system of the ministry decides, behind which many people sit. */
  readonly isMinistry: boolean;
}

/**
 * The task with its decision; undefined when it was decided so before.
 * @throws {Problem} StatusRefuses when it was decided otherwise, SecondPersonNeeded for who sent in what it is about
 */
export const decideTask = (task: Task, { outcome, note, at, by, isMinistry }: Verdict): Task | undefined => {
  if (by === task.sentBy && !isMinistry) throw new Problem('SecondPersonNeeded', 'who sent in an application does not decide it');
  if (task.decision === outcome) return undefined;
  if (task.decision !== undefined) throw statusRefuses('complete the task', `decided: ${task.decision}`, []);
  return { ...task, decision: outcome, decidedBy: by, decidedAt: at, ...(note === undefined ? {} : { note }) };
};

export const statusAfter = (outcome: Outcome) => OUTCOMES[outcome];
