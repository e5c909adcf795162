/** Chains of revisions on shelves: of policies, agreements, and consents that belong to no case. */
import type { Context } from '../../casefile/files.ts';
import { nextRevision, payloadOf, type Revised } from '../../consent/domain/revision.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { KeptRevisions, type KeptRevision } from './records.ts';

export const chainName = (schemaName: string, objectId: string): string => `${schemaName}#${objectId}`;

/** All revisions of an object, from the first. */
export const chainKept = async (table: Table, schemaName: string, objectId: string): Promise<readonly KeptRevision[]> =>
  (await shelf(table, KeptRevisions, chainName(schemaName, objectId)).all()).map(({ value }) => value);

/** The next revision of an object, signed, and the write that adds it; the write is refused where somebody else was faster. */
export const addRevision = async (
  { table, signer }: { readonly table: Table; readonly signer: Signer },
  revised: Omit<Revised, 'at' | 'authorizedByOther'>,
  { at, by }: Pick<Context, 'at' | 'by'>,
): Promise<KeptRevision & { readonly write: Write }> => {
  const { schemaName, objectId, authorizedByIndividual } = revised;
  const last = (await chainKept(table, schemaName, objectId)).at(-1);
  const who = authorizedByIndividual === undefined ? { authorizedByOther: by } : {};
  const revision = nextRevision(last?.revision, { ...revised, ...who, at }, last?.signature.signature);
  const { keyId } = await signer.publicKey();
  const payload = payloadOf(revision, keyId, at);
  const signature = {
    revisionId: revision.revisionId,
    payload,
    signature: await signer.sign(payload),
    verificationSignedBy: keyId,
    timestamp: at,
  };
  const kept = { revision, signature };
  return { ...kept, write: shelfWrite(KeptRevisions, kept, { within: chainName(schemaName, objectId), replaces: 'absent' }) };
};
