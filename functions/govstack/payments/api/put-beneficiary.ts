import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { FinancialAddress, PayeeFunctionalId } from '../domain/instructions.ts';
import { Beneficiaries, Modality } from '../records.ts';
import type { Needs } from './needs.ts';

/**
 * `PUT /beneficiaries/{id}`: a beneficiary that the ministry takes over from another register; it replaces what stood here. Who it is, is said in
 * the body: paths stand in the logs of proxies.
 */
export const putBeneficiary = ({ table, register }: Pick<Needs, 'table' | 'register'>) =>
  operation('putBeneficiary', {
    route: 'PUT /beneficiaries/{id}',
    scope: 'exchange.manage',
    summary: 'Take over a beneficiary from another register',
    status: 200,
    path: z.strictObject({
      id: z
        .string()
        .regex(/^[0-9A-Za-z][0-9A-Za-z-]{0,59}$/, 'must be letters, digits and dashes')
        .describe('what the list that is taken over calls the entry, such as its line; kept nowhere'),
    }),
    body: z.strictObject({ payee: PayeeFunctionalId, modality: Modality.optional(), address: FinancialAddress.optional() }),
    response: z.object({ modality: Modality.optional() }),
    run: async ({ body: { payee: payeeId, modality, address } }, caller) => {
      const payee = await register.hashOf(payeeId);
      const beneficiary = {
        payee,
        registeredBy: caller.client,
        changedAt: caller.at,
        ...(modality === undefined ? {} : { modality }),
        ...(address === undefined ? {} : { sealedAddress: await register.seal(payee, address) }),
      };
      return (await shelf(table, Beneficiaries, register.within(payee)).put(beneficiary, caller, await register.find(payee))).value;
    },
  });
