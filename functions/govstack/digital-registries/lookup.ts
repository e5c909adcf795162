/** Reading of either kind of registry; each reading of a person's record is kept. */
import { invalidRequest } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import { faultsOf } from '../../runtime/request.ts';
import { MembershipQuery } from './domain/membership.ts';
import type { Content } from './domain/content.ts';
import type { Memberships } from './memberships.ts';
import { isOfMemberships, type RegistryPath, type RegistryShelf } from './registries.ts';

export interface Found {
  readonly uuid: string;
  readonly content: Content;
}

/** What a reading is called in the audit. */
const nameOf = ({ registryName, versionNumber }: RegistryPath, what: string): string =>
  `digital registries: ${what} of ${registryName} ${versionNumber}`;

/** By what a membership is asked for. @throws {Problem} InvalidRequest */
const membershipQuery = (where: Content): MembershipQuery => {
  const parsed = MembershipQuery.safeParse(where);
  if (parsed.success) return parsed.data;
  throw invalidRequest(...faultsOf('body/query/content', parsed.error));
};

export const lookupIn = (shelf: RegistryShelf, memberships: Memberships) => ({
  /** The one record with these values. @throws {Problem} InvalidRequest, RecordNotFound, AgreementMissing, ConsentMissing, OutsideYourArea */
  async find(path: RegistryPath, where: Content, caller: Caller, what: string): Promise<Found | undefined> {
    const why = nameOf(path, what);
    if (isOfMemberships(path)) return memberships.read(membershipQuery(where), caller, why);
    const registry = await shelf.toRead(path, caller);
    const found = await registry.find(where);
    if (found === undefined) return undefined;
    await shelf.keepReading(registry, [found.value], caller, why);
    return found.value;
  },
});
export type Lookup = ReturnType<typeof lookupIn>;
export { nameOf as readingOf };
