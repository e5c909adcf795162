import { Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import type { LoadedOrganisation } from '../domain/organisation.ts';
import { findOrganisation } from '../organisations.ts';

/**
 * The organisation that a caller may act for: a partner's client for the one that it is bound to, the ministry for each.
 * @throws {Problem} OrganisationNotFound, also for one that is another's
 */
export const ownOrganisation = async (table: Table, organisationId: string, caller: Caller): Promise<LoadedOrganisation> => {
  const found = await findOrganisation(table, organisationId);
  if (found === undefined || (caller.partner !== undefined && found.client !== caller.partner))
    throw new Problem('OrganisationNotFound', 'you have no organisation with this id');
  return found;
};
