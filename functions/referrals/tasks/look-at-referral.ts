import * as z from 'zod';
import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { lookAt } from '../domain/look.ts';
import { ReferralInput, type Needs } from './needs.ts';

/** An execution that has looked before carries what it saw. */
const Input = ReferralInput.extend({ next: z.unknown().optional() });

/** Does what time has brought, and says what comes next. */
export const lookAtReferral = ({ files, programmes }: Pick<Needs, 'files' | 'programmes'>) =>
  task(Input, ({ caseId, referralId, next }, context) =>
    files.change(caseId, withoutOnce(context), (file) =>
      lookAt(file, referralId, {
        rules: programmes.get(file.root.programme).operations.referrals,
        at: context.at,
        execution: context.execution,
        first: next === undefined,
      }),
    ),
  );
