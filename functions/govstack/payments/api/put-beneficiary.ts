import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { PayeeFunctionalId } from '../domain/instructions.ts';
import { Beneficiaries, Modality } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /beneficiaries/{id}`: a beneficiary that the ministry takes over from another register; it replaces what stood here. */
export const putBeneficiary = ({ table, register }: Pick<Needs, 'table' | 'register'>) =>
  operation('putBeneficiary', {
    route: 'PUT /beneficiaries/{id}',
    scope: 'exchange.manage',
    summary: 'Take over a beneficiary from another register',
    status: 200,
    path: z.strictObject({ id: PayeeFunctionalId }),
    body: z.strictObject({ modality: Modality.optional(), address: z.string().min(1).max(30).optional() }),
    response: z.object({ modality: Modality.optional() }),
    run: async ({ path: { id }, body: { modality, address } }, caller) => {
      const payee = await register.hashOf(id);
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
