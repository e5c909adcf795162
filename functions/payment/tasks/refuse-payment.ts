import { task } from '../../runtime/task.ts';
import { refusePayment as decideRefusal } from '../domain/approve.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** A second person refused: the lines are not paid. */
export const refusePayment = ({ files }: Pick<Needs, 'files'>) =>
  task(PaymentInput, ({ caseId, paymentId }, context) =>
    files.change(caseId, context, (file) => decideRefusal(file, paymentId, context.at)),
  );
