import * as z from 'zod';
import { CHALLENGE_MINUTES, oneTimeCode } from '../../casefile/challenge.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { parseProgrammeNumber } from '../../enrolment/domain/programme-number.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { confirmWithdrawal as decideConfirmation, requestCode } from '../domain/withdraw.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
}

const ProgrammeNumber = z.string().min(1).max(40).describe('the number on her card');

/** @throws {Problem} InvalidRequest, NumberNotFound */
const caseOf = async (table: Table, programmeNumber: string): Promise<string> => {
  const number = parseProgrammeNumber(programmeNumber, '#/body/programmeNumber');
  const { items } = await table.pageOf('lookup', `NUMBER#${number}`, {}, { limit: 1 });
  const caseId = items[0]?.['caseId'];
  if (typeof caseId !== 'string') throw new Problem('NumberNotFound', 'no case has this programme number');
  return caseId;
};

/** A pay point serves mothers whom it did not register; the code is what shows that she is there. */
const asPayPoint = ({ at, correlationId, causationId, by, once }: Caller): Context => ({ at, correlationId, causationId, by, ...(once === undefined ? {} : { once }) });

/** `POST /payments/withdrawal-challenges`: a code goes to the mother's phone, which she shows at the pay point. */
export const requestWithdrawalCode = ({ files, table }: Pick<Needs, 'files' | 'table'>) =>
  operation('requestWithdrawalCode', {
    route: 'POST /payments/withdrawal-challenges',
    scope: 'payment.withdraw',
    summary: 'Send a code to the mother who withdraws',
    status: 202,
    bodyLimitBytes: 4 * 1024,
    body: z.strictObject({ programmeNumber: ProgrammeNumber, payPoint: z.string().min(1).max(60).describe('where the money is paid out, as the pay point calls it') }),
    response: z.object({ challengeId: z.uuid(), expiresAt: z.iso.datetime(), validMinutes: z.int() }),
    run: async ({ body }, caller) => {
      const caseId = await caseOf(table, body.programmeNumber);
      const challengeId = derivedId('withdrawal', caseId, caller.causationId);
      const answer = await files.change(caseId, asPayPoint(caller), (file) => requestCode(file, { challengeId, payPoint: body.payPoint, at: caller.at }));
      return { ...answer, validMinutes: CHALLENGE_MINUTES };
    },
  });

/** `POST /payments/withdrawal-challenges/{challengeId}/confirmation`: she showed the code. */
export const confirmWithdrawal = ({ files, table, vault }: Needs) =>
  operation('confirmWithdrawal', {
    route: 'POST /payments/withdrawal-challenges/{challengeId}/confirmation',
    scope: 'payment.withdraw',
    summary: 'Confirm by her code that she who withdraws is the mother',
    status: 200,
    bodyLimitBytes: 4 * 1024,
    path: z.strictObject({ challengeId: z.uuid() }),
    body: z.strictObject({ programmeNumber: ProgrammeNumber, code: z.string().regex(/^\d{6}$/, 'must be six digits') }),
    response: z.object({ challengeId: z.uuid(), confirmedAt: z.iso.datetime() }),
    run: async ({ path: { challengeId }, body }, caller) => {
      const caseId = await caseOf(table, body.programmeNumber);
      const expected = oneTimeCode(await vault.hash('code', challengeId));
      const { outcome, confirmedAt } = await files.change(caseId, asPayPoint(caller), (file) =>
        decideConfirmation(file, { challengeId, code: body.code, expected, at: caller.at }),
      );
      if (outcome === 'exhausted') throw new Problem('TooManyAttempts', 'a new code is needed');
      if (confirmedAt === undefined) throw new Problem('CodeInvalid', 'the code does not match or is no longer valid');
      return { challengeId, confirmedAt };
    },
  });
