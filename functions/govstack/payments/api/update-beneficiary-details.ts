import { operation } from '../../../runtime/operation.ts';
import { BeneficiariesRequest, storeBeneficiaries } from '../beneficiaries.ts';
import { answer, BlockAnswer } from '../domain/instructions.ts';
import type { Needs } from './needs.ts';

/** `POST /update-beneficiary-details`: changes the addresses of payees that the caller registered. */
export const updateBeneficiaryDetails = (needs: Pick<Needs, 'table' | 'register'>) =>
  operation('updateBeneficiaryDetails', {
    route: 'POST /update-beneficiary-details',
    scope: 'payment.write',
    summary: 'Change the payment addresses of beneficiaries',
    status: 200,
    body: BeneficiariesRequest,
    response: BlockAnswer,
    run: async ({ body }, caller) => {
      await storeBeneficiaries(needs, body, caller, 'update');
      return answer('00', 'the beneficiaries are updated', body.RequestID);
    },
  });
