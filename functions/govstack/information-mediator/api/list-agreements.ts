import * as z from 'zod';
import { PartnerAgreement } from '../../../partners/agreement.ts';
import { operation, PageQuery } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf } from '../../shelf.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /agreements`: what was agreed with whom, in the order of the clients. */
export const listAgreements = ({ table }: Needs) =>
  operation('listPartnerAgreements', {
    route: 'GET /agreements',
    scope: 'exchange.manage',
    summary: 'List what partners may call',
    status: 200,
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(PartnerAgreement), next: z.string().optional() }),
    run: async ({ query: { limit, cursor } }) => {
      const { items, next } = await shelf(table, PartnerAgreements).page({ limit, ...(cursor === undefined ? {} : { after: cursor }) });
      return { items: items.map(({ value }) => value), ...(next === undefined ? {} : { next }) };
    },
  });
