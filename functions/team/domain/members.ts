import { TeamMemberAdded, TeamMemberLeft } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { isMember, TeamMembers, type Person, type TeamMember } from '../../casefile/team-member.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem } from '../../kernel/problem.ts';
import type { TeamOperations } from '../../policy/schema/team.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** Who joins, and as what. */
export interface NewMember {
  readonly who: Person;
  readonly role: string;
  readonly leads: boolean;
}

const isSame = (left: Person, right: Person): boolean => JSON.stringify(left) === JSON.stringify(right);

/** @throws {Problem} ImplausibleFact when the programme has no such role */
const refuseRole = (role: string, { roles }: Pick<TeamOperations, 'roles'>): void => {
  if (!roles.includes(role)) throw implausible('/role', `must be one of ${roles.join(', ')}`);
};

/**
 * Adds somebody to the care team; a new lead takes over from the one before. Who is in it in this role already stays as she is.
 * @throws {Problem} ImplausibleFact when the programme has no such role, or the worker is the one to whom the case is assigned
 */
export const addMember = (
  file: CaseFile,
  team: TeamOperations,
  { who, role, leads }: NewMember,
  { at, by, causationId }: Who,
): Change<TeamMember> => {
  refuseRole(role, team);
  if (who.kind === 'worker' && who.workerId === file.root.workerId)
    throw implausible('/who/workerId', 'the worker to whom the case is assigned belongs to the team by herself');
  const members = allOf(file, TeamMembers).filter((member) => isMember(member, at));
  const known = members.find((member) => isSame(member.who, who) && member.role === role);
  if (known?.leads === leads) return unchanged(known);
  const formerLeads = leads ? members.filter((member) => member.leads && member.memberId !== known?.memberId) : [];
  const member: TeamMember =
    known === undefined
      ? { memberId: derivedId('member', file.root.caseId, causationId), who, role, leads, from: at, addedBy: by }
      : { ...known, leads };
  return {
    put: [place(TeamMembers, member), ...formerLeads.map((former) => place(TeamMembers, { ...former, leads: false }))],
    facts: known === undefined ? [TeamMemberAdded.of({ memberId: member.memberId, role })] : [],
    answer: member,
  };
};

/** Ends somebody's time in the care team; what she did stays. The same again changes nothing. @throws {Problem} MemberNotFound */
export const endMembership = (file: CaseFile, memberId: string, reason: string, { at }: Pick<Who, 'at'>): Change<TeamMember> => {
  const member = findOf(file, TeamMembers, (one) => one.memberId === memberId);
  if (member === undefined) throw new Problem('MemberNotFound', 'the care team has no such member');
  if (member.until !== undefined) return unchanged(member);
  const left: TeamMember = { ...member, leads: false, until: at, leftBecause: reason };
  return { put: [place(TeamMembers, left)], facts: [TeamMemberLeft.of({ memberId, role: member.role })], answer: left };
};
