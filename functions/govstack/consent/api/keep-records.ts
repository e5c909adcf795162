import * as z from 'zod';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, type Caller, type Operation } from '../../../runtime/operation.ts';
import type { Programmes } from '../../../runtime/programmes.ts';
import { scheduleErasure } from '../../../updating/domain/erasure.ts';
import {
  beginRecord,
  draft,
  recordsOf,
  signatureToGive,
  signPair,
  signRecord,
  termsOf,
  updateRecord,
  type ConsentNeeds,
  type Stored,
} from '../consents.ts';
import { IndividualId, isMother, namedBy, ObjectId, RecordId, refuseOtherId } from '../domain/ids.ts';
import { ConsentRecord, ConsentRecordInput, Part, RevisionView, Signature, SignatureInput } from '../domain/schemas.ts';
import { revisionView } from '../domain/views.ts';
import { forgetOther } from '../forget.ts';
import { individualIn, look } from '../individuals.ts';
import { partOf } from '../registers.ts';

export interface RecordNeeds extends ConsentNeeds {
  readonly programmes: Programmes;
}

const Whose = { individualId: z.string().optional() };
const OfAgreement = z.strictObject({ dataAgreementId: ObjectId });
const OfRecord = z.strictObject({ consentRecordId: RecordId });
const Listed = z.object({ consentRecords: z.array(ConsentRecord) });

const paired = ({ consentRecord, revision, signature }: Stored) => ({
  consentRecord,
  ...(revision === undefined ? {} : { revision: revisionView(revision) }),
  ...(signature === undefined ? {} : { signature }),
});

const NAMED_IN = ['individualid', 'individual-id'];

const refuseOther = (pointer: string, given: string | undefined, individualId: string): void => {
  if (given !== undefined && given !== individualId)
    throw invalidRequest({ pointer, detail: 'is another individual than the call is about' });
};

/** Whose record a body speaks of, where neither query nor header does. */
const whoseIs = (query: { individualId?: string | undefined }, record: z.infer<typeof ConsentRecordInput>, caller: Caller): string => {
  const { individual } = record;
  const isNamed = query.individualId !== undefined || NAMED_IN.some((name) => caller.headers[name] !== undefined);
  if (!isNamed && individual !== undefined) {
    const named = IndividualId.safeParse(individual.id);
    if (named.success) return named.data;
    throw invalidRequest({ pointer: '#/body/consentRecord/individual/id', detail: 'is no id of an individual' });
  }
  const individualId = individualIn(query, caller);
  refuseOther('#/body/consentRecord/individual/id', individual?.id, individualId);
  return individualId;
};

/** Refuses a call that names another individual, or another record, than the id in its path. @throws {Problem} InvalidRequest */
const refuseAnother = (
  id: z.infer<typeof RecordId>,
  query: { individualId?: string | undefined },
  caller: Caller,
  record: z.infer<typeof ConsentRecordInput> = {},
): void => {
  const { individualId, recordId } = namedBy(id);
  refuseOtherId('#/body/consentRecord/id', record.id, recordId);
  refuseOther('#/body/consentRecord/individual/id', record.individual?.id, individualId);
  refuseOther('#/query/individualId', query.individualId, individualId);
  for (const name of NAMED_IN) refuseOther('#/headers/individualId', caller.headers[name], individualId);
};

/** What an individual, or who acts for them, does with consents: draft, sign, say no again, look, and be forgotten. */
export const recordOperations = (needs: RecordNeeds): readonly Operation[] => [
  operation('serviceIndividualConsentRecordDraftCreate', {
    route: 'POST /service/individual/record/consent-record/draft/',
    scope: 'consent.write',
    summary: 'Draft a consent record and the signature that it needs; neither is kept',
    status: 200,
    query: z.strictObject({ ...Whose, dataAgreementId: ObjectId, revisionId: ObjectId.optional() }),
    response: z.object({ consentRecord: ConsentRecord, signature: Signature }),
    run: async ({ query }, caller) => {
      const individualId = individualIn(query, caller);
      await look(needs, individualId, caller, 'consent: draft');
      return draft(await termsOf(needs, individualId, query.dataAgreementId, query.revisionId, caller.at), caller.at);
    },
  }),
  operation('serviceIndividualConsentRecordSignatureCreate', {
    route: 'POST /service/individual/record/consent-record/',
    scope: 'consent.write',
    summary: 'Store a consent record with its signature',
    status: 200,
    query: z.strictObject(Whose),
    body: z.strictObject({ consentRecord: ConsentRecordInput, signature: SignatureInput }),
    response: z.object({ consentRecord: ConsentRecord, revision: RevisionView.optional(), signature: Signature.optional() }),
    run: async ({ query, body: { consentRecord, signature } }, caller) => {
      const individualId = whoseIs(query, consentRecord, caller);
      if (consentRecord.dataAgreement === undefined)
        throw invalidRequest({ pointer: '#/body/consentRecord/dataAgreement', detail: 'is missing' });
      if (consentRecord.optIn === false)
        throw invalidRequest({ pointer: '#/body/consentRecord/optIn', detail: 'must be true; a no is an update of a record' });
      const terms = await termsOf(needs, individualId, consentRecord.dataAgreement.id, undefined, caller.at);
      if (consentRecord.dataAgreementRevisionHash !== terms.revision.serializedHash)
        throw new Problem('StatusRefuses', 'the agreement has another revision than this record; draft it again', {
          currentStatus: 'superseded',
          allowed: [],
        });
      return paired(await signPair(needs, terms, signature, caller));
    },
  }),
  operation('serviceIndividualConsentRecordList', {
    route: 'GET /service/individual/record/consent-record/',
    scope: 'consent.read',
    summary: 'List the consent records of an individual',
    status: 200,
    query: z.strictObject({ ...Whose, ...Part }),
    response: Listed,
    run: async ({ query }, caller) => {
      const person = await look(needs, individualIn(query, caller), caller, 'consent: records');
      return { consentRecords: partOf(await recordsOf(needs, person, caller.at), query) };
    },
  }),
  operation('serviceIndividualConsentRecordUpdate', {
    route: 'PUT /service/individual/record/consent-record/{consentRecordId}/',
    scope: 'consent.write',
    summary: 'Say yes or no anew; a no withdraws the consent',
    status: 200,
    path: OfRecord,
    query: z.strictObject(Whose),
    body: z.strictObject({ consentRecord: ConsentRecordInput }),
    response: z.object({ consentRecord: ConsentRecord, revision: RevisionView.optional() }),
    run: async ({ path: { consentRecordId }, query, body: { consentRecord } }, caller) => {
      refuseAnother(consentRecordId, query, caller, consentRecord);
      if (consentRecord.optIn === undefined) throw invalidRequest({ pointer: '#/body/consentRecord/optIn', detail: 'is missing' });
      return paired(await updateRecord(needs, consentRecordId, consentRecord.optIn, caller));
    },
  }),
  operation('serviceIndividualConsentRecordCreate', {
    route: 'POST /service/individual/record/data-agreement/{dataAgreementId}/',
    scope: 'consent.write',
    summary: 'Begin a consent record that is signed later',
    status: 200,
    path: OfAgreement,
    query: z.strictObject({ ...Whose, revisionId: ObjectId.optional() }),
    response: z.object({ consentRecord: ConsentRecord, revision: RevisionView.optional() }),
    run: async ({ path: { dataAgreementId }, query }, caller) => {
      const terms = await termsOf(needs, individualIn(query, caller), dataAgreementId, query.revisionId, caller.at);
      return paired(await beginRecord(needs, terms, caller));
    },
  }),
  operation('serviceIndividualConsentRecordRead', {
    route: 'GET /service/individual/record/data-agreement/{dataAgreementId}/',
    scope: 'consent.read',
    summary: 'Read where an individual stands on an agreement',
    status: 200,
    path: OfAgreement,
    query: z.strictObject(Whose),
    response: z.object({ consentRecord: ConsentRecord }),
    run: async ({ path: { dataAgreementId }, query }, caller) => {
      const person = await look(needs, individualIn(query, caller), caller, 'consent: record');
      const all = (await recordsOf(needs, person, caller.at)).filter(({ dataAgreement }) => dataAgreement?.id === dataAgreementId);
      const current = all.find(({ optIn, state }) => optIn === true && state === 'signed') ?? all[0];
      if (current === undefined) throw new Problem('ConsentNotFound', 'the individual has no consent record under this agreement');
      return { consentRecord: current };
    },
  }),
  operation('serviceIndividualDataAgreementConsentRecordList', {
    route: 'GET /service/individual/record/data-agreement/{dataAgreementId}/all/',
    scope: 'consent.read',
    summary: 'List all consent records of an individual under an agreement',
    status: 200,
    path: OfAgreement,
    query: z.strictObject({ ...Whose, ...Part }),
    response: Listed,
    run: async ({ path: { dataAgreementId }, query }, caller) => {
      const person = await look(needs, individualIn(query, caller), caller, 'consent: records');
      const all = await recordsOf(needs, person, caller.at);
      return {
        consentRecords: partOf(
          all.filter(({ dataAgreement }) => dataAgreement?.id === dataAgreementId),
          query,
        ),
      };
    },
  }),
  operation('serviceIndividualSignatureCreate', {
    route: 'POST /service/individual/record/consent-record/{consentRecordId}/signature/',
    scope: 'consent.write',
    summary: 'Get what is to be signed for a consent record',
    status: 200,
    path: OfRecord,
    query: z.strictObject(Whose),
    body: z.strictObject({ signature: z.looseObject({}) }),
    response: z.object({ signature: Signature }),
    run: async ({ path: { consentRecordId }, query }, caller) => {
      refuseAnother(consentRecordId, query, caller);
      return { signature: await signatureToGive(needs, consentRecordId, caller) };
    },
  }),
  operation('serviceIndividualSignatureUpdate', {
    route: 'PUT /service/individual/record/consent-record/{consentRecordId}/signature/',
    scope: 'consent.write',
    summary: 'Sign a consent record',
    status: 200,
    path: OfRecord,
    query: z.strictObject(Whose),
    body: z.strictObject({ signature: SignatureInput }),
    response: z.object({ signature: Signature }),
    run: async ({ path: { consentRecordId }, query, body: { signature } }, caller) => {
      refuseAnother(consentRecordId, query, caller);
      return { signature: (await signRecord(needs, consentRecordId, signature, caller)).signature };
    },
  }),
  operation('serviceIndividualConsentRecordDeleteAll', {
    route: 'DELETE /service/individual/record/',
    scope: 'updating.erase',
    roles: ['manager', 'admin'],
    summary: 'Forget an individual: a mother by the erasing of her case, anybody else at once',
    status: 200,
    query: z.strictObject(Whose),
    response: z.object({ erasedOn: z.string().optional(), forgotten: z.int().optional(), kept: z.int().optional() }),
    run: async ({ query }, caller) => {
      const individualId = individualIn(query, caller);
      if (isMother(individualId))
        return needs.files.change(individualId, caller, (file) => scheduleErasure(file, needs.programmes.get(file.root.programme), caller));
      await look(needs, individualId, caller, 'consent: forget');
      return forgetOther(needs, individualId, caller);
    },
  }),
];
