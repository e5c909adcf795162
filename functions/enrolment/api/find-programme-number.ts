import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { parseProgrammeNumber } from '../domain/programme-number.ts';
import { findByNumber } from '../numbers.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

/** `GET /programme-numbers/{number}`: whose card a scanner has read. */
export const findProgrammeNumber = ({ files, table }: Needs) =>
  operation('findProgrammeNumber', {
    route: 'GET /programme-numbers/{number}',
    scope: 'enrolment.read',
    summary: 'Find the case of a programme number',
    status: 200,
    path: z.strictObject({ number: z.string().min(1).max(40) }),
    response: z.object({ caseId: z.uuid(), programmeNumber: z.string(), programme: z.string(), status: z.string() }),
    run: async ({ path }, caller) => {
      const programmeNumber = parseProgrammeNumber(path.number, '#/path/number');
      const found = await findByNumber(table, programmeNumber);
      if (found === undefined) throw new Problem('NumberNotFound', 'no case has this programme number');
      // whoever holds her card in another area has to learn which case to open with a reason; the look leaves its entry
      const { areas: _, ...unbound } = caller;
      const { root } = await files.read(found.caseId, unbound, 'programme number looked up');
      return { caseId: root.caseId, programmeNumber, programme: root.programme, status: root.status };
    },
  });
