import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { endRisk as decideEnd, recordRisk as decide } from '../domain/risks.ts';
import { Risk, Risks } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

const Body = z.strictObject({
  code: z.string().max(64).describe('a risk of the programme, such as hypertension'),
  childId: z.uuid().optional().describe('left out: of the mother'),
  on: PlainDate.describe('the day on which it was found'),
});

/** `POST /cases/{caseId}/risks`: records something lasting that asks for more contacts. */
export const recordRisk = ({ files, programmes }: Needs) =>
  operation('recordRisk', {
    route: 'POST /cases/{caseId}/risks',
    scope: 'care.write',
    summary: 'Record a risk of a mother or a child',
    status: 201,
    path: CasePath,
    body: Body,
    response: Risk,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decide(file, programmes.get(file.root.programme), body, caller)),
  });

/** `POST /cases/{caseId}/risks/{riskId}/end`: it is over; its contacts that lie ahead are cancelled. */
export const endRisk = ({ files, programmes }: Needs) =>
  operation('endRisk', {
    route: 'POST /cases/{caseId}/risks/{riskId}/end',
    scope: 'care.write',
    summary: 'End a risk',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), riskId: z.uuid() }),
    body: z.strictObject({ on: PlainDate }),
    response: Risk,
    run: ({ path: { caseId, riskId }, body: { on } }, caller) =>
      files.change(caseId, caller, (file) => decideEnd(file, programmes.get(file.root.programme), riskId, on, caller)),
  });

/** `GET /cases/{caseId}/risks`: the risks of mother and children, oldest first. */
export const listRisks = ({ files }: Pick<Needs, 'files'>) =>
  operation('listRisks', {
    route: 'GET /cases/{caseId}/risks',
    scope: 'care.read',
    summary: 'List the risks of a case',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Risk), next: z.string().optional() }),
    run: async ({ path, query }, caller) => pageOf(allOf(await files.read(path.caseId, caller, 'risks'), Risks), Risks.sk, query),
  });
