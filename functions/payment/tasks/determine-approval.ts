import { task } from '../../runtime/task.ts';
import { approvalOf } from '../domain/approve.ts';
import { paymentOf } from '../domain/lines.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** Whether a second person has to approve the payment, or has decided already. */
export const determineApproval = ({ files, programmes }: Pick<Needs, 'files' | 'programmes'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, context) => {
    const file = await files.open(caseId, context);
    return { approval: approvalOf(file, paymentOf(file, paymentId), programmes.get(file.root.programme).operations.payment) };
  });
