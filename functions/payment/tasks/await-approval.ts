import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { askApproval } from '../domain/approve.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** Opens the review in which a second person approves or refuses; the decision answers the state. */
export const awaitApproval = ({ files, programmes, workflows }: Pick<Needs, 'files' | 'programmes' | 'workflows'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, { token, ...rest }) => {
    if (token === undefined) throw new Error('an approval needs the token of the state that waits for it');
    // a repeat brings a new token, which has to be stored: so it is not taken for done
    const { decision } = await files.change(caseId, withoutOnce(rest), (file) =>
      askApproval(file, paymentId, { rules: programmes.get(file.root.programme).operations.payment, at: rest.at, token }),
    );
    if (decision !== undefined) await workflows.answer(token, { decision });
    return { waiting: decision === undefined };
  });
