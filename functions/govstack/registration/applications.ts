/** The files of applications and the tasks about them, each with the lines by which it is listed. */
import { auditWrite, type Context } from '../../casefile/files.ts';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { cellWrites } from '../../monitoring/domain/cells.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite, type Shelved } from '../shelf.ts';
import {
  decideTask,
  openApplication,
  sendInAgain,
  statusAfter,
  type NewApplication,
  type Sender,
  type Verdict,
} from './domain/application.ts';
import { tallyOf } from './domain/statistics.ts';
import { ApplicationEntries, Applications, OpenTasks, Tasks, type Application, type Submitted, type Task } from './records.ts';

/** The shelves on which a list looks: what a client sent in (of one service), what concerns an area, what somebody applied for. */
export const listOf = {
  client: (client: string) => `client:${client}`,
  service: (client: string, serviceId: string) => `client:${client}:${serviceId}`,
  area: (area: string) => `area:${area}`,
  applicant: (hash: string) => `applicant:${hash}`,
  file: (fileId: string) => `file:${fileId}`,
  mainTask: (mainTaskId: string) => `main:${mainTaskId}`,
  assignee: (assigneeId: string) => `assignee:${assigneeId}`,
} as const;

const entryWrites = (application: Application, applicantHash: string): readonly Write[] => {
  const { client, area, serviceId, submitted } = application;
  const entry = { ...application, applicantId: submitted.applicantId };
  return [listOf.client(client), listOf.service(client, serviceId), listOf.area(area), listOf.applicant(applicantHash)].map((within) =>
    shelfWrite(ApplicationEntries, entry, { within }),
  );
};

/** The writes that put a new application where it is found; for a transaction with others. */
export const applicationWrites = (application: Application, applicantHash: string): readonly Write[] => [
  shelfWrite(Applications, application, { within: application.fileId, replaces: 'absent' }),
  ...entryWrites(application, applicantHash),
];

const taskShelves = ({ client, area, fileId, mainTaskId, assigneeId }: Task): readonly string[] => [
  listOf.client(client),
  listOf.area(area),
  listOf.file(fileId),
  listOf.mainTask(mainTaskId),
  ...(assigneeId === undefined ? [] : [listOf.assignee(assigneeId)]),
];

const openTaskWrites = (task: Task): readonly Write[] => [
  shelfWrite(Tasks, task, { within: task.taskId }),
  ...taskShelves(task).map((within) => shelfWrite(OpenTasks, task, { within })),
];

const closedTaskWrites = (task: Task, version: number): readonly Write[] => [
  shelfWrite(Tasks, task, { within: task.taskId, version: version + 1, replaces: { version } }),
  ...taskShelves(task).map((within): Write => ({ remove: { pk: keys.shelf(OpenTasks.name, within), sk: OpenTasks.idOf(task) } })),
];

const ofAnotherPartner = (): Problem =>
  new Problem('CaseOfAnotherPartner', 'only the partner that sent in an application, and the ministry, may use it');

/** @throws {Problem} CaseOfAnotherPartner, OutsideYourArea */
const refuseOther = ({ client, area }: Pick<Application, 'client' | 'area'>, context: Context): void => {
  if (context.partner !== undefined && context.partner !== client) throw ofAnotherPartner();
  refuseOutside(context, area);
};

export const applicationFiles = (table: Table) => {
  const shelfOf = (fileId: string) => shelf(table, Applications, fileId);
  const look = async (id: string, owner: string, context: Context, why: string): Promise<void> => {
    const { id: token, write } = auditWrite(id, owner, context, why);
    await table.transact([write], token);
  };
  const findTask = async (taskId: string, context: Context): Promise<Shelved<Task>> => {
    const found = await shelf(table, Tasks, taskId).get(taskId, 'task');
    refuseOther(found.value, context);
    return found;
  };

  return {
    /** The file of an application, for nobody's eyes yet; undefined when there is none. @throws {Problem} CaseOfAnotherPartner, OutsideYourArea */
    async find(fileId: string, context: Context): Promise<Shelved<Application> | undefined> {
      const found = await shelfOf(fileId).find(fileId);
      // a case may have moved to another area since, and says so itself
      if (found !== undefined && !found.value.isCase) refuseOther(found.value, context);
      return found;
    },
    look,
    /** Opens an application that waits for a person; the same one again is the same. */
    async open(asked: NewApplication, sender: Sender & Context, applicantHash: string, also: readonly Write[]): Promise<Application> {
      const known = await shelfOf(asked.fileId).find(asked.fileId);
      if (known !== undefined) return known.value;
      const { application, task } = openApplication(asked, sender);
      await shelfOf(asked.fileId).put(application, sender, undefined, [
        ...entryWrites(application, applicantHash),
        ...openTaskWrites(task),
        auditWrite(application.fileId, application.client, sender, 'application').write,
        ...also,
      ]);
      return application;
    },
    /** @throws {Problem} StatusRefuses, VersionConflict */
    async sendInAgain(seen: Shelved<Application>, submitted: Submitted, context: Context, also: readonly Write[]): Promise<Application> {
      const { application, task } = sendInAgain(seen.value, submitted, context);
      const { value } = await shelfOf(application.fileId).put(application, context, seen, [
        ...(task === undefined ? [] : openTaskWrites(task)),
        auditWrite(application.fileId, application.client, context, 'application').write,
        ...also,
      ]);
      return value;
    },
    /** The write that adds documents to what was sent in with an application; nothing where they are there. */
    naming: ({ value, version }: Shelved<Application>, urls: readonly string[]): readonly Write[] => {
      const documentUrls = [...new Set([...value.submitted.documentUrls, ...urls])];
      if (documentUrls.length === value.submitted.documentUrls.length) return [];
      const { fileId, submitted } = value;
      const named = { ...value, submitted: { ...submitted, documentUrls } };
      return [shelfWrite(Applications, named, { within: fileId, version: version + 1, replaces: { version } })];
    },
    findTask,
    /** @throws {Problem} RecordNotFound, CaseOfAnotherPartner, OutsideYourArea, StatusRefuses, VersionConflict */
    async complete(taskId: string, verdict: Verdict, context: Context): Promise<Task> {
      const task = await findTask(taskId, context);
      const decided = decideTask(task.value, verdict);
      if (decided === undefined) return task.value;
      const { fileId, area, serviceId } = decided;
      const application = await shelfOf(fileId).find(fileId);
      const counted = cellWrites({ occurredAt: verdict.at, area, programme: serviceId }, [tallyOf(verdict.outcome)]);
      const closing = [...closedTaskWrites(decided, task.version), ...counted];
      if (application === undefined) await shelf(table, Tasks, taskId).put(decided, context, task, closing.slice(1));
      else await shelfOf(fileId).put({ ...application.value, status: statusAfter(verdict.outcome) }, context, application, closing);
      return decided;
    },
    /** Puts a record of a conformance suite as it is, in the place of what a run before left. */
    async putForTest(application: Application, applicantHash: string, context: Context): Promise<Application> {
      const { fileId } = application;
      const { value } = await shelfOf(fileId).put(
        application,
        context,
        await shelfOf(fileId).find(fileId),
        entryWrites(application, applicantHash),
      );
      return value;
    },
    async putTaskForTest(task: Task, context: Context): Promise<Task> {
      const tasks = shelf(table, Tasks, task.taskId);
      const { value } = await tasks.put(task, context, await tasks.find(task.taskId), openTaskWrites(task).slice(1));
      return value;
    },
  };
};
export type ApplicationFiles = ReturnType<typeof applicationFiles>;
