import * as z from 'zod';
import { task } from '../../runtime/task.ts';
import { confirmAddress, type ConfirmNeeds } from '../confirm-address.ts';
import { refuseUnenrollable } from '../domain/enrol.ts';

/** Has the payment rail confirm where she is paid, before any money moves. */
export const confirmPaymentAddress = (needs: ConfirmNeeds) =>
  task(z.object({ caseId: z.uuid() }), async ({ caseId }, context) => {
    refuseUnenrollable(await needs.files.open(caseId, context));
    return { state: await confirmAddress(needs, caseId, context) };
  });
