import * as z from 'zod';
import { AccessGrant } from '../../casefile/access.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { openAccess as decideAccess } from '../domain/open-access.ts';
import { CasePath } from './case-path.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/access-grants`: opens a case outside one's areas, for a reason and for a time; the mother and the supervisors there learn of it. */
export const openAccess = ({ files, programmes }: Needs) =>
  operation('openAccess', {
    route: 'POST /cases/{caseId}/access-grants',
    scope: 'care.write',
    summary: "Open a case outside one's areas, with a reason",
    status: 201,
    path: CasePath,
    body: z.strictObject({ reason: z.string().trim().min(10).max(300).describe('why she has to be seen; the mother can read it') }),
    response: AccessGrant,
    run({ path, body: { reason } }, caller) {
      // her areas would keep her out of the very case that she asks to open
      const { areas: _, ...unbound } = caller;
      return files.change(path.caseId, unbound, (file) =>
        decideAccess(file, programmes.get(file.root.programme).operations.team, reason, caller),
      );
    },
  });
