import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { trendsOf } from '../domain/trend.ts';
import { Reading, Readings } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

const Trend = z.object({
  kind: z.string(),
  childId: z.uuid().optional(),
  part: z.string(),
  unit: z.string(),
  readings: z.int(),
  latest: z.number(),
  lowest: z.number(),
  highest: z.number(),
  change: z.number().describe('of the latest from the one before; 0 for a single one'),
});

/** `GET /cases/{caseId}/readings?kind=&childId=`: the readings, latest first, and how each kind has gone. */
export const listReadings = ({ files }: Pick<Needs, 'files'>) =>
  operation('listReadings', {
    route: 'GET /cases/{caseId}/readings',
    scope: 'care.read',
    summary: 'List the readings of a case with their trend',
    status: 200,
    path: CasePath,
    query: z.strictObject({ kind: z.string().max(64).optional(), childId: z.uuid().optional(), ...PageQuery }),
    response: z.object({ items: z.array(Reading), trends: z.array(Trend), next: z.string().optional() }),
    async run({ path, query: { kind, childId, ...page } }, caller) {
      const all = allOf(await files.read(path.caseId, caller, 'readings'), Readings)
        .filter((reading) => (kind === undefined || reading.kind === kind) && (childId === undefined || reading.childId === childId))
        .toReversed();
      return { ...pageOf(all, Readings.sk, page), trends: trendsOf(all) };
    },
  });
