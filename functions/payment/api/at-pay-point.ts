import * as z from 'zod';
import type { Context } from '../../casefile/files.ts';
import { parseProgrammeNumber } from '../../enrolment/domain/programme-number.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';

export const ProgrammeNumber = z.string().min(1).max(40).describe('the number on her card');

/** The case of a programme number. @throws {Problem} InvalidRequest, NumberNotFound */
export const caseOf = async (table: Table, programmeNumber: string): Promise<string> => {
  const number = parseProgrammeNumber(programmeNumber, '#/body/programmeNumber');
  const { items } = await table.pageOf('lookup', `NUMBER#${number}`, {}, { limit: 1 });
  const caseId = items[0]?.['caseId'];
  if (typeof caseId !== 'string') throw new Problem('NumberNotFound', 'no case has this programme number');
  return caseId;
};

/** A pay point serves mothers whom it did not register; the code is what shows that she is there. */
export const asPayPoint = ({ at, correlationId, causationId, by, once }: Caller): Context => ({
  at,
  correlationId,
  causationId,
  by,
  ...(once === undefined ? {} : { once }),
});
