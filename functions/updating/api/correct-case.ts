import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { correct, type CorrectNeeds } from '../correct.ts';
import { Correction } from '../records.ts';

const CorrectionRequest = z.strictObject({
  changes: z
    .array(
      z.strictObject({
        field: z.string().regex(/^(\/[A-Za-z0-9-]{1,60}){1,3}$/, 'must be a pointer such as /mother/phone'),
        value: z.unknown(),
      }),
    )
    .min(1)
    .max(20),
  reason: z.string().trim().min(1).max(500),
});

/** `POST /cases/{caseId}/corrections`: changes the record, at once or when a second person has agreed, as the programme says of each field. */
export const correctCase = (needs: CorrectNeeds) =>
  operation('correctCase', {
    route: 'POST /cases/{caseId}/corrections',
    scope: 'updating.write',
    summary: 'Correct the record of a mother or a child',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: CorrectionRequest,
    response: Correction.pick({ correctionId: true, status: true, reviewId: true }),
    run: ({ path, body }, caller) => needs.files.change(path.caseId, caller, (file) => correct(needs, file, body, caller)),
  });
