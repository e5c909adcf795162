import { CaseReinstated, EligibilityDecided } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** She is eligible: she is enrolled. */
export const startEnrolment = ({ workflows }: Pick<Needs, 'workflows'>) =>
  on(EligibilityDecided, 'StartEnrolment', async ({ metadata: { caseId, eventId }, data }) => {
    if (data.outcome === 'eligible') await workflows.start('enrolment', eventId, { caseId });
  });

/** A wrong exit was reversed before she was enrolled. */
export const resumeEnrolment = ({ files, workflows }: Needs) =>
  on(CaseReinstated, 'ResumeEnrolment', async ({ metadata: { caseId, eventId } }, context) => {
    const { root } = await files.open(caseId, context);
    if (root.status === 'eligible') await workflows.start('enrolment', eventId, { caseId });
  });
