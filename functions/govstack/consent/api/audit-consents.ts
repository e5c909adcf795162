import * as z from 'zod';
import { invalidRequest, isProblem } from '../../../kernel/problem.ts';
import { operation, type Operation } from '../../../runtime/operation.ts';
import { firstBrokenLink, type Revision, type RevisionSignature } from '../../../consent/domain/revision.ts';
import { chainOf, signaturesOf } from '../../../consent/records.ts';
import { shelf } from '../../shelf.ts';
import { chainKept } from '../chains.ts';
import { findRecord, recordsOf, type ConsentNeeds } from '../consents.ts';
import { purposeOf } from '../domain/built-in.ts';
import { ObjectId, RecordId } from '../domain/ids.ts';
import { ConsentRecord, Part, RevisionView, Signature } from '../domain/schemas.ts';
import { revisionView, signatureView } from '../domain/views.ts';
import { individualIn, look } from '../individuals.ts';
import { RecordsUnder } from '../records.ts';
import { partOf } from '../registers.ts';

const Chain = z.object({
  revisions: z.array(RevisionView),
  signatures: z.array(Signature),
  intact: z.boolean(),
  broken: z.object({ number: z.int(), fault: z.string() }).optional().describe('the first link that does not hold'),
});

/** In a list, a record of somebody whom another client brought is passed over, and so is one that is forgotten while it is listed. */
const leftOut = (error: unknown): undefined => {
  if (!isProblem(error) || !['CaseOfAnotherPartner', 'RecordNotFound', 'ConsentNotFound'].includes(error.name)) throw error;
};

/** What an auditor looks into. */
export const auditOperations = (needs: ConsentNeeds): readonly Operation[] => {
  /** The records under an agreement that is not the mothers': those are looked up one mother at a time. */
  const under = async (dataAgreementId: string, count: number) => {
    const { items } = await shelf(needs.table, RecordsUnder, dataAgreementId).page({ limit: count });
    return items.map(({ value: { id } }) => RecordId.parse(id));
  };
  /** A part of a chain; whether it is whole is said of all of it. */
  const chainView = async (
    part: { readonly offset: number; readonly limit: number },
    chain: readonly Revision[],
    signatures: readonly RevisionSignature[],
    head?: string,
  ) => {
    const { pem } = await needs.signer.publicKey();
    const broken = firstBrokenLink(chain, { signatures, publicKey: pem, head });
    const shown = partOf(chain, part);
    return {
      revisions: shown.map((one, place) => revisionView(one, chain[part.offset + place + 1])),
      signatures: signatures.flatMap((signature) => {
        const revision = shown.find(({ revisionId }) => revisionId === signature.revisionId);
        return revision === undefined ? [] : [signatureView(revision, signature)];
      }),
      intact: broken === undefined,
      ...(broken === undefined ? {} : { broken }),
    };
  };
  return [
    operation('auditConsentRecordList', {
      route: 'GET /audit/consent-records/',
      scope: 'consent.audit',
      summary: "List consent records: of an individual, or under an agreement that is not the mothers'",
      status: 200,
      query: z.strictObject({ ...Part, individualId: z.string().optional(), dataAgreementId: ObjectId.optional() }),
      response: z.object({ consentRecords: z.array(ConsentRecord) }),
      run: async ({ query }, caller) => {
        const { dataAgreementId, individualId, offset, limit } = query;
        if (dataAgreementId !== undefined && individualId === undefined) {
          if (purposeOf(dataAgreementId) !== undefined)
            throw invalidRequest({ pointer: '#/query/individualId', detail: 'is missing: mothers are looked up one at a time' });
          const ids = (await under(dataAgreementId, offset + limit)).slice(offset);
          const found = await Promise.all(ids.map((id) => findRecord(needs, id, caller, 'consent: audit').catch(leftOut)));
          return { consentRecords: found.flatMap((one) => one?.stored.consentRecord ?? []) };
        }
        const person = await look(needs, individualIn(query, caller), caller, 'consent: audit');
        const all = await recordsOf(needs, person, caller.at);
        const asked = all.filter(({ dataAgreement }) => dataAgreementId === undefined || dataAgreement?.id === dataAgreementId);
        return { consentRecords: partOf(asked, query) };
      },
    }),
    operation('auditConsentRecordRead', {
      route: 'GET /audit/consent-record/{consentRecordId}/',
      scope: 'consent.audit',
      summary: 'Read a consent record',
      status: 200,
      path: z.strictObject({ consentRecordId: RecordId }),
      response: z.object({ consentRecord: ConsentRecord }),
      run: async ({ path: { consentRecordId } }, caller) => ({
        consentRecord: (await findRecord(needs, consentRecordId, caller, 'consent: audit')).stored.consentRecord,
      }),
    }),
    operation('auditConsentRecordRevisions', {
      route: 'GET /audit/consent-record/{consentRecordId}/revisions/',
      scope: 'consent.audit',
      summary: 'Read all that a consent record has been, with signatures, and whether the chain is whole',
      status: 200,
      path: z.strictObject({ consentRecordId: RecordId }),
      query: z.strictObject({ ...Part, limit: Part.limit.default(100) }),
      response: Chain,
      run: async ({ path: { consentRecordId: id }, query }, caller) => {
        const { person, kept } = await findRecord(needs, id, caller, 'consent: audit');
        if (person.kind === 'mother' && id.kind === 'mother')
          return chainView(query, chainOf(person.file, id.consentId), signaturesOf(person.file, id.consentId));
        const chain = await chainKept(needs.table, 'consentRecord', kept?.value.id ?? '');
        return chainView(
          query,
          chain.map(({ revision }) => revision),
          chain.map(({ signature }) => signature),
          kept?.value.head,
        );
      },
    }),
    operation('readConsentPublicKey', {
      route: 'GET /public-key/',
      scope: 'exchange.use',
      summary: 'Get the public key by which anybody can verify the signatures of revisions',
      status: 200,
      response: z.object({ keyId: z.string(), algorithm: z.literal('ECDSA_SHA_256'), publicKey: z.string().describe('PEM') }),
      run: async () => {
        const { keyId, pem } = await needs.signer.publicKey();
        return { keyId, algorithm: 'ECDSA_SHA_256', publicKey: pem };
      },
    }),
  ];
};
