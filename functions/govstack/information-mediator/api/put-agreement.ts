import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { PartnerAgreement } from '../../../partners/agreement.ts';
import { operation } from '../../../runtime/operation.ts';
import { refuseAddress } from '../../../webhooks/address.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf } from '../../shelf.ts';
import { agreedWrites } from '../push.ts';
import type { Needs } from './needs.ts';

/** `PUT /agreements/{client}`: what a partner's system may call from a day on; it replaces what was agreed before. */
export const putAgreement = ({ table, rules }: Pick<Needs, 'table' | 'rules'>) =>
  operation('putPartnerAgreement', {
    route: 'PUT /agreements/{client}',
    scope: 'exchange.manage',
    summary: 'Agree with a partner which building blocks its system may call, and whether FHIR',
    status: 200,
    path: z.strictObject({ client: PartnerAgreement.shape.client }),
    body: PartnerAgreement.omit({ client: true }),
    response: PartnerAgreement,
    run: async ({ path: { client }, body }, caller) => {
      const agreements = shelf(table, PartnerAgreements);
      if (body.until !== undefined && body.until < body.from)
        throw invalidRequest({ pointer: '#/body/until', detail: 'must not be before from' });
      if (body.pushTo !== undefined) refuseAddress(body.pushTo, rules(), '#/body/pushTo');
      const agreement = { client, ...body };
      const pushed = await agreedWrites(table, agreement, caller.at);
      const { value } = await agreements.put(agreement, caller, await agreements.find(client), pushed);
      return value;
    },
  });
