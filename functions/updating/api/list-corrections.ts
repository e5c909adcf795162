import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Correction, Corrections, FieldChange } from '../records.ts';

/** Identity numbers are never shown; that they changed is. */
const shown = ({ field, before, after, sealed }: FieldChange) => (sealed ? { field, sealed } : { field, before, after, sealed });

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/corrections`: what was changed, from what to what, by whom and why; the oldest first. */
export const listCorrections = ({ files }: Needs) =>
  operation('listCorrections', {
    route: 'GET /cases/{caseId}/corrections',
    scope: 'updating.read',
    summary: 'List the corrections of a record, field by field',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({
      items: z.array(
        Correction.extend({ changes: z.array(FieldChange.extend({ before: z.unknown().optional(), after: z.unknown().optional() })) }),
      ),
    }),
    async run({ path }, caller) {
      const corrections = allOf(await files.read(path.caseId, caller, 'corrections'), Corrections);
      const items = corrections.map((correction) => ({ ...correction, changes: correction.changes.map(shown) }));
      return { items: items.sort((left, right) => left.requestedAt.localeCompare(right.requestedAt)) };
    },
  });
