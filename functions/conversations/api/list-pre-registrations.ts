import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Lead, PreRegistration } from '../records.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

const Row = z.object({
  ...PreRegistration.pick({ preRegistrationId: true, area: true, programme: true, receivedAt: true }).shape,
  ...Lead.shape,
});

/** `GET /pre-registrations?area=`: who asked by text to be registered, oldest first, opened for the worker who goes there. One query. */
export const listPreRegistrations = ({ table, vault }: Needs) =>
  operation('listPreRegistrations', {
    route: 'GET /pre-registrations',
    scope: 'conversations.read',
    summary: 'List who asked by text to be registered',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists who asked to be registered');
      refuseOutside(caller, area);
      const { items, next } = await table.pageOf(
        'place',
        placePartition('PREREGISTRATIONS', area),
        {},
        {
          limit,
          ...(cursor === undefined ? {} : { after: cursor }),
        },
      );
      const rows = await Promise.all(
        items.map(async (item) => {
          const { sealed, ...lead } = PreRegistration.parse(item);
          return { ...lead, ...Lead.parse(JSON.parse(await vault.open(sealed, lead.preRegistrationId))) };
        }),
      );
      return { items: rows, ...(next === undefined ? {} : { next }) };
    },
  });
