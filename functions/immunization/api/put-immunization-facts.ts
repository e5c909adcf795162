import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { HEALTH_FACTS } from '../../policy/schema/immunization.ts';
import { PlanView } from '../domain/plan-view.ts';
import { keepFacts } from '../domain/record-doses.ts';
import { Withheld } from '../records.ts';

const MOST_WITHHELD = 30;

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `PUT /cases/{caseId}/children/{childId}/immunization-facts`: what decides about a child's vaccines beside its age and doses. */
export const putImmunizationFacts = ({ files, programmes }: Needs) =>
  operation('putImmunizationFacts', {
    route: 'PUT /cases/{caseId}/children/{childId}/immunization-facts',
    scope: 'care.write',
    summary: 'Record birth weight, health facts, contraindications and refusals that decide about vaccines',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), childId: z.uuid() }),
    body: z.strictObject({
      birthWeightGrams: z.int().optional(),
      preterm: z.boolean().optional(),
      health: z.strictObject(HEALTH_FACTS).partial().default({}).describe('what is not told is unknown'),
      withheld: z
        .array(Withheld.extend({ note: z.string().trim().min(1).max(500).optional() }).strict())
        .max(MOST_WITHHELD)
        .default([])
        .describe('series that are not given; the whole list replaces the one before'),
    }),
    response: PlanView,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) =>
        keepFacts({ file, programme: programmes.get(file.root.programme), childId: path.childId, context: caller }, body),
      ),
  });
