import { CaseCorrected, CaseExited, CaseReinstated, ConsentGiven, ItemFellDue, ReviewDecided } from '../../../events/catalogue.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { on } from '../../runtime/subscriber.ts';
import { afterConsent, afterCorrection, afterDecision, askAgain, resume, stop, tryAgain } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** The child that an item of the due index is about, as its sort key says; undefined for the case. */
const childOf = (item: string): ChildId | undefined => ChildId.safeParse(item.split('#')[1]).data;

/** What fell due: a try after a pause, or a question about a forwarded birth. */
export const tryFallenDue = ({ files }: Needs) =>
  on(ItemFellDue, 'TryVerificationAgain', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    const childId = childOf(item);
    if (kind === 'verification') await files.change(caseId, context, (file) => tryAgain(file, childId, context.at));
    if (kind === 'birthRegistration')
      await files.change(caseId, context, (file) => (childId === undefined ? unchanged(undefined) : askAgain(file, childId, context.at)));
  });

/** A correction may be all that a refused or waiting verification needed. */
export const verifyCorrection = ({ files }: Needs) =>
  on(CaseCorrected, 'VerifyCorrection', ({ metadata: { caseId }, data: { fields } }, context) =>
    files.change(caseId, context, (file) => afterCorrection(file, fields, context)),
  );

/** What waited for a consent goes on. */
export const verifyUnderNewConsent = ({ files }: Needs) =>
  on(ConsentGiven, 'VerifyUnderNewConsent', async ({ metadata: { caseId }, data: { purposes } }, context) => {
    if (purposes.includes('verification')) await files.change(caseId, context, (file) => afterConsent(file, context));
  });

/** Decisions for which no state machine waits. */
export const actOnDecision = ({ files }: Needs) =>
  on(ReviewDecided, 'ActOnVerificationDecision', async ({ metadata: { caseId }, data: { reviewId, kind, decision } }, context) => {
    if (kind === 'verification') await files.change(caseId, context, (file) => afterDecision(file, reviewId, decision, context));
  });

/** Nobody asks about a case that left. */
export const stopVerification = ({ files }: Needs) =>
  on(CaseExited, 'StopVerification', ({ metadata: { caseId } }, context) => files.change(caseId, context, (file) => stop(file, context)));

/** A case that came back is verified where it was not. */
export const resumeVerification = ({ files }: Needs) =>
  on(CaseReinstated, 'ResumeVerification', ({ metadata: { caseId } }, context) => files.change(caseId, context, (file) => resume(file, context.at)));
