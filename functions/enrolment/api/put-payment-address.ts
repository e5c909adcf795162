import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { RAIL_LIMITS } from '../../partners/payment-rail.ts';
import { operation } from '../../runtime/operation.ts';
import { decideAddressChange } from '../domain/payment-address.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `PUT /cases/{caseId}/payment-address`: where she wants to be paid; nothing is paid there before the rail has confirmed it. */
export const putPaymentAddress = ({ files }: Needs) =>
  operation('putPaymentAddress', {
    route: 'PUT /cases/{caseId}/payment-address',
    scope: 'enrolment.write',
    summary: 'Change where the mother is paid',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      modality: z.enum(['00', '01', '02', '03', '04']).describe('as in GovStack Payments: account, mobile money, voucher, wallet, proxy'),
      address: z.string().trim().min(3).max(RAIL_LIMITS.financialAddress),
    }),
    response: z.object({ state: z.string() }),
    run: ({ path, body }, caller) => files.change(path.caseId, caller, (file) => decideAddressChange(file, body, caller)),
  });
