import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { organisationWrites } from '../organisations.ts';
import { OrganisationId, organisationFrom, OrganisationRequest, OrganisationView, shownOrganisation } from './organisation-request.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

/** `POST /organisations`: adds a clinic or a community organisation to the directory. */
export const addOrganisation = ({ table, vault }: Needs) =>
  operation('addOrganisation', {
    route: 'POST /organisations',
    scope: 'organisation.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Add an organisation to the directory',
    status: 201,
    body: OrganisationRequest.extend({ organisationId: OrganisationId }),
    response: OrganisationView,
    async run({ body: { organisationId, ...request } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry keeps the directory');
      const organisation = await organisationFrom(organisationId, request, 1, vault);
      try {
        return await commitBeside(table, caller, organisationWrites(organisation, undefined), shownOrganisation(organisation));
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        const detail = cause.failed.has(0)
          ? 'there is an organisation with this id; change it with PUT'
          : 'another organisation has this phone';
        throw new Problem('AlreadyExists', detail, { cause });
      }
    },
  });
