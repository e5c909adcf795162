import {
  ReferralAccepted,
  ReferralClosed,
  ReferralCompleted,
  ReferralDeclined,
  ReferralReopened,
  ReferralRequested,
  ReferralStarted,
} from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import type * as z from 'zod';
import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { isClosed } from '../domain/life-cycle.ts';
import { Referrals } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** The state machine that waits goes on; where none sees to the referral, one is started. Between two states it looks by itself. */
const wake = async ({ files, workflows }: Needs, caseId: string, eventId: string, referralId: string, context: Context): Promise<void> => {
  const referral = findOf(await files.open(caseId, context), Referrals, (one) => one.referralId === referralId);
  if (referral === undefined) return;
  const { token, watcher, stage, toTell } = referral;
  if (token !== undefined) await workflows.answer(token, { answered: true });
  else if (watcher === undefined && (!isClosed(stage) || toTell !== undefined))
    await workflows.start('referral', `${referralId}-${eventId}`, { caseId, referralId });
};

/** Something happened to a referral: whoever sees to it learns that. */
export const watchReferral = (needs: Needs): readonly Subscription[] => {
  const when = (fact: Fact<z.ZodObject<{ referralId: z.ZodUUID }>>): Subscription =>
    on(fact, 'WatchReferral', ({ metadata: { caseId, eventId }, data: { referralId } }, context) =>
      wake(needs, caseId, eventId, referralId, context),
    );
  return [
    when(ReferralRequested),
    when(ReferralAccepted),
    when(ReferralDeclined),
    when(ReferralStarted),
    when(ReferralCompleted),
    when(ReferralReopened),
    when(ReferralClosed),
  ];
};
