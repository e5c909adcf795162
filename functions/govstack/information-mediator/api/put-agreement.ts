import * as z from 'zod';
import { PartnerAgreement } from '../../../partners/agreement.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf } from '../../shelf.ts';

interface Needs {
  readonly table: Table;
}

/** `PUT /agreements/{client}`: what a partner's system may call from a day on; it replaces what was agreed before. */
export const putAgreement = ({ table }: Needs) =>
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
      const { value } = await agreements.put({ client, ...body }, caller, await agreements.find(client));
      return value;
    },
  });
