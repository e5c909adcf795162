import * as z from 'zod';
import { Area } from '../../registration/domain/request.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { OrganisationView } from './organisation-request.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /organisations?area=`: the organisations that serve an area. */
export const listOrganisations = ({ table }: Needs) =>
  operation('listOrganisations', {
    route: 'GET /organisations',
    scope: 'organisation.read',
    summary: 'Organisations that serve an area',
    status: 200,
    query: z.strictObject({ area: Area, ...PageQuery }),
    response: z.object({ items: z.array(OrganisationView), next: z.string().optional() }),
    run: ({ query: { area, limit, cursor } }) =>
      table.pageOf('place', placePartition('ORGANISATIONS', area), {}, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
