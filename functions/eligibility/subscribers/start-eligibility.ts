import { CaseCorrected, CaseReinstated, CaseVerified, EligibilityRequested, ReviewDecided } from '../../../events/catalogue.ts';
import type { CaseStatus } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { findWaiting, nextTry, noLongerWaiting, Waitings } from '../../casefile/waiting.ts';
import { on, onDue } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { DETERMINABLE } from '../domain/decision.ts';

export interface StartNeeds {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

const start = ({ workflows }: Pick<StartNeeds, 'workflows'>, { eventId, caseId }: { eventId: string; caseId: string }): Promise<void> =>
  workflows.start('eligibility', eventId, { caseId });

/** The case was verified: the programme is applied to it. */
export const startEligibility = (needs: Pick<StartNeeds, 'workflows'>) =>
  on(CaseVerified, 'StartEligibility', ({ metadata }) => start(needs, metadata));

/** Somebody asked for it. */
export const restartEligibility = (needs: Pick<StartNeeds, 'workflows'>) =>
  on(EligibilityRequested, 'RestartEligibility', ({ metadata }) => start(needs, metadata));

/** The person who looked at a case that no version covered wants the programme applied again: there is one now. */
export const reapplyEligibility = (needs: Pick<StartNeeds, 'workflows'>) =>
  on(ReviewDecided, 'ReapplyEligibility', async ({ metadata, data }) => {
    if (data.kind === 'eligibility' && data.decision === 'applyAgain') await start(needs, metadata);
  });

/** Statuses in which a state machine was at work, and has ended, when an exit is reversed. */
const INTERRUPTED: readonly CaseStatus[] = ['verified', 'inEligibilityReview'];

/** A wrong exit was reversed before the case was decided. */
export const resumeEligibility = ({ files, workflows }: StartNeeds) =>
  on(CaseReinstated, 'ResumeEligibility', async ({ metadata }, context) => {
    const { root } = await files.open(metadata.caseId, context);
    if (INTERRUPTED.includes(root.status)) await start({ workflows }, metadata);
  });

/** Corrections that a rule may depend on; a phone or an address decides nothing. */
const DECISIVE = /^(applicant|pregnancy|mother\.birthDate|child(ren)?\b.*\.(birthDate|bornOn|sex|birthPlace|birthOrder))/;
const dotted = (field: string): string => field.replace(/^\//, '').replaceAll('/', '.');

/** Facts were corrected before she was enrolled: the decision is looked at anew. */
export const redetermineEligibility = ({ files, workflows }: StartNeeds) =>
  on(CaseCorrected, 'RedetermineEligibility', async ({ metadata, data }, context) => {
    if (!data.fields.some((field) => DECISIVE.test(dotted(field)))) return;
    const { root } = await files.open(metadata.caseId, context);
    if (DETERMINABLE.includes(root.status)) await start({ workflows }, metadata);
  });

/** The day of another try has come. The next day is noted first: whatever happens to this try, there is another. */
export const retryEligibility = ({ files, workflows }: StartNeeds) =>
  onDue(['eligibility'], 'RetryEligibility', async ({ metadata }, context) => {
    const going = await files.change(metadata.caseId, context, (file) => {
      const waiting = findWaiting(file, 'eligibility');
      if (waiting === undefined) return unchanged(false);
      if (!DETERMINABLE.includes(file.root.status)) return { remove: noLongerWaiting(file, 'eligibility'), answer: false };
      return { put: [place(Waitings, nextTry(file, 'eligibility', waiting.reason, context.at))], answer: true };
    });
    if (going) await start({ workflows }, metadata);
  });
