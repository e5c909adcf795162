/** The shapes that the block answers with. */
import * as z from 'zod';
import { StatusCode, type Application, type EForm, type Service } from './records.ts';
import { asObjects } from './domain/task-views.ts';
import { hasEnded, statusModel } from './domain/status.ts';

const ObjectMap = z.record(z.string(), z.record(z.string(), z.unknown()));
export const StatusModel = z.object({ code: StatusCode, title: z.string() });

export const ServiceView = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  type: z.enum(['None', 'Private', 'Public']),
  isExecutable: z.boolean(),
  isClosed: z.boolean(),
  description: z.string(),
  serviceBody: z.array(z.object({ code: z.string(), value: z.string() })),
});

export const EFormRow = z.object({
  eFormId: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  latest: z.boolean(),
});
export const EFormView = EFormRow.extend({ schema: z.record(z.string(), z.unknown()) });

export const ApplicationView = z.object({
  fileId: z.string(),
  applicantId: z.string(),
  registered: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  status: StatusModel,
  ended: z.boolean(),
  applicationData: z.object({
    applicantId: z.string(),
    applicationName: z.string().optional(),
    created: z.string().optional(),
    formData: z.object({ data: ObjectMap, eFormId: z.string().optional() }),
    documentUrls: z.array(z.string()),
  }),
});

export const ApplicationRow = z.object({
  fileId: z.string(),
  mainTaskId: z.string(),
  taskTitle: z.string(),
  roleId: z.string().optional(),
  roleName: z.string().optional(),
  assigneeId: z.string().optional(),
  operatorName: z.string().optional(),
  status: StatusModel,
  applicantId: z.string(),
  created: z.string(),
  registered: z.string(),
  description: z.string(),
  serviceName: z.string(),
  serviceId: z.string(),
  eformId: z.string().optional(),
  documentUrls: z.array(z.string()),
});

export const TaskRow = z.object({
  taskId: z.string(),
  mainTaskId: z.string(),
  name: z.string(),
  assigneeId: z.string().optional(),
  roleId: z.string().optional(),
  created: z.string(),
  description: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  fileId: z.string(),
  eFormId: z.string().optional(),
  status: StatusModel,
});

export const TaskView = z.object({
  taskId: z.string(),
  taskName: z.string(),
  assigneeId: z.string().optional(),
  roleId: z.string().optional(),
  created: z.string(),
  description: z.string(),
  fileId: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  eFormId: z.string().optional(),
  formVariables: ObjectMap,
  status: StatusModel,
  data: ObjectMap,
});

export const CompletedTask = z.object({
  taskId: z.string(),
  fileId: z.string(),
  serviceId: z.string(),
  status: StatusModel,
  variables: z.record(z.string(), z.object({ data: ObjectMap })),
});

export const serviceView = ({ serviceVersion, ...service }: Service): z.input<typeof ServiceView> => ({
  ...service,
  version: serviceVersion,
});

export const eFormView = ({ formVersion, ...form }: EForm): z.input<typeof EFormView> => ({ ...form, version: formVersion });

/** A file as it is answered; `data` is its form as it is told now. */
export const applicationView = (
  { fileId, registered, serviceId, serviceName, submitted }: Application,
  status: StatusCode,
  data: Readonly<Record<string, unknown>>,
): z.input<typeof ApplicationView> => {
  const { applicantId, applicationName, created, eFormId, documentUrls } = submitted;
  return {
    fileId,
    applicantId,
    registered,
    serviceId,
    serviceName,
    status: statusModel(status),
    ended: hasEnded(status),
    applicationData: {
      applicantId,
      applicationName,
      created,
      formData: { data: asObjects(data) as z.input<typeof ObjectMap>, eFormId },
      documentUrls: [...documentUrls],
    },
  };
};
