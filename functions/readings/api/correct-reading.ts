import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { correctReading as decide } from '../domain/record-readings.ts';
import { ReadingRequest } from '../domain/request.ts';
import { Reading } from '../records.ts';
import type { Needs } from './needs.ts';

const Body = z.strictObject({
  reason: z.string().trim().min(1).max(300),
  replacement: ReadingRequest.omit({ kind: true, childId: true }).optional().describe('the right reading, of the same kind and person'),
});

/** `POST /cases/{caseId}/readings/{readingId}/correction`: marks a reading as entered in error; it stays to be seen. */
export const correctReading = ({ files, programmes }: Needs) =>
  operation('correctReading', {
    route: 'POST /cases/{caseId}/readings/{readingId}/correction',
    scope: 'care.write',
    summary: 'Mark a reading as entered in error, with the right one in its place',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), readingId: z.uuid() }),
    body: Body,
    response: z.object({ readings: z.array(Reading.pick({ readingId: true, kind: true, category: true })) }),
    run: ({ path: { caseId, readingId }, body }, caller) =>
      files.change(caseId, caller, (file) => decide(file, programmes.get(file.root.programme), readingId, body, caller)),
  });
