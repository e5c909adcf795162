import type { CaseFiles } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { lookAfter } from '../domain/look.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
}

/** Referrals whose time was over yesterday are due: a state machine takes each up where it stands, and a person is told again of those on hold. */
export const lookAfterReferrals = ({ files, programmes, workflows }: Needs) =>
  onDue(['referral'], 'LookAfterReferrals', async ({ metadata: { caseId, eventId } }, context) => {
    const { referralIds } = await files.change(caseId, context, (file) =>
      lookAfter(file, programmes.get(file.root.programme).operations.referrals, dateOf(context.at), context.at),
    );
    for (const referralId of referralIds) await workflows.start('referral', `${referralId}-${eventId}`, { caseId, referralId });
  });
