import * as z from 'zod';
import { CHALLENGE_MINUTES } from '../../casefile/challenge.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { decideCode } from '../domain/account.ts';
import { parseProgrammeNumber } from '../domain/programme-number.ts';
import { findByNumber } from '../numbers.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

/** `POST /accounts/codes`: has a one-time code sent to the mother's phone. It answers alike whether or not the number is anybody's. */
export const requestAccountCode = ({ files, table }: Needs) =>
  operation('requestAccountCode', {
    route: 'POST /accounts/codes',
    scope: null,
    summary: "Send a one-time code to the mother's phone",
    status: 202,
    bodyLimitBytes: 1024,
    body: z.strictObject({ programmeNumber: z.string().min(1).max(40) }),
    response: z.object({ validMinutes: z.int() }),
    run: async ({ body }, caller) => {
      const found = await findByNumber(table, parseProgrammeNumber(body.programmeNumber, '#/body/programmeNumber'));
      if (found !== undefined) await files.change(found.caseId, caller, (file) => decideCode(file, caller));
      return { validMinutes: CHALLENGE_MINUTES };
    },
  });
