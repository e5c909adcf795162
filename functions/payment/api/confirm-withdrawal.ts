import * as z from 'zod';
import { oneTimeCode } from '../../casefile/challenge.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { confirmWithdrawal as decideConfirmation } from '../domain/withdraw.ts';
import { asPayPoint, caseOf, ProgrammeNumber } from './at-pay-point.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
}

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
