import { place } from '../../casefile/entity.ts';
import { unchanged, withoutOnce, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { findWaiting, nextTry, noLongerWaiting, Waitings, type WaitingKind } from '../../casefile/waiting.ts';
import { onDue } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { assignWorker, type AssignNeeds } from '../assign-worker.ts';
import { confirmAddressOrWait, type ConfirmNeeds } from '../confirm-address.ts';

interface Needs extends ConfirmNeeds, AssignNeeds {
  readonly workflows: Workflows;
}

/** Notes the next day first: whatever happens to this try, there is another. Says whether there is something to try. */
const decideTry = (file: CaseFile, kind: WaitingKind, { at }: Context): Change<boolean> => {
  const waiting = findWaiting(file, kind);
  if (waiting === undefined) return unchanged(false);
  const { status } = file.root;
  if (status !== 'eligible' && status !== 'enrolled') return { remove: noLongerWaiting(file, kind), answer: false };
  return { put: [place(Waitings, nextTry(file, kind, waiting.reason, at))], answer: true };
};

const attempt = async (needs: Needs, kind: Exclude<WaitingKind, 'eligibility'>, caseId: string, context: Context): Promise<void> => {
  switch (kind) {
    case 'enrolment':
      await needs.workflows.start('enrolment', context.causationId, { caseId });
      return;
    case 'paymentAddress':
      await confirmAddressOrWait(needs, caseId, withoutOnce(context));
      return;
    case 'worker':
      await assignWorker(needs, caseId, withoutOnce(context));
      return;
  }
};

/** The day of another try has come. */
export const retryWaiting = (needs: Needs) =>
  onDue(['enrolment', 'paymentAddress', 'worker'], 'RetryWaiting', async ({ metadata: { caseId }, data: { kind } }, context) => {
    if (await needs.files.change(caseId, context, (file) => decideTry(file, kind, context))) await attempt(needs, kind, caseId, context);
  });
