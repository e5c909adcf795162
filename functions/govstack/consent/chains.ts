/** Chains of revisions on shelves: of policies, agreements, and consents that belong to no case. */
import { ConsentRecordChanged, DataAgreementChanged } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import { nextRevision, payloadOf, type Revised, type Revision } from '../../consent/domain/revision.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { KeptRevisions, type KeptRecord, type KeptRevision } from './records.ts';

export const chainName = (schemaName: string, objectId: string): string => `${schemaName}#${objectId}`;

/** All revisions of an object, from the first. */
export const chainKept = async (table: Table, schemaName: string, objectId: string): Promise<readonly KeptRevision[]> =>
  (await shelf(table, KeptRevisions, chainName(schemaName, objectId)).all()).map(({ value }) => value);

/** The next revision of an object, signed, and the write that adds it; the write is refused where somebody else was faster. */
export const addRevision = async (
  { table, signer }: { readonly table: Table; readonly signer: Signer },
  revised: Omit<Revised, 'at' | 'authorizedByOther'>,
  { at, by }: Pick<Context, 'at' | 'by'>,
): Promise<KeptRevision & { readonly write: Write; readonly beganAt: string }> => {
  const { schemaName, objectId, authorizedByIndividual } = revised;
  const chain = await chainKept(table, schemaName, objectId);
  const last = chain.at(-1);
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
  return {
    ...kept,
    beganAt: (chain[0]?.revision ?? revision).timestamp,
    write: shelfWrite(KeptRevisions, kept, { within: chainName(schemaName, objectId), replaces: 'absent' }),
  };
};

/** A place in the outbox where nothing has an area and a programme. */
const outbox = (id: string, version: number, context: Context, fact: NewFact, owner?: string): readonly Write[] =>
  outboxItems({ id, version, area: '', programme: '', ...(owner === undefined ? {} : { owner }) }, context, [fact]).map((put) => ({ put }));

/** Tells that an agreement has changed: its events follow its revisions. */
export const agreementWrites = ({ objectId, number, revisionId, serializedHash }: Revision, deleted: boolean, context: Context) =>
  outbox(
    derivedId('dataAgreement', objectId),
    number,
    context,
    DataAgreementChanged.of({ dataAgreementId: objectId, revisionId, revisionHash: serializedHash, deleted }),
  );

/** Tells whoever made an individual that they have said yes or no: `number` grows with each change of the record since it began. */
export const recordWrites = (
  { id, individualId, dataAgreementId, agreementRevisionHash }: Omit<KeptRecord, 'head'>,
  optIn: boolean,
  { beganAt, number }: { readonly beganAt: string; readonly number: number },
  owner: string,
  context: Context,
) =>
  outbox(
    // one that was forgotten and is begun anew counts from the start
    derivedId('consentRecord', id, beganAt),
    number,
    context,
    ConsentRecordChanged.of({ recordId: id, individualId, dataAgreementId, dataAgreementRevisionHash: agreementRevisionHash, optIn }),
    owner,
  );
