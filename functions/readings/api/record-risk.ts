import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { recordRisk as decide } from '../domain/risks.ts';
import { Risk } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';

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
