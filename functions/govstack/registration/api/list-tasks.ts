import * as z from 'zod';
import { isWithin, refuseOutside } from '../../../casefile/access.ts';
import { allOf, type CaseFiles } from '../../../casefile/files.ts';
import { Review, Reviews } from '../../../casefile/review.ts';
import { CaseId } from '../../../kernel/ids.ts';
import { isProblem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { PageRequest, Item } from '../../../table/table.ts';
import { placePartition, workerPartition } from '../../../table/keys.ts';
import { shelf } from '../../shelf.ts';
import { listOf } from '../applications.ts';
import { serviceNameOf } from '../case-applications.ts';
import { listed, ListQuery, rowsOf } from '../domain/listing.ts';
import { rowOfReview, rowOfTask } from '../domain/task-views.ts';
import { OpenTasks } from '../records.ts';
import { TaskRow } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends ReferenceNeeds {
  readonly files: CaseFiles;
}

const Query = z.strictObject({
  mainTaskId: z.string().max(128).optional().describe('the file that the task belongs to'),
  fileId: z.string().max(128).optional(),
  assigneeId: z.string().max(128).optional().describe('the care worker of the mother'),
  area: z.string().max(64).optional().describe('not in the definition: what waits in an area'),
  ...ListQuery,
});
type Query = z.output<typeof Query>;

type Row = (z.input<typeof TaskRow> | ReturnType<typeof rowOfTask>) & { readonly area?: string };
type Source = (request: PageRequest) => Promise<{ readonly items: readonly Row[]; readonly next?: string }>;

const ListedReview = Review.pick({ reviewId: true, kind: true, openedAt: true, dueOn: true, status: true, decision: true });

const workerOf = ({ workerPk }: Item): string | undefined =>
  workerPk === undefined ? undefined : workerPk.replace(workerPartition(''), '');

/** A review as an index gives it. */
const reviewRow = (needs: Needs, item: Item): Row => ({
  ...rowOfReview(
    ListedReview.parse(item),
    { caseId: CaseId.parse(item['caseId']), workerId: workerOf(item) },
    serviceNameOf(needs, String(item['programme'])),
  ),
  area: String(item['area']),
});

const openTasks =
  ({ table }: Needs, within: string): Source =>
  async (request) => {
    const { items, next } = await shelf(table, OpenTasks, within).page(request);
    return { items: items.map(({ value }) => rowOfTask(value)), ...(next === undefined ? {} : { next }) };
  };

const reviewsOfArea =
  (needs: Needs, area: string): Source =>
  async (request) =>
    rowsOf(await needs.table.pageOf('place', placePartition('REVIEWS', area), {}, request), (item) => reviewRow(needs, item));

/** Her reviews stand before what is due, under a sign of their own. */
const reviewsOfWorker =
  (needs: Needs, workerId: string): Source =>
  async (request) =>
    rowsOf(await needs.table.pageOf('worker', workerPartition(workerId), { beginsWith: '#' }, request), (item) => reviewRow(needs, item));

/** The open reviews of one case; none where the id is no case's. */
const reviewsOfCase =
  (needs: Needs, caseId: string, caller: Caller): Source =>
  async () => {
    const file = await needs.files.open(caseId, caller).catch((error: unknown) => {
      if (isProblem(error) && error.name === 'CaseNotFound') return undefined;
      throw error;
    });
    if (file === undefined) return { items: [] };
    const { root } = file;
    const name = serviceNameOf(needs, root.programme);
    const open = allOf(file, Reviews).filter(({ status }) => status === 'open');
    return { items: open.map((review) => ({ ...rowOfReview(review, root, name), area: root.area })) };
  };

/** Where to look: as close as the question allows. Without one a partner sees its own, staff their areas. */
const sourcesFor = (needs: Needs, { mainTaskId, fileId, assigneeId, area }: Query, caller: Caller): readonly Source[] => {
  if (fileId !== undefined) return [reviewsOfCase(needs, fileId, caller), openTasks(needs, listOf.file(fileId))];
  if (mainTaskId !== undefined) return [reviewsOfCase(needs, mainTaskId, caller), openTasks(needs, listOf.mainTask(mainTaskId))];
  if (caller.partner !== undefined) return [openTasks(needs, listOf.client(caller.partner))];
  if (assigneeId !== undefined) return [reviewsOfWorker(needs, assigneeId), openTasks(needs, listOf.assignee(assigneeId))];
  const areas = area === undefined ? caller.areas?.filter((code) => !code.endsWith('*')) : [area];
  if (areas === undefined) return [openTasks(needs, listOf.client(caller.client))];
  return areas.flatMap((code) => [reviewsOfArea(needs, code), openTasks(needs, listOf.area(code))]);
};

/** `GET /tasks`: what waits for a person: open reviews of cases, and applications that are no case. */
export const listTasks = (needs: Needs) =>
  operation('listTasks', {
    route: 'GET /tasks',
    scope: 'review.read',
    summary: 'List what waits for a decision',
    status: 200,
    query: Query,
    response: z.array(TaskRow),
    async run({ query }, caller) {
      const { mainTaskId, fileId, assigneeId, area } = query;
      if (area !== undefined) refuseOutside(caller, area);
      const fits = (row: Row): boolean =>
        (mainTaskId === undefined || row.mainTaskId === mainTaskId) &&
        (fileId === undefined || row.fileId === fileId) &&
        (assigneeId === undefined || row.assigneeId === assigneeId) &&
        (area === undefined || row.area === area) &&
        (caller.partner === undefined || !('client' in row) || row.client === caller.partner) &&
        (row.area === undefined || isWithin(caller.areas, row.area));
      return listed(sourcesFor(needs, query, caller), fits, query);
    },
  });
