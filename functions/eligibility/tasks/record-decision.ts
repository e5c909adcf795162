import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { decideEligibility } from '../domain/decision.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Input = z.object({
  caseId: z.uuid(),
  assessment: z.object({ value: z.object({ assessmentId: z.uuid() }) }),
  review: z.object({ reviewId: z.uuid() }).optional(),
});

/** Makes the assessment a decision, by the rules or by the person who reviewed it, and announces it. */
export const recordDecision = ({ files }: Needs) =>
  task(Input, ({ caseId, assessment, review }, context) =>
    files.change(caseId, context, (file) => decideEligibility(file, assessment.value.assessmentId, review?.reviewId, context)),
  );
