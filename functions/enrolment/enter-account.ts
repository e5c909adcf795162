import { oneTimeCode } from '../casefile/challenge.ts';
import { unchanged, type CaseFile, type CaseFiles, type Change, type Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { Identifier } from '../registration/domain/request.ts';
import type { Vault } from '../runtime/vault.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import {
  decideCode,
  decideEntry,
  decideRecognisedEntry,
  entryRefused,
  findAccountChallenge,
  isOpenTo,
  readToken,
  sessionIdOf,
  tokenOf,
  type EntryAnswer,
} from './domain/account.ts';
import { parseProgrammeNumber } from './domain/programme-number.ts';
import { findByNumber } from './numbers.ts';
import { Session, sessionSk } from './records.ts';

export interface AccountNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
}

const NUMBER = '#/body/programmeNumber';
const EXPIRED: EntryAnswer = { outcome: 'expired' };

/** Has a code sent to the phone of her whose number it is; where it is nobody's, nothing. @throws {Problem} InvalidRequest, TooManyAttempts */
export const askForCode = async (
  { files, table }: Pick<AccountNeeds, 'files' | 'table'>,
  programmeNumber: string,
  context: Context,
): Promise<void> => {
  const found = await findByNumber(table, parseProgrammeNumber(programmeNumber, NUMBER));
  if (found !== undefined) await files.change(found.caseId, context, (file) => decideCode(file, context));
};

/** Opens a session with the code from her phone. The token is told once and stored nowhere. @throws {Problem} InvalidRequest, CodeInvalid, TooManyAttempts */
export const enterAccount = async (
  { files, table, vault }: AccountNeeds,
  programmeNumber: string,
  code: string,
  context: Context,
): Promise<{ readonly token: string; readonly expiresAt: string }> => {
  const secretOf = (sessionId: string): Promise<string> => vault.hash('session', sessionId);
  const found = await findByNumber(table, parseProgrammeNumber(programmeNumber, NUMBER));
  if (found === undefined) throw entryRefused('expired');
  const { outcome, session } = await files.change(found.caseId, context, async (file) => {
    const challenge = findAccountChallenge(file);
    if (challenge === undefined) return unchanged(EXPIRED);
    const sessionId = sessionIdOf(challenge);
    const [hash, secret] = await Promise.all([vault.hash('code', challenge.challengeId), secretOf(sessionId)]);
    return decideEntry(file, challenge, code, oneTimeCode(hash), { sessionId, secret }, context.at);
  });
  if (outcome !== 'right' || session === undefined) throw entryRefused(outcome === 'right' ? 'expired' : outcome);
  const secret = await secretOf(session.sessionId);
  return { token: tokenOf(found.caseId, { sessionId: session.sessionId, secret }), expiresAt: session.expiresAt };
};

/**
 * Opens a session for her whom the national identity provider has recognised by this identifier; undefined when no account here is hers.
 * Called again, it opens another.
 */
export const enterRecognised = async (
  { files, table, vault }: AccountNeeds,
  nationalId: string,
  context: Context,
): Promise<string | undefined> => {
  const identifier = Identifier.safeParse(nationalId);
  if (!identifier.success) return undefined;
  const claim = await table.find(keys.claim('mother', await vault.hash('mother', identifier.data)));
  if (claim === undefined) return undefined;
  const caseId = String(claim['caseId']);
  const sessionId = derivedId('session', 'identity', caseId, context.causationId, context.at);
  const opened = { sessionId, secret: await vault.hash('session', sessionId) };
  const own = { ...context, by: 'mother' };
  const entered = await files.change(caseId, own, (file) => decideRecognisedEntry(file, opened, own));
  return entered ? tokenOf(caseId, opened) : undefined;
};

const openSession = async (table: Table, token: string, at: string): Promise<{ caseId: string; sessionId: string } | undefined> => {
  const read = readToken(token);
  if (read === undefined) return undefined;
  const item = await table.find({ pk: keys.case(read.caseId), sk: sessionSk(read.sessionId) });
  return item !== undefined && isOpenTo(Session.parse(item), read.secret, at) ? read : undefined;
};

const noSession = (): Problem => new Problem('Unauthenticated', 'no session is open under this token');

/** Her own record, for an open session; the look is kept as hers. One read more than others: that of the session. @throws {Problem} Unauthenticated */
export const readOwn = async (
  { files, table }: Pick<AccountNeeds, 'files' | 'table'>,
  token: string,
  context: Context,
): Promise<CaseFile> => {
  const session = await openSession(table, token, context.at);
  if (session === undefined) throw noSession();
  return files.read(session.caseId, { ...context, by: 'mother' }, 'her own account');
};

/** Changes her record as she herself wishes, for an open session. @throws {Problem} Unauthenticated, and what `decide` throws */
export const changeOwn = async (
  { files, table }: Pick<AccountNeeds, 'files' | 'table'>,
  token: string,
  context: Context,
  decide: (file: CaseFile) => Change<unknown>,
): Promise<void> => {
  const session = await openSession(table, token, context.at);
  if (session === undefined) throw noSession();
  await files.change(session.caseId, { ...context, by: 'mother' }, decide);
};

/** Ends a session; one that is not open stays so. */
export const leaveAccount = async (
  { files, table }: Pick<AccountNeeds, 'files' | 'table'>,
  token: string,
  context: Context,
): Promise<void> => {
  const session = await openSession(table, token, context.at);
  if (session === undefined) return;
  await files.change(session.caseId, context, () => ({
    remove: [{ pk: keys.case(session.caseId), sk: sessionSk(session.sessionId) }],
    answer: undefined,
  }));
};
