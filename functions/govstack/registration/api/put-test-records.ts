/** Applications and tasks with fixed ids, which a conformance suite asks for; for test clients only. */
import * as z from 'zod';
import { Instant } from '../../../casefile/case.ts';
import { Problem } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { ApplicationFiles } from '../applications.ts';
import { asObjects } from '../domain/task-views.ts';
import { RecordId, StatusCode } from '../records.ts';

interface Needs {
  readonly vault: Vault;
  readonly applications: ApplicationFiles;
}

const refuseOthers = (caller: Caller): void => {
  if (!isTestClient(caller)) throw new Problem('ScopeMissing', 'only a test client keeps records of a conformance suite');
};

const Area = z.string().max(64).default('conformance');

const TestApplication = z.strictObject({
  serviceId: RecordId,
  serviceName: z.string().max(200),
  applicantId: z.string().max(128),
  status: StatusCode,
  registered: Instant,
  created: Instant.optional(),
  taskTitle: z.string().max(200).optional(),
  mainTaskId: RecordId.optional(),
  assigneeId: z.string().max(128).optional(),
  operatorName: z.string().max(200).optional(),
  roleId: z.string().max(128).optional(),
  roleName: z.string().max(200).optional(),
  description: z.string().max(2000).optional(),
  eFormId: z.string().max(128).optional(),
  data: z.record(z.string(), z.json()).default({}),
  area: Area,
});

const Kept = z.object({ fileId: z.string() });

/** `PUT /testApplications/{fileId}` */
export const putTestApplication = ({ vault, applications }: Needs) =>
  operation('putTestApplication', {
    route: 'PUT /testApplications/{fileId}',
    scope: 'exchange.manage',
    summary: 'Keep an application of a conformance suite',
    status: 200,
    path: z.strictObject({ fileId: RecordId }),
    body: TestApplication,
    response: Kept,
    async run({ path: { fileId }, body }, caller) {
      refuseOthers(caller);
      const { applicantId, created, eFormId, data, mainTaskId, ...rest } = body;
      const submitted = {
        applicantId,
        ...(created === undefined ? {} : { created }),
        ...(eFormId === undefined ? {} : { eFormId }),
        data: asObjects(data),
        documentUrls: [],
      };
      return applications.putForTest(
        {
          ...rest,
          fileId,
          isCase: false,
          client: caller.client,
          rounds: 0,
          submitted,
          ...(mainTaskId === undefined ? {} : { taskId: mainTaskId }),
        },
        await vault.hash('applicant', applicantId),
        caller,
      );
    },
  });

const TestTask = z.strictObject({
  mainTaskId: RecordId.optional(),
  fileId: RecordId,
  name: z.string().max(200),
  description: z.string().max(2000),
  serviceId: RecordId,
  serviceName: z.string().max(200),
  eFormId: z.string().max(128).optional(),
  assigneeId: z.string().max(128).optional(),
  roleId: z.string().max(128).optional(),
  created: Instant,
  area: Area,
});

/** `PUT /testTasks/{taskId}` */
export const putTestTask = ({ applications }: Needs) =>
  operation('putTestTask', {
    route: 'PUT /testTasks/{taskId}',
    scope: 'exchange.manage',
    summary: 'Keep a task of a conformance suite',
    status: 200,
    path: z.strictObject({ taskId: RecordId }),
    body: TestTask,
    response: z.object({ taskId: z.string() }),
    async run({ path: { taskId }, body }, caller) {
      refuseOthers(caller);
      return applications.putTaskForTest({ ...body, taskId, mainTaskId: body.mainTaskId ?? body.fileId, client: caller.client }, caller);
    },
  });
