import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { checkStanding } from '../domain/instruct.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** Holds back what may no longer be paid, and says whether the rail is to be instructed, to be asked, or neither. Amounts stay as they are. */
export const checkEntitlement = ({ files }: Pick<Needs, 'files'>) =>
  task(PaymentInput, ({ caseId, paymentId }, context) =>
    files.change(caseId, withoutOnce(context), (file) => checkStanding(file, paymentId, context.at)),
  );
