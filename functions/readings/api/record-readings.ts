import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { recordReadings as decide } from '../domain/record-readings.ts';
import { ReadingRequest } from '../domain/request.ts';
import { Reading } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';

const MOST_READINGS = 50;
const MOST_SIGNS = 30;

const SignsRequest = z.strictObject({
  childId: z.uuid().optional().describe('left out: of the mother'),
  signs: z.array(z.string().max(60)).min(1).max(MOST_SIGNS).describe('codes of the programme'),
});

const Body = z
  .strictObject({
    readings: z.array(ReadingRequest).max(MOST_READINGS).default([]),
    signs: z.array(SignsRequest).max(9).default([]).describe('danger signs that were seen without a visit; they open an alert at once'),
    source: z.enum(['worker', 'device']).default('worker').describe('device: nobody was with her; she is told by text what to do'),
  })
  .refine(({ readings, signs }) => readings.length + signs.length > 0, 'needs a reading or a danger sign');

/** `POST /cases/{caseId}/readings`: takes what was measured and seen, now or days ago; the same reading twice is one. */
export const recordReadings = ({ files, programmes }: Needs) =>
  operation('recordReadings', {
    route: 'POST /cases/{caseId}/readings',
    scope: 'care.write',
    summary: 'Record readings and danger signs of a mother or her children',
    status: 201,
    path: CasePath,
    body: Body,
    response: z.object({ readings: z.array(Reading.pick({ readingId: true, kind: true, category: true })), findings: z.array(z.uuid()) }),
    run: ({ path, body: { readings, signs, source } }, caller) =>
      files.change(path.caseId, caller, (file) =>
        decide(
          file,
          programmes.get(file.root.programme),
          { readings, seen: signs, source: source === 'worker' && caller.partner !== undefined ? 'partner' : source },
          caller,
        ),
      ),
  });
