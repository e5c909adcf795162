import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Compliment } from '../records.ts';
import { Facility } from './facility.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /compliments?area=&facility=`: the good words of mothers of an area, newest first, with no word of who they are. A facility leaves rows out of a page. */
export const listCompliments = ({ table }: Needs) =>
  operation('listCompliments', {
    route: 'GET /compliments',
    scope: 'care.read',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'List the compliments of an area, newest first',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), facility: Facility.optional(), ...PageQuery }),
    response: z.object({ items: z.array(Compliment.omit({ by: true })), next: z.string().optional() }),
    async run({ query: { area, facility, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists the compliments of an area');
      refuseOutside(caller, area);
      const page = await table.pageOf(
        'place',
        placePartition('COMPLIMENTS', area),
        {},
        { limit, descending: true, ...(cursor === undefined ? {} : { after: cursor }) },
      );
      return { ...page, items: page.items.filter((item) => facility === undefined || item['facility'] === facility) };
    },
  });
