import * as z from 'zod';
import { oneTimeCode } from '../../casefile/challenge.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { decideEntry, entryRefused, findAccountChallenge, sessionIdOf, tokenOf, type EntryAnswer } from '../domain/account.ts';
import { parseProgrammeNumber } from '../domain/programme-number.ts';
import { findByNumber } from '../numbers.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
}

const EXPIRED: EntryAnswer = { outcome: 'expired' };

/** `POST /accounts/sessions`: enters an account with the code from her phone. The token is told once and stored nowhere. */
export const openAccountSession = ({ files, table, vault }: Needs) => {
  const secretOf = (sessionId: string): Promise<string> => vault.hash('session', sessionId);
  return operation('openAccountSession', {
    route: 'POST /accounts/sessions',
    scope: null,
    summary: "Enter the mother's account",
    status: 201,
    bodyLimitBytes: 1024,
    body: z.strictObject({ programmeNumber: z.string().min(1).max(40), code: z.string().regex(/^\d{6}$/, 'must be six digits') }),
    response: z.object({ token: z.string(), expiresAt: z.string() }),
    run: async ({ body }, caller) => {
      const found = await findByNumber(table, parseProgrammeNumber(body.programmeNumber, '#/body/programmeNumber'));
      if (found === undefined) throw entryRefused('expired');
      const { outcome, session } = await files.change(found.caseId, caller, async (file) => {
        const challenge = findAccountChallenge(file);
        if (challenge === undefined) return unchanged(EXPIRED);
        const sessionId = sessionIdOf(challenge);
        const [hash, secret] = await Promise.all([vault.hash('code', challenge.challengeId), secretOf(sessionId)]);
        return decideEntry(file, challenge, body.code, oneTimeCode(hash), { sessionId, secret }, caller.at);
      });
      if (outcome !== 'right' || session === undefined) throw entryRefused(outcome === 'right' ? 'expired' : outcome);
      return {
        token: tokenOf(found.caseId, { sessionId: session.sessionId, secret: await secretOf(session.sessionId) }),
        expiresAt: session.expiresAt,
      };
    },
  });
};
