import { AccessOpened } from '../../../events/catalogue.ts';
import { AccessGrants, isOpenFor, isWithin, type AccessGrant } from '../../casefile/access.ts';
import { place } from '../../casefile/entity.ts';
import { auditWrite, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
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
