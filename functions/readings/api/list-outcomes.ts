import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Outcome, Outcomes } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/outcomes?kind=`: the recorded outcomes, oldest first. */
export const listOutcomes = ({ files }: Pick<Needs, 'files'>) =>
  operation('listOutcomes', {
    route: 'GET /cases/{caseId}/outcomes',
    scope: 'care.read',
    summary: 'List the recorded outcomes of a case',
    status: 200,
    path: CasePath,
    query: z.strictObject({ kind: z.enum(Outcome.options.map(({ shape }) => shape.kind.value)).optional(), ...PageQuery }),
    response: z.object({ items: z.array(Outcome), next: z.string().optional() }),
    async run({ path, query: { kind, ...page } }, caller) {
      const all = allOf(await files.read(path.caseId, caller, 'outcomes'), Outcomes);
      return pageOf(
        all.filter((outcome) => kind === undefined || outcome.kind === kind),
        Outcomes.sk,
        page,
      );
    },
  });
