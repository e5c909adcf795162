import * as z from 'zod';
import { isWithin } from '../../../casefile/access.ts';
import type { CaseFiles, Context } from '../../../casefile/files.ts';
import { isProblem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { Vault } from '../../../runtime/vault.ts';
import { clientNamed } from '../../client-header.ts';
import { shelf } from '../../shelf.ts';
import { listOf, type ApplicationFiles } from '../applications.ts';
import { caseStatus } from '../case-applications.ts';
import { listed, ListQuery } from '../domain/listing.ts';
import { statusModel } from '../domain/status.ts';
import { ApplicationEntries, type ApplicationEntry } from '../records.ts';
import { ApplicationRow } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends Pick<ReferenceNeeds, 'table'> {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly applications: ApplicationFiles;
}

const Query = z.strictObject({
  serviceId: z.string().max(128).optional(),
  applicantId: z.string().max(128).optional(),
  area: z.string().max(64).optional().describe('not in the definition: the applications that concern an area'),
  ...ListQuery,
});
type Query = z.output<typeof Query>;

/** Codes of areas by which a list can be looked up; one that stands for many is none. */
const plainAreas = ({ areas = [] }: Caller): readonly string[] => areas.filter((area) => !area.endsWith('*'));

/** Where to look: as close as the question allows. */
const shelvesFor = async ({ vault }: Needs, { applicantId, serviceId, area }: Query, caller: Caller): Promise<readonly string[]> => {
  if (applicantId !== undefined) return [listOf.applicant(await vault.hash('applicant', applicantId))];
  if (area !== undefined && caller.partner === undefined) return [listOf.area(area)];
  if (caller.areas !== undefined) return plainAreas(caller).map(listOf.area);
  return [serviceId === undefined ? listOf.client(caller.client) : listOf.service(caller.client, serviceId)];
};

const rowOf = async ({ files, applications }: Needs, { fileId }: ApplicationEntry, context: Context) => {
  const found = await applications.find(fileId, context);
  if (found === undefined) return undefined;
  const { submitted, isCase, status = 'PENDING', taskId = fileId, taskTitle, description, serviceName, ...application } = found.value;
  return {
    ...application,
    mainTaskId: taskId,
    taskTitle: taskTitle ?? submitted.applicationName ?? serviceName,
    status: statusModel(isCase ? caseStatus(await files.open(fileId, context)) : status),
    applicantId: submitted.applicantId,
    created: submitted.created ?? application.registered,
    description: description ?? submitted.applicationName ?? serviceName,
    serviceName,
    eformId: submitted.eFormId,
    documentUrls: submitted.documentUrls,
  };
};

/** A case that has moved out of the caller's reach, or is gone, has no line. */
const leftOut = (error: unknown): undefined => {
  if (!isProblem(error)) throw error;
  return undefined;
};

/**
 * `GET /applications`: what the caller sent in, or for the ministry what an area or an applicant sent in; identifiers and statuses only.
 * One read for each line, besides the list.
 */
export const listApplications = (needs: Needs) =>
  operation('listApplications', {
    route: 'GET /applications',
    scope: 'registration.read',
    summary: 'List applications',
    status: 200,
    query: Query,
    response: z.array(ApplicationRow),
    async run({ query }, caller) {
      clientNamed(caller.headers);
      const { serviceId, area } = query;
      const fits = (entry: ApplicationEntry): boolean =>
        (serviceId === undefined || entry.serviceId === serviceId) &&
        (area === undefined || entry.area === area) &&
        (caller.partner === undefined || entry.client === caller.partner) &&
        isWithin(caller.areas, entry.area);
      const shelves = await shelvesFor(needs, query, caller);
      const entries = await listed(
        shelves.map((within) => async (request) => {
          const { items, next } = await shelf(needs.table, ApplicationEntries, within).page(request);
          return {
            items: items.map(({ value }) => ({ ...value, id: value.fileId, created: value.registered })),
            ...(next === undefined ? {} : { next }),
          };
        }),
        fits,
        query,
      );
      const rows = await Promise.all(entries.map((entry) => rowOf(needs, entry, caller).catch(leftOut)));
      return rows.filter((row) => row !== undefined);
    },
  });
