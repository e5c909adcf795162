import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { parkPayment as decideToPark } from '../domain/await.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** Leaves the payment to the update sweep, and tells a person when the rail has had its time. */
export const parkPayment = ({ files, programmes }: Pick<Needs, 'files' | 'programmes'>) =>
  task(PaymentInput, ({ caseId, paymentId }, context) =>
    files.change(caseId, withoutOnce(context), (file) =>
      decideToPark(file, paymentId, { rules: programmes.get(file.root.programme).operations.payment, at: context.at }),
    ),
  );
