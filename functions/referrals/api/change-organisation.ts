import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { findOrganisation, organisationWrites } from '../organisations.ts';
import { OrganisationId, organisationFrom, OrganisationRequest, OrganisationView, shownOrganisation } from './organisation-request.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

/** `PUT /organisations/{organisationId}`: replaces what is known of an organisation; what it has in hand stays with it. */
export const changeOrganisation = ({ table, vault }: Needs) =>
  operation('changeOrganisation', {
    route: 'PUT /organisations/{organisationId}',
    scope: 'organisation.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Change an organisation of the directory',
    status: 200,
    path: z.strictObject({ organisationId: OrganisationId }),
    body: OrganisationRequest,
    response: OrganisationView,
    async run({ path: { organisationId }, body }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry keeps the directory');
      const before = await findOrganisation(table, organisationId);
      if (before === undefined) throw new Problem('OrganisationNotFound', 'no organisation has this id');
      if (caller.expectedVersion !== undefined && caller.expectedVersion !== before.version)
        throw new Problem(
          'PreconditionFailed',
          `the organisation is at version ${String(before.version)}, not ${String(caller.expectedVersion)}`,
        );
      const organisation = await organisationFrom(organisationId, body, before.version + 1, vault);
      try {
        const answer = await commitBeside(table, caller, organisationWrites(organisation, before), shownOrganisation(organisation));
        return versioned(answer.version, answer);
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        if (!cause.failed.has(0)) throw new Problem('AlreadyExists', 'another organisation has this phone', { cause });
        throw new Problem('VersionConflict', 'the organisation was changed by somebody else', { cause });
      }
    },
  });
