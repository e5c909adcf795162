import * as z from 'zod';
import { FactValue } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { recordVisit as decideVisit } from '../domain/record-visit.ts';
import { ReadingRequest } from '../../readings/domain/request.ts';
import { ContentAnswer, Measurements, Visit } from '../records.ts';

const MOST_MEASUREMENTS = 50;
const MOST_ATTRIBUTES = 20;
const MOST_ANSWERS = 80;

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a name of letters, digits, dot, dash or underscore');

/** What was seen of one person. */
const ObservationRequest = z.strictObject({
  childId: z.uuid().optional().describe('left out: the mother'),
  content: z
    .record(Name, ContentAnswer)
    .refine((values) => Object.keys(values).length <= MOST_ANSWERS, `may hold ${String(MOST_ANSWERS)} answers`)
    .default({})
    .describe("answers by the codes of the programme's list for visits, as many as there are"),
  signs: z.array(Name).max(30).default([]).describe('danger signs by the codes of the programme; they open an alert at once'),
  readings: z
    .array(ReadingRequest.omit({ childId: true, measuredAt: true }).extend({ measuredAt: ReadingRequest.shape.measuredAt.optional() }))
    .max(20)
    .default([]),
});

const VisitRequest = z.strictObject({
  contactId: z
    .string()
    .max(120)
    .optional()
    .describe('the contact that the visit fulfils; left out: the one of this kind whose window it lies in'),
  kind: Name.describe("the contact's kind, such as PNC-2, or a name for an unplanned visit"),
  childId: z.uuid().optional().describe('for a visit to a child'),
  on: PlainDate.describe('the day of the visit, in the calendar of the programme'),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
    .optional(),
  place: Visit.shape.place,
  measurements: Measurements.refine(
    (values) => Object.keys(values).length <= MOST_MEASUREMENTS,
    `may hold ${String(MOST_MEASUREMENTS)} values`,
  ).default({}),
  observations: z
    .array(ObservationRequest)
    .max(9)
    .refine((all) => new Set(all.map(({ childId }) => childId)).size === all.length, 'may hold one entry for each person')
    .default([])
    .describe('what was asked, seen and measured, by person; a visit told again takes what it brings in addition'),
  notes: z.string().trim().min(1).max(2000).optional(),
  occurrences: z
    .array(
      z.strictObject({
        type: Name.describe("a type of the programme's vocabulary"),
        attributes: z
          .record(Name, FactValue)
          .refine((values) => Object.keys(values).length <= MOST_ATTRIBUTES, `may hold ${String(MOST_ATTRIBUTES)} attributes`)
          .default({}),
      }),
    )
    .max(20)
    .default([])
    .describe('what happened at the visit and matters to the programme'),
});

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/visits`: records a visit, also days later and before enrolment. */
export const recordVisit = ({ files, programmes }: Needs) =>
  operation('recordVisit', {
    route: 'POST /cases/{caseId}/visits',
    scope: 'care.write',
    summary: 'Record a visit to a mother or a child',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: VisitRequest,
    response: z.object({ visitId: z.uuid(), contactId: z.string().optional(), late: z.boolean() }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideVisit(file, programmes.get(file.root.programme), body, caller)),
  });
