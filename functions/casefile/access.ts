import * as z from 'zod';
import { Problem } from '../kernel/problem.ts';
import { placePartition } from '../table/keys.ts';
import type { Item } from '../table/table.ts';
import { Instant } from './case.ts';
import { entity } from './entity.ts';
import { isMember, TeamMember, TeamMembers } from './team-member.ts';

/** That a member of the staff opened a case outside her areas: for a reason, and for a time. */
export const AccessGrant = z.object({
  grantId: z.uuid(),
  /** Who opened it, as in the audit: `user:<name>`. */
  by: z.string(),
  reason: z.string().max(300),
  openedAt: Instant,
  expiresAt: Instant,
  /** What a supervisor found when she looked into it; an unjustified one is closed at once. */
  finding: z.object({ justified: z.boolean(), note: z.string().max(500), at: Instant, by: z.string() }).optional(),
});
export type AccessGrant = z.infer<typeof AccessGrant>;

export const AccessGrants = entity({
  name: 'accessGrant',
  schema: AccessGrant,
  sk: ({ openedAt, grantId }) => `ACCESS#${openedAt}#${grantId}`,
  index: ({ openedAt, grantId }, { root }) => ({
    placePk: placePartition('ACCESSES', root.area),
    placeSk: `${openedAt}#${root.caseId}#${grantId}`,
  }),
});

/** Who looks: her areas bind her where she has some. */
export interface Looker {
  readonly at: Instant;
  readonly by: string;
  /** The areas of a member of the staff; absent for whoever is not bound to any. A code that ends with `*` stands for all that begin so. */
  readonly areas?: readonly string[];
}

/** Whether an area is among those of somebody; without any she is not bound. */
export const isWithin = (areas: readonly string[] | undefined, area: string): boolean =>
  areas === undefined || areas.some((own) => (own.endsWith('*') ? area.startsWith(own.slice(0, -1)) : own === area));

/** @throws {Problem} OutsideYourArea */
export const refuseOutside = ({ areas }: Pick<Looker, 'areas'>, area: string): void => {
  if (!isWithin(areas, area)) throw new Problem('OutsideYourArea', 'this lies outside the areas that you work in');
};

/** Whether somebody has opened this access, it has not run out, and nobody has found it unjustified. */
export const isOpenFor = ({ by, openedAt, expiresAt, finding }: AccessGrant, looker: Looker): boolean =>
  by === looker.by && openedAt <= looker.at && looker.at < expiresAt && finding?.justified !== false;

const isOnTeam = (item: Item, { at, by }: Looker): boolean => {
  const member = TeamMember.parse(item);
  return member.who.kind === 'user' && by === `user:${member.who.user}` && isMember(member, at);
};

/**
 * Refuses a case outside somebody's areas, unless she is of its care team or has opened it for a reason. Decided from the items of the
 * case that were read anyhow.
 * @throws {Problem} OutsideYourArea
 */
export const refuseStranger = (area: string, items: readonly Item[], looker: Looker): void => {
  if (isWithin(looker.areas, area)) return;
  const isLetIn = items.some(
    (item) =>
      (item.entity === AccessGrants.name && isOpenFor(AccessGrant.parse(item), looker)) ||
      (item.entity === TeamMembers.name && isOnTeam(item, looker)),
  );
  if (!isLetIn)
    throw new Problem('OutsideYourArea', 'the case is in an area that you do not work in; open it with a reason if you have to');
};
