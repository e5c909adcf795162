import type { Programme } from '../../policy/programme.ts';

/** Who looks, as a token says. */
export interface Viewer {
  /** The user of the client; absent for a machine. */
  readonly user?: string;
  /** The client that sees only what it registered; absent for the ministry's own. */
  readonly partner?: string;
  readonly roles: readonly string[];
}

/** Answers and results are for the roles that the programme names, and for the ministry's own systems; a partner sees that there was one. */
export const seesResults = ({ operations }: Pick<Programme, 'operations'>, { user, partner, roles }: Viewer): boolean => {
  const allowed: readonly string[] = operations.screening.resultRoles;
  return user === undefined ? partner === undefined : roles.some((role) => allowed.includes(role));
};
