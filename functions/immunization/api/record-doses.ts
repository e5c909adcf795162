import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { PlanView } from '../domain/plan-view.ts';
import { recordDoses as decideDoses } from '../domain/record-doses.ts';
import { DoseSource, HalfKnownDay } from '../records.ts';

/** A child's whole card fits; each dose writes itself and its event into one transaction. */
const MOST_DOSES = 30;

const text = (most: number) => z.string().trim().min(1).max(most);

export const DoseRequest = z.strictObject({
  product: z.string().max(64).describe('a product of the schedule, such as DTP-HEPB-HIB'),
  on: HalfKnownDay.describe('the day as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD'),
  source: DoseSource.describe('given at a visit, copied from a card, or told by a registry'),
  lot: text(40).optional(),
  place: text(100).optional(),
  adverseEvent: text(1000).optional().describe('what happened after it'),
});

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/children/{childId}/doses`: records doses in any order, however late; one that is known changes nothing. */
export const recordDoses = ({ files, programmes }: Needs) =>
  operation('recordDoses', {
    route: 'POST /cases/{caseId}/children/{childId}/doses',
    scope: 'care.write',
    summary: 'Record vaccine doses of a child, at a visit or from a paper card',
    status: 201,
    path: z.strictObject({ caseId: z.uuid(), childId: z.uuid() }),
    body: z.strictObject({ doses: z.array(DoseRequest).min(1).max(MOST_DOSES) }),
    response: z.object({ doseIds: z.array(z.uuid()), plan: PlanView }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) =>
        decideDoses({ file, programme: programmes.get(file.root.programme), childId: path.childId, context: caller }, body.doses),
      ),
  });
