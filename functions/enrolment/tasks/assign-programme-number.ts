import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import { decideNumber } from '../domain/enrol.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Numbers of a case that may turn out to be taken; with 32^9 of them a second one is hardly ever needed. */
const ATTEMPTS = 5;

/** Gives the case its programme number. */
export const assignProgrammeNumber = ({ files, programmes }: Needs) =>
  task(z.object({ caseId: z.uuid() }), async ({ caseId }, context) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await files.change(caseId, context, (file) => decideNumber(file, programmes.get(file.root.programme), attempt, context));
      } catch (error) {
        if (attempt + 1 >= ATTEMPTS || !isProblem(error) || error.name !== 'AlreadyExists') throw error;
      }
    }
  });
