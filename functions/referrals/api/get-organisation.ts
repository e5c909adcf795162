import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { findOrganisation } from '../organisations.ts';
import { OrganisationId, OrganisationView, shownOrganisation } from './organisation-request.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /organisations/{organisationId}`: an organisation with the number of referrals that it has in hand. */
export const getOrganisation = ({ table }: Needs) =>
  operation('getOrganisation', {
    route: 'GET /organisations/{organisationId}',
    scope: 'organisation.read',
    summary: 'An organisation of the directory, with its load',
    status: 200,
    path: z.strictObject({ organisationId: OrganisationId }),
    response: OrganisationView.extend({ load: z.int().describe('referrals that it has in hand') }),
    async run({ path: { organisationId } }) {
      const found = await findOrganisation(table, organisationId);
      if (found === undefined) throw new Problem('OrganisationNotFound', 'no organisation has this id');
      return versioned(found.version, { ...shownOrganisation(found), load: found.load });
    },
  });
