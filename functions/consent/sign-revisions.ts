import { place } from '../casefile/entity.ts';
import { allOf, type CaseFiles, type Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Signer } from '../runtime/signer.ts';
import type { Table } from '../table/table.ts';
import { payloadOf } from './domain/revision.ts';
import { ConsentRevisions, RevisionSignatures } from './records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly signer: Signer;
}

/**
 * Signs what is not signed yet of the consent records of a case. A signature changes nothing of the case, so it leaves the version alone:
 * who has read the case may still change it.
 */
export const signRevisions = async ({ files, table, signer }: Needs, caseId: string, context: Context): Promise<void> => {
  const file = await files.open(caseId, context);
  const signed = new Set(allOf(file, RevisionSignatures).map(({ revisionId }) => revisionId));
  const { keyId } = await signer.publicKey();
  for (const revision of allOf(file, ConsentRevisions).filter(({ revisionId }) => !signed.has(revisionId))) {
    const { revisionId, objectId, number } = revision;
    const payload = payloadOf(revision, keyId, context.at);
    const signature = { revisionId, objectId, number, payload, verificationSignedBy: keyId, timestamp: context.at };
    const item = place(RevisionSignatures, { ...signature, signature: await signer.sign(payload) }).toItem({ root: file.root, shards: 1 });
    // a repeat signs the same again, in the same place
    await table.transact([{ put: item }], derivedId('signature', caseId, revisionId, item['signature'] as string));
  }
};
