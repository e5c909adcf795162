import { PaymentAddressConfirmed } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { payAtNewAddress } from '../domain/pay-again.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** The rail knows her address anew: what failed for the old one, or came back, is due again. */
export const payAgain = ({ files }: Needs) =>
  on(PaymentAddressConfirmed, 'PayAgain', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => payAtNewAddress(file, context.at));
  });
