import { AccessJudged, AccessOpened } from '../../../events/catalogue.ts';
import { AccessGrants, isOpenFor, isWithin, type AccessGrant } from '../../casefile/access.ts';
import { place } from '../../casefile/entity.ts';
import { auditWrite, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { TeamOperations } from '../../policy/schema/team.ts';

const MINUTE_MS = 60_000;

/**
 * Opens a case to somebody outside whose areas it lies, for the programme's time. What she may see she sees at once; the reason stands in
 * the audit, where the mother finds it. While it is open, asking again changes nothing.
 * @throws {Problem} StatusRefuses when nothing keeps the caller out
 */
export const openAccess = (
  file: CaseFile,
  { access }: Pick<TeamOperations, 'access'>,
  reason: string,
  context: Context,
): Change<AccessGrant> => {
  const { caseId, area, registeredBy } = file.root;
  if (isWithin(context.areas, area)) throw statusRefuses('open the case', 'open to you already', []);
  const going = findOf(file, AccessGrants, (one) => isOpenFor(one, context));
  if (going !== undefined) return unchanged(going);
  const { at, by, causationId } = context;
  const grant: AccessGrant = {
    grantId: derivedId('access', caseId, causationId),
    by,
    reason,
    openedAt: at,
    expiresAt: new Date(Date.parse(at) + access.openMinutes * MINUTE_MS).toISOString(),
  };
  return {
    put: [place(AccessGrants, grant)],
    also: [auditWrite(caseId, registeredBy.client, context, `opened from outside the area: ${reason}`).write],
    facts: [AccessOpened.of({ grantId: grant.grantId, expiresAt: grant.expiresAt })],
    answer: grant,
  };
};

/**
 * Records what a supervisor found of an access; one that is not justified ends at once. The same finding again changes nothing.
 * @throws {Problem} AccessGrantNotFound, SecondPersonNeeded for who opened it, StatusRefuses when it was found otherwise
 */
export const judgeAccess = (
  file: CaseFile,
  grantId: string,
  { justified, note }: { readonly justified: boolean; readonly note: string },
  { at, by }: Pick<Context, 'at' | 'by'>,
): Change<AccessGrant> => {
  const grant = findOf(file, AccessGrants, (one) => one.grantId === grantId);
  if (grant === undefined) throw new Problem('AccessGrantNotFound', 'nobody opened this case under this id');
  if (grant.by === by) throw new Problem('SecondPersonNeeded', 'who opened a case does not judge it');
  if (grant.finding !== undefined) {
    if (grant.finding.justified === justified) return unchanged(grant);
    throw statusRefuses('judge the access', grant.finding.justified ? 'justified' : 'unjustified', []);
  }
  const judged: AccessGrant = { ...grant, finding: { justified, note, at, by } };
  return { put: [place(AccessGrants, judged)], facts: [AccessJudged.of({ grantId, justified })], answer: judged };
};
