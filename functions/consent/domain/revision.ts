import { createHash, verify } from 'node:crypto';
import * as z from 'zod';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What an object was at one moment, as text. Revisions of an object form a chain that only grows: each snapshot holds the hash of the one
 * before it, so that nothing in the chain can be changed, taken out or moved without every later hash giving it away.
 */
export const Revision = z.object({
  revisionId: z.string(),
  /** The kind of object, such as `consentRecord`. */
  schemaName: z.string(),
  objectId: z.string(),
  /** From 1. */
  number: z.int().min(1),
  serializedSnapshot: z.string(),
  serializedHash: Hash.describe('SHA-256 of the snapshot, hexadecimal'),
  timestamp: z.iso.datetime(),
  authorizedByIndividual: z.string().optional(),
  authorizedByOther: z.string().optional(),
  predecessorHash: Hash.optional(),
  predecessorSignature: z.string().optional(),
});
export type Revision = z.infer<typeof Revision>;

/** That a revision was as it is when it was signed, verifiable with the public half of the key. */
export const RevisionSignature = z.object({
  revisionId: z.string(),
  /** What was signed, as text: it names the revision, its hash and the hash before it. */
  payload: z.string(),
  signature: z.string().describe('ECDSA on P-256 with SHA-256, DER, base64'),
  verificationSignedBy: z.string().describe('the id of the key'),
  timestamp: z.iso.datetime(),
});
export type RevisionSignature = z.infer<typeof RevisionSignature>;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Revised {
  readonly schemaName: string;
  readonly objectId: string;
  readonly objectData: unknown;
  readonly at: string;
  readonly authorizedByIndividual?: string;
  readonly authorizedByOther?: string;
}

/** The next revision of an object, after the last one of its chain. */
export const nextRevision = (last: Revision | undefined, revised: Revised, lastSignature?: string): Revision => {
  const { schemaName, objectId, objectData, at, authorizedByIndividual, authorizedByOther } = revised;
  const number = (last?.number ?? 0) + 1;
  const serializedSnapshot = JSON.stringify({
    objectData,
    schemaName,
    objectId,
    signedWithoutObjectId: false,
    timestamp: at,
    authorizedByIndividual: authorizedByIndividual ?? null,
    authorizedByOther: authorizedByOther ?? null,
    number,
    predecessorHash: last?.serializedHash ?? null,
  });
  return {
    revisionId: `${objectId}.r${String(number)}`,
    schemaName,
    objectId,
    number,
    serializedSnapshot,
    serializedHash: sha256(serializedSnapshot),
    timestamp: at,
    ...(authorizedByIndividual === undefined ? {} : { authorizedByIndividual }),
    ...(authorizedByOther === undefined ? {} : { authorizedByOther }),
    ...(last === undefined ? {} : { predecessorHash: last.serializedHash }),
    ...(lastSignature === undefined ? {} : { predecessorSignature: lastSignature }),
  };
};

const Snapshot = z.object({
  objectData: z.unknown(),
  schemaName: z.string(),
  objectId: z.string(),
  timestamp: z.string(),
  authorizedByIndividual: z.string().nullable(),
  authorizedByOther: z.string().nullable(),
  number: z.int(),
  predecessorHash: z.string().nullable(),
});

const snapshotOf = ({ serializedSnapshot }: Revision): z.infer<typeof Snapshot> | undefined => {
  try {
    return Snapshot.parse(JSON.parse(serializedSnapshot));
  } catch {
    return undefined;
  }
};

/** What an object was at a revision. */
export const objectDataOf = (revision: Revision): unknown => snapshotOf(revision)?.objectData;

/** What is signed of a revision. */
export const signedText = ({ revisionId, schemaName, objectId, serializedHash, predecessorHash }: Revision): string =>
  JSON.stringify({ revisionId, schemaName, objectId, serializedHash, predecessorHash: predecessorHash ?? null });

/** The text that the key signs: the revision's, and who signs it when. */
export const payloadOf = (revision: Revision, signedBy: string, at: string): string => {
  const verificationPayload = signedText(revision);
  return JSON.stringify({
    verificationPayload,
    verificationPayloadHash: sha256(verificationPayload),
    verificationMethod: 'ECDSA_SHA_256',
    verificationSignedBy: signedBy,
    timestamp: at,
    objectType: 'revision',
    objectReference: revision.revisionId,
  });
};

/** Where a chain is broken first, and how. */
export interface BrokenLink {
  /** Of the revision, from 1; one more than there are where the end is missing. */
  readonly number: number;
  readonly fault: 'hash' | 'order' | 'fields' | 'predecessor' | 'signature' | 'end';
}

interface Known {
  /** The hash that the object itself names as its latest revision. */
  readonly head?: string | undefined;
  readonly signatures?: readonly RevisionSignature[];
  /** PEM; signatures are verified where it is given. */
  readonly publicKey?: string;
}

const isOfSnapshot = (revision: Revision): boolean => {
  const snapshot = snapshotOf(revision);
  return (
    snapshot !== undefined &&
    snapshot.schemaName === revision.schemaName &&
    snapshot.objectId === revision.objectId &&
    snapshot.number === revision.number &&
    snapshot.timestamp === revision.timestamp &&
    (snapshot.authorizedByIndividual ?? undefined) === revision.authorizedByIndividual &&
    (snapshot.authorizedByOther ?? undefined) === revision.authorizedByOther &&
    (snapshot.predecessorHash ?? undefined) === revision.predecessorHash &&
    revision.revisionId === `${revision.objectId}.r${String(revision.number)}`
  );
};

const isSignatureOf = (revision: Revision, { payload, signature, verificationSignedBy, timestamp }: RevisionSignature, key: string) =>
  payload === payloadOf(revision, verificationSignedBy, timestamp) &&
  verify('sha256', Buffer.from(payload), key, Buffer.from(signature, 'base64'));

/** Walks a chain from its first revision and names the first link that does not hold; undefined when all do. */
export const firstBrokenLink = (chain: readonly Revision[], { head, signatures = [], publicKey }: Known = {}): BrokenLink | undefined => {
  for (const [place, revision] of chain.entries()) {
    const number = place + 1;
    const before = chain[place - 1];
    if (sha256(revision.serializedSnapshot) !== revision.serializedHash) return { number, fault: 'hash' };
    if (revision.number !== number) return { number, fault: 'order' };
    if (!isOfSnapshot(revision)) return { number, fault: 'fields' };
    if (revision.predecessorHash !== before?.serializedHash) return { number, fault: 'predecessor' };
    const own = signatures.find(({ revisionId }) => revisionId === revision.revisionId);
    const earlier = signatures.find(({ revisionId }) => revisionId === before?.revisionId);
    if (publicKey !== undefined && own !== undefined && !isSignatureOf(revision, own, publicKey)) return { number, fault: 'signature' };
    if (revision.predecessorSignature !== undefined && earlier !== undefined && revision.predecessorSignature !== earlier.signature)
      return { number, fault: 'signature' };
  }
  return head === undefined || chain.at(-1)?.serializedHash === head ? undefined : { number: chain.length + 1, fault: 'end' };
};
