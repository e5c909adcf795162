import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import {
  firstBrokenLink,
  nextRevision,
  payloadOf,
  type Revision,
  type RevisionSignature,
} from '../../../functions/consent/domain/revision.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const AT = '2026-03-01T10:00:00.000Z';

const made = new Map<string, RevisionSignature>();

/** A signature of this kind is another each time it is made, so it is made once. */
const signatureOf = (revision: Revision): RevisionSignature => {
  const known = made.get(revision.serializedHash);
  if (known !== undefined) return known;
  const payload = payloadOf(revision, 'key-1', AT);
  const signature = {
    revisionId: revision.revisionId,
    payload,
    signature: sign('sha256', Buffer.from(payload), privateKey).toString('base64'),
    verificationSignedBy: 'key-1',
    timestamp: AT,
  };
  made.set(revision.serializedHash, signature);
  return signature;
};

/** A chain of as many revisions as there are values. */
const chainOf = (values: readonly unknown[]): Revision[] => {
  const chain: Revision[] = [];
  for (const objectData of values) {
    const last = chain.at(-1);
    chain.push(
      nextRevision(
        last,
        { schemaName: 'policy', objectId: '1', objectData, at: AT, authorizedByOther: 'client:ministry' },
        last === undefined ? undefined : signatureOf(last).signature,
      ),
    );
  }
  return chain;
};

const values = fc.array(fc.record({ name: fc.string(), days: fc.nat() }), { minLength: 1, maxLength: 6 });
const place = fc.nat(5);

describe('a chain of revisions', () => {
  it('holds as it was made, with its signatures', () => {
    fc.assert(
      fc.property(values, (given) => {
        const chain = chainOf(given);
        const known = { head: chain.at(-1)?.serializedHash, signatures: chain.map(signatureOf), publicKey: PEM };

        expect(firstBrokenLink(chain, known)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('shows where any byte of a snapshot was changed', () => {
    fc.assert(
      fc.property(values, place, fc.nat(), fc.integer({ min: 1, max: 127 }), (given, at, byte, by) => {
        const chain = chainOf(given);
        const index = at % chain.length;
        const changed = chain.map((revision, each) => {
          if (each !== index) return revision;
          const text = revision.serializedSnapshot;
          const where = byte % text.length;
          const letter = String.fromCharCode(text.charCodeAt(where) ^ by);
          return { ...revision, serializedSnapshot: `${text.slice(0, where)}${letter}${text.slice(where + 1)}` };
        });

        expect(firstBrokenLink(changed)).toEqual({ number: index + 1, fault: 'hash' });
      }),
    );
  });

  it('shows a snapshot that was rewritten together with its hash', () => {
    fc.assert(
      fc.property(values, place, (given, at) => {
        const chain = chainOf(given);
        const index = at % chain.length;
        const forged = chainOf(given.map((value, each) => (each === index ? { ...value, name: `${value.name}!` } : value)));
        const mixed = chain.map((revision, each) => (each === index ? (forged[index] ?? revision) : revision));
        const broken = firstBrokenLink(mixed, { head: chain.at(-1)?.serializedHash });

        expect(broken?.number).toBe(index + 2);
        expect(broken?.fault).toBe(index + 1 === chain.length ? 'end' : 'predecessor');
      }),
    );
  });

  it('shows a revision that was taken out, wherever it stood', () => {
    fc.assert(
      fc.property(values, place, (given, at) => {
        const chain = chainOf(given);
        const index = at % chain.length;

        const broken = firstBrokenLink(
          chain.filter((_, each) => each !== index),
          { head: chain.at(-1)?.serializedHash },
        );

        expect(broken?.number).toBe(index + 1);
      }),
    );
  });

  it('shows two revisions that changed places', () => {
    const [first, second, third] = chainOf(['a', 'b', 'c']) as [Revision, Revision, Revision];

    expect(firstBrokenLink([first, third, second])).toEqual({ number: 2, fault: 'order' });
  });

  it.each([
    ['whose it is', { authorizedByOther: 'client:other' }, 'fields'],
    ['its time', { timestamp: '2026-04-01T10:00:00.000Z' }, 'fields'],
    ['its object', { objectId: '2' }, 'fields'],
    ['its id', { revisionId: '1.r9' }, 'fields'],
    ['the hash before it', { predecessorHash: 'a'.repeat(64) }, 'fields'],
    ['the signature before it', { predecessorSignature: 'AAAA' }, 'signature'],
  ])('shows that %s was changed beside the snapshot', (_what, change, fault) => {
    const chain = chainOf(['a', 'b']);
    const changed = chain.map((revision, place) => (place === 1 ? { ...revision, ...change } : revision));

    expect(firstBrokenLink(changed, { signatures: chain.map(signatureOf) })).toEqual({ number: 2, fault });
  });

  it('shows a chain that was made anew without the key', () => {
    const signatures = chainOf(['a', 'b']).map(signatureOf);

    expect(firstBrokenLink(chainOf(['a', 'c']), { signatures, publicKey: PEM })).toEqual({ number: 2, fault: 'signature' });
  });

  it('shows a signature of another key', () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const chain = chainOf(['a']);

    expect(firstBrokenLink(chain, { signatures: chain.map(signatureOf), publicKey: stranger })).toEqual({ number: 1, fault: 'signature' });
  });
});
