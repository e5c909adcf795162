import * as z from 'zod';
import { CHALLENGE_MINUTES } from '../../casefile/challenge.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { requestCode } from '../domain/withdraw.ts';
import { asPayPoint, caseOf, ProgrammeNumber } from './at-pay-point.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

/** `POST /payments/withdrawal-challenges`: a code goes to the mother's phone, which she shows at the pay point. */
export const requestWithdrawalCode = ({ files, table }: Needs) =>
  operation('requestWithdrawalCode', {
    route: 'POST /payments/withdrawal-challenges',
    scope: 'payment.withdraw',
    summary: 'Send a code to the mother who withdraws',
    status: 202,
    bodyLimitBytes: 4 * 1024,
    body: z.strictObject({
      programmeNumber: ProgrammeNumber,
      payPoint: z.string().min(1).max(60).describe('where the money is paid out, as the pay point calls it'),
    }),
    response: z.object({ challengeId: z.uuid(), expiresAt: z.iso.datetime(), validMinutes: z.int() }),
    run: async ({ body }, caller) => {
      const caseId = await caseOf(table, body.programmeNumber);
      const challengeId = derivedId('withdrawal', caseId, caller.causationId);
      const answer = await files.change(caseId, asPayPoint(caller), (file) =>
        requestCode(file, { challengeId, payPoint: body.payPoint, at: caller.at }),
      );
      return { ...answer, validMinutes: CHALLENGE_MINUTES };
    },
  });
