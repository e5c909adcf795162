import * as z from 'zod';
import { withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { decideReview } from '../domain/decision.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
}

const Input = z.object({ caseId: z.uuid(), assessment: z.object({ value: z.object({ assessmentId: z.uuid() }) }) });

/** Opens the review that a person decides; the decision answers the state. */
export const awaitReview = ({ files, programmes, workflows }: Needs) =>
  task(Input, async ({ caseId, assessment }, { token, ...rest }) => {
    if (token === undefined) throw new Error('a review needs the token of the state that waits for it');
    // a repeat brings a new token, which has to be stored: so it is not taken for done
    const context = withoutOnce(rest);
    const answer = await files.change(caseId, context, (file) =>
      decideReview(file, programmes.get(file.root.programme), assessment.value.assessmentId, token, context),
    );
    if (answer !== undefined) await workflows.answer(token, { ...answer });
    return { waiting: answer === undefined };
  });
