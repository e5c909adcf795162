import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { countedAgain } from '../domain/cells.ts';
import { talliesOf } from '../domain/indicators.ts';
import { CellView } from './counts.ts';

interface Needs {
  readonly table: Table;
  readonly files: CaseFiles;
}

/**
 * `GET /monitoring/recounts`: the counts that the histories of an area's cases give, a page of cases at a time; added up over all pages
 * and areas they are the counts that events made. Reads one history a case: a check, not a report.
 */
export const recountFacts = ({ table, files }: Needs) =>
  operation('recountFacts', {
    route: 'GET /monitoring/recounts',
    scope: 'monitoring.read',
    roles: ['manager', 'admin'],
    summary: 'Count again from the histories of the cases of an area',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), ...PageQuery }),
    response: z.object({ cells: z.array(CellView), cases: z.int(), next: z.string().optional() }),
    async run({ query: { area, limit, cursor } }) {
      const { items, next } = await table.pageOf(
        'place',
        placePartition('CASES', area),
        {},
        { limit, ...(cursor === undefined ? {} : { after: cursor }) },
      );
      const histories = await Promise.all(items.map((item) => files.history(String(item['caseId']))));
      const cells = countedAgain(
        histories.flat().map(({ detailType, detail: { metadata, data } }) => ({
          occasion: { occurredAt: metadata['occurredAt'] ?? '', area: metadata['area'] ?? '', programme: metadata['programme'] ?? '' },
          tallies: talliesOf(detailType, data, metadata['occurredAt'] ?? ''),
        })),
      );
      return { cells, cases: items.length, ...(next === undefined ? {} : { next }) };
    },
  });
