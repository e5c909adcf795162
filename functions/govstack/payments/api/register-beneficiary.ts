import { operation } from '../../../runtime/operation.ts';
import { BeneficiariesRequest, storeBeneficiaries } from '../beneficiaries.ts';
import { answer, BlockAnswer } from '../domain/instructions.ts';
import type { Needs } from './needs.ts';

/** `POST /register-beneficiary`: puts payees and their addresses into the register. */
export const registerBeneficiary = (needs: Pick<Needs, 'table' | 'register'>) =>
  operation('registerBeneficiary', {
    route: 'POST /register-beneficiary',
    scope: 'payment.write',
    summary: 'Register beneficiaries with their payment addresses',
    status: 200,
    body: BeneficiariesRequest,
    response: BlockAnswer,
    run: async ({ body }, caller) => {
      await storeBeneficiaries(needs, body, caller, 'register');
      return answer('00', 'the beneficiaries are registered', body.RequestID);
    },
  });
