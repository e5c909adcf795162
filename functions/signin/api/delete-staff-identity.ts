import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { removeStaffIdentity } from '../staff-identities.ts';
import { refusePartner, Username } from './put-staff-identity.ts';

/** `DELETE /staff/{username}/identity`: from now on she signs in with her password only. */
export const deleteStaffIdentity = ({ table }: { readonly table: Table }) =>
  operation('deleteStaffIdentity', {
    route: 'DELETE /staff/{username}/identity',
    scope: 'staff.manage',
    roles: ['admin'],
    summary: 'No longer let a user of the staff sign in with her national identity',
    status: 200,
    path: z.strictObject({ username: Username }),
    response: z.object({ username: z.string() }),
    run: async ({ path: { username } }, caller) => {
      refusePartner(caller);
      await removeStaffIdentity(table, username, caller);
      return { username };
    },
  });
