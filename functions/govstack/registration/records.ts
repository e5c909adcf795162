/** What the Registration block keeps beside the cases: services and forms as reference data, applications, tasks of those that are no case, documents. */
import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { Area } from '../../registration/domain/request.ts';
import { shelfKind } from '../shelf.ts';
import { Mapping } from './domain/mapping.ts';

/** Ids as the block's partners spell them; not all are UUIDs. */
export const RecordId = z.string().regex(/^[\w.:-]{1,128}$/, 'must be 1 to 128 letters, digits, dots, colons, dashes or underscores');

export const StatusCode = z.enum(['PENDING', 'APPROVED', 'SENDBACK', 'REJECTED']);
export type StatusCode = z.infer<typeof StatusCode>;

/** What happens to an application: a person looks at it, or it becomes a case of a programme. */
export const Handling = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('review'), area: Area.describe('the area whose staff look at the applications') }),
  z.strictObject({
    kind: z.literal('registration'),
    programme: z.string().max(64).describe('identifier of the programme'),
    mapping: Mapping.describe('where each field of the form stands in a registration'),
  }),
]);
export type Handling = z.infer<typeof Handling>;

export const Service = z.strictObject({
  id: RecordId,
  name: z.string().min(1).max(200),
  serviceVersion: z.string().min(1).max(64).describe('the version that its callers see; every record has one of its own'),
  type: z.enum(['None', 'Private', 'Public']).default('Public'),
  isExecutable: z.boolean().default(true),
  isClosed: z.boolean().default(false),
  description: z.string().max(2000).default(''),
  serviceBody: z.array(z.strictObject({ code: z.string().max(100), value: z.string().max(1000) })).default([]),
  eForms: z.array(RecordId).max(50).default([]).describe('ids of its forms'),
  handling: Handling,
});
export type Service = z.infer<typeof Service>;

export const EForm = z.strictObject({
  eFormId: RecordId,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).default(''),
  formVersion: z.string().min(1).max(64).default('1'),
  latest: z.boolean().default(true),
  schema: z.record(z.string(), z.json()).describe('the JSON schema of the form'),
});
export type EForm = z.infer<typeof EForm>;

/** What an applicant's system sent, beside what a case keeps of it. */
export const Submitted = z.object({
  applicantId: z.string(),
  applicationName: z.string().optional(),
  created: Instant.optional(),
  eFormId: z.string().optional(),
  /** The form as it was sent; absent where a case holds what it told. */
  data: z.record(z.string(), z.unknown()).optional(),
  documentUrls: z.array(z.string()),
});
export type Submitted = z.infer<typeof Submitted>;

export const Application = z.object({
  fileId: z.string(),
  /** Whether a case of the same id stands behind it. */
  isCase: z.boolean(),
  client: z.string(),
  area: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  registered: Instant,
  submitted: Submitted,
  /** Of an application that is no case; a case has a status of its own. */
  status: StatusCode.optional(),
  /** The latest task of an application that is no case. */
  taskId: z.string().optional(),
  rounds: z.int().min(0).default(0).describe('how often it was sent in again'),
  taskTitle: z.string().optional(),
  assigneeId: z.string().optional(),
  operatorName: z.string().optional(),
  roleId: z.string().optional(),
  roleName: z.string().optional(),
  description: z.string().optional(),
});
export type Application = z.infer<typeof Application>;

/** The line of an application in a list: what never changes of it. */
export const ApplicationEntry = Application.pick({ fileId: true, serviceId: true, area: true, client: true, registered: true }).extend({
  applicantId: z.string(),
});
export type ApplicationEntry = z.infer<typeof ApplicationEntry>;

/** How a person may decide an application that is no case, and what becomes of it. */
export const OUTCOMES = { approve: 'APPROVED', sendBack: 'SENDBACK', reject: 'REJECTED' } as const satisfies Record<string, StatusCode>;
export const Outcome = z.enum(Object.keys(OUTCOMES) as [keyof typeof OUTCOMES, ...(keyof typeof OUTCOMES)[]]);
export type Outcome = z.infer<typeof Outcome>;

/** A task about an application that is no case. */
export const Task = z.object({
  taskId: z.string(),
  mainTaskId: z.string(),
  fileId: z.string(),
  name: z.string(),
  description: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  eFormId: z.string().optional(),
  assigneeId: z.string().optional(),
  roleId: z.string().optional(),
  created: Instant,
  area: z.string(),
  client: z.string().describe('whose application it is about'),
  sentBy: z.string().optional().describe('the client or user who sent it in, and does not decide it'),
  decision: Outcome.optional(),
  note: z.string().optional(),
  decidedBy: z.string().optional(),
  decidedAt: Instant.optional(),
});
export type Task = z.infer<typeof Task>;

export const Document = z.object({
  documentId: z.string(),
  client: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  metadata: z.string().optional(),
  uploadedAt: Instant,
  /** The application that it belongs to. */
  fileId: z.string().optional(),
});
export type Document = z.infer<typeof Document>;

/** A name under which statistics are asked for: some programmes and services together, or all. */
export const RegistrationName = z.strictObject({
  registrationName: RecordId,
  counts: z.array(z.string().max(128)).optional().describe('ids of programmes and services; all where it is left out'),
});
export type RegistrationName = z.infer<typeof RegistrationName>;

export const Services = shelfKind<Service>({ name: 'service', schema: Service.strip(), idOf: ({ id }) => id });
export const EForms = shelfKind<EForm>({ name: 'eForm', schema: EForm.strip(), idOf: ({ eFormId }) => eFormId });
export const Applications = shelfKind<Application>({ name: 'application', schema: Application, idOf: ({ fileId }) => fileId });
export const ApplicationEntries = shelfKind<ApplicationEntry>({
  name: 'applicationEntry',
  schema: ApplicationEntry,
  idOf: ({ registered, fileId }) => `${registered}#${fileId}`,
});
export const Tasks = shelfKind<Task>({ name: 'task', schema: Task, idOf: ({ taskId }) => taskId });
export const OpenTasks = shelfKind<Task>({ name: 'openTask', schema: Task, idOf: ({ created, taskId }) => `${created}#${taskId}` });
export const Documents = shelfKind<Document>({ name: 'document', schema: Document, idOf: ({ documentId }) => documentId });
export const RegistrationNames = shelfKind<RegistrationName>({
  name: 'registrationName',
  schema: RegistrationName.strip(),
  idOf: ({ registrationName }) => registrationName,
});
