import { CaseCorrected, PaymentAddressChanged, ReviewDecided } from '../../../events/catalogue.ts';
import { withoutOnce, type CaseFiles, type Context } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { confirmAddressOrWait, type ConfirmNeeds } from '../confirm-address.ts';
import { refuseUnenrollable } from '../domain/enrol.ts';
import { decideAskAgain } from '../domain/payment-address.ts';

/** Before she is eligible there is nothing to confirm yet: the enrolment does it. */
const confirm = async (needs: ConfirmNeeds, caseId: string, context: Context): Promise<void> => {
  refuseUnenrollable(await needs.files.open(caseId, context));
  // one of several effects of the fact; each is a no-op once it was done
  await confirmAddressOrWait(needs, caseId, withoutOnce(context));
};

/** She wants to be paid elsewhere: the payment rail is asked. */
export const confirmChangedAddress = (needs: ConfirmNeeds) =>
  on(PaymentAddressChanged, 'ConfirmChangedAddress', ({ metadata }, context) => confirm(needs, metadata.caseId, context));

/** The address was corrected. */
export const confirmCorrectedAddress = (needs: ConfirmNeeds) =>
  on(CaseCorrected, 'ConfirmCorrectedAddress', async ({ metadata, data }, context) => {
    if (data.fields.some((field) => /^\/?paymentAddress\b/.test(field))) await confirm(needs, metadata.caseId, context);
  });

/** A person who looked at a refused address has it asked about again. */
export const askAddressAgain = ({ files }: { readonly files: CaseFiles }) =>
  on(ReviewDecided, 'AskAddressAgain', async ({ metadata, data }, context) => {
    if (data.kind === 'paymentAddress' && data.decision === 'askAgain')
      await files.change(metadata.caseId, context, (file) => decideAskAgain(file, data.reviewId));
  });
