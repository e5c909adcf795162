/** Lists as the block's definition pages them: by place and number, sorted by one of its criteria. */
import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import type { Page, PageRequest } from '../../../table/table.ts';

/** How many rows are looked at to sort or to skip some. */
export const MOST_ROWS = 1000;

/** How many are looked at for those that fit. */
const MOST_LOOKED = 10_000;

/** By what a list is sorted, as the definition says it, and what that is here. */
const CRITERIA = {
  instanceId: 'fileId',
  caseInstanceId: 'fileId',
  executionId: 'fileId',
  caseExecutionId: 'fileId',
  id: 'id',
  dueDate: 'dueOn',
  priority: 'dueOn',
  assignee: 'assigneeId',
  created: 'created',
  description: 'description',
  name: 'name',
  nameCaseInsensitive: 'name',
} as const;

/** The paging of a list. Without `sortBy` it is in the order in which it is kept: oldest first, or for reviews what is due first. */
export const ListQuery = {
  firstResult: z.coerce.number().int().min(0).max(MOST_ROWS).default(0),
  maxResult: z.coerce.number().int().min(1).max(100).default(25),
  sortBy: z.enum(Object.keys(CRITERIA) as [keyof typeof CRITERIA, ...(keyof typeof CRITERIA)[]]).optional(),
  sortOrder: z.enum(['asc', 'desc']).optional(),
};
export type Paging = z.output<z.ZodObject<typeof ListQuery>>;

type Row = Readonly<Record<string, unknown>>;

const wordOf = (row: Row, sortBy: NonNullable<Paging['sortBy']>): string => {
  const value = row[CRITERIA[sortBy]];
  const text = typeof value === 'string' ? value : '';
  return sortBy === 'nameCaseInsensitive' ? text.toLowerCase() : text;
};

const byWord = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);

/**
 * The rows of a page.
 * @param sources each gives a page of rows of one partition
 * @throws {Problem} InvalidRequest when there are too many to sort
 */
export const listed = async <T extends Row>(
  sources: readonly ((request: PageRequest) => Promise<{ readonly items: readonly T[]; readonly next?: string }>)[],
  fits: (row: T) => boolean,
  { firstResult, maxResult, sortBy, sortOrder = 'asc' }: Paging,
): Promise<readonly T[]> => {
  const wanted = sortBy === undefined && sortOrder === 'asc' ? firstResult + maxResult : Number.POSITIVE_INFINITY;
  const rows: T[] = [];
  let looked = 0;
  for (const source of sources) {
    for (let after: string | undefined, isFirst = true; (isFirst || after !== undefined) && rows.length < wanted; isFirst = false) {
      const page = await source({ limit: 100, ...(after === undefined ? {} : { after }) });
      rows.push(...page.items.filter(fits));
      after = page.next;
      looked += page.items.length;
      if (wanted === Number.POSITIVE_INFINITY && rows.length > MOST_ROWS)
        throw invalidRequest({ pointer: '#/query/sortBy', detail: `sorts at most ${String(MOST_ROWS)} rows; ask for fewer` });
      if (looked > MOST_LOOKED)
        throw invalidRequest({ pointer: '#/query', detail: 'fits too few of too many; ask for less, or by applicant' });
    }
  }
  const ordered = sortBy === undefined ? rows : rows.toSorted((left, right) => byWord(wordOf(left, sortBy), wordOf(right, sortBy)));
  return (sortOrder === 'desc' ? ordered.toReversed() : ordered).slice(firstResult, firstResult + maxResult);
};

/** A page of items as rows. */
export const rowsOf = <T>(
  page: Page,
  read: (item: Page['items'][number]) => T,
): { readonly items: readonly T[]; readonly next?: string } => ({
  items: page.items.map(read),
  ...(page.next === undefined ? {} : { next: page.next }),
});
