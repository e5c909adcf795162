import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation, PageQuery, type Caller } from '../../runtime/operation.ts';
import type { Item } from '../../table/table.ts';

const Entry = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  name: z.string(),
  title: z.string().describe('the name in words'),
  data: z.record(z.string(), z.unknown()),
});

const StoredDetail = z.object({ data: z.record(z.string(), z.unknown()) });

/** A complaint may be about a worker's conduct, and no fact of it shall tell her so: workers find the others in the list of complaints. */
const isFor = (item: Item, { user, roles }: Caller): boolean =>
  user === undefined || roles.some((role) => role !== 'worker') || !String(item['detailType']).startsWith('Grievance');

/** `MotherEnrolled` -> `Mother enrolled` */
const titleOf = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/timeline`: everything that happened in a case, in order. */
export const readTimeline = ({ files }: Needs) =>
  operation('readTimeline', {
    route: 'GET /cases/{caseId}/timeline',
    scope: 'care.read',
    summary: 'Read what happened in a case, oldest first',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(Entry), next: z.string().optional() }),
    async run({ path: { caseId }, query: { limit, cursor } }, caller) {
      const page = await files.readHistory(caseId, caller, { limit, ...(cursor === undefined ? {} : { after: cursor }) });
      const items = page.items
        .filter((item) => isFor(item, caller))
        .map((item) => {
          const name = String(item['detailType']).replace(/\.v\d+$/, '');
          const { data } = StoredDetail.parse(JSON.parse(String(item['detail'])));
          return { at: item['at'], by: item['by'], name, title: titleOf(name), data };
        });
      return { ...page, items };
    },
  });
