import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { Identifier } from '../../registration/domain/request.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import { registerStaffIdentity, type StaffNeeds } from '../staff-identities.ts';

export const Username = z.string().regex(/^[\w.@+-]{1,128}$/, 'must be a user name of the staff: letters, digits and . @ + - _');

/** Who may decide that a person is a user of the staff: an administrator, or the ministry's own systems. */
export const refusePartner = ({ partner }: Pick<Caller, 'partner'>): void => {
  if (partner !== undefined) throw new Problem('RoleMissing', 'only the ministry says who is of its staff');
};

/** `PUT /staff/{username}/identity`: lets a user of the staff sign in with her national identity. The identifier is hashed, and not kept. */
export const putStaffIdentity = (needs: StaffNeeds) =>
  operation('putStaffIdentity', {
    route: 'PUT /staff/{username}/identity',
    scope: 'staff.manage',
    roles: ['admin'],
    summary: 'Let a user of the staff sign in with her national identity',
    status: 200,
    bodyLimitBytes: 1024,
    path: z.strictObject({ username: Username }),
    body: z.strictObject({ nationalId: Identifier }),
    response: z.object({ username: z.string(), at: z.string().describe('when she was allowed to') }),
    run: ({ path: { username }, body: { nationalId } }, caller) => {
      refusePartner(caller);
      return registerStaffIdentity(needs, username, nationalId, caller);
    },
  });
