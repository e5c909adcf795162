import { ConsentDeclined, ConsentGiven, ConsentWithdrawn } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Signer } from '../../runtime/signer.ts';
import { onEach } from '../../runtime/subscriber.ts';
import type { Table } from '../../table/table.ts';
import { signRevisions } from '../sign-revisions.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly signer: Signer;
}

/** A consent record changed: the revision that the change left is signed. */
export const signAfterChange = (needs: Needs) =>
  onEach([ConsentGiven, ConsentWithdrawn, ConsentDeclined], 'SignAfterChange', (caseId, context) => signRevisions(needs, caseId, context));
