import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { commitBeside, type Context } from '../casefile/files.ts';
import { Problem } from '../kernel/problem.ts';
import { Identifier } from '../registration/domain/request.ts';
import type { Vault } from '../runtime/vault.ts';
import { keys } from '../table/keys.ts';
import { TransactionRefused, type Table, type Write } from '../table/table.ts';

export interface StaffNeeds {
  readonly table: Table;
  readonly vault: Vault;
}

/** That a user of the staff may sign in with a national identity, by its keyed hash; the identifier itself is not kept. */
const StaffIdentity = z.object({ username: z.string(), hash: z.string(), version: z.int(), by: z.string(), at: Instant });
type StaffIdentity = z.infer<typeof StaffIdentity>;

const KIND = 'staff';

const find = async (table: Table, username: string): Promise<StaffIdentity | undefined> => {
  const item = await table.find(keys.staffIdentity(username));
  return item === undefined ? undefined : StaffIdentity.parse(item);
};

const claimRemoval = ({ hash }: StaffIdentity): Write => ({ remove: keys.claim(KIND, hash) });
const seen = (before: StaffIdentity | undefined) => (before === undefined ? ('absent' as const) : { version: before.version });

/** Lets a user sign in with this national identity, and no longer with another. @throws {Problem} AlreadyExists, VersionConflict */
export const registerStaffIdentity = async (
  { table, vault }: StaffNeeds,
  username: string,
  nationalId: string,
  context: Context,
): Promise<{ readonly username: string; readonly at: string }> => {
  const [before, hash] = await Promise.all([find(table, username), vault.hash(KIND, nationalId)]);
  if (before?.hash === hash) return { username, at: before.at };
  const identity: StaffIdentity = { username, hash, version: (before?.version ?? 0) + 1, by: context.by, at: context.at };
  try {
    return await commitBeside(
      table,
      context,
      [
        { put: { ...keys.claim(KIND, hash), entity: 'staffClaim', username }, condition: 'absent' },
        { put: { ...identity, ...keys.staffIdentity(username), entity: 'staffIdentity' }, condition: seen(before) },
        ...(before === undefined ? [] : [claimRemoval(before)]),
      ],
      { username, at: context.at },
    );
  } catch (cause) {
    if (!(cause instanceof TransactionRefused)) throw cause;
    throw cause.failed.has(0)
      ? new Problem('AlreadyExists', 'this national identity belongs to another user of the staff', { cause })
      : new Problem('VersionConflict', 'the identity of this user was changed by somebody else', { cause });
  }
};

/** A user without one stays so. @throws {Problem} VersionConflict */
export const removeStaffIdentity = async (table: Table, username: string, context: Context): Promise<void> => {
  const before = await find(table, username);
  if (before === undefined) return;
  try {
    await commitBeside(
      table,
      context,
      [claimRemoval(before), { remove: keys.staffIdentity(username), condition: { version: before.version } }],
      null,
    );
  } catch (cause) {
    if (!(cause instanceof TransactionRefused)) throw cause;
    throw new Problem('VersionConflict', 'the identity of this user was changed by somebody else', { cause });
  }
};

/** Whose national identity this is; undefined where it is nobody's. */
export const staffWith = async ({ table, vault }: StaffNeeds, nationalId: string): Promise<string | undefined> => {
  const identifier = Identifier.safeParse(nationalId);
  if (!identifier.success) return undefined;
  const claim = await table.find(keys.claim(KIND, await vault.hash(KIND, identifier.data)));
  return claim === undefined ? undefined : String(claim['username']);
};
