import * as z from 'zod';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, type Caller, type Operation } from '../../../runtime/operation.ts';
import { confirmed, findRecord, isUnchanged, verifiedRecords, type ConsentNeeds } from '../consents.ts';
import { BUILT_IN_AGREEMENTS } from '../domain/built-in.ts';
import { isMother, ObjectId, RecordId } from '../domain/ids.ts';
import { ConsentRecord, Part, RevisionView } from '../domain/schemas.ts';
import { revisionView } from '../domain/views.ts';
import { individualIn, look } from '../individuals.ts';
import { agreements } from '../policies.ts';
import { partOf } from '../registers.ts';

/**
 * Who holds data of a person and is asked for it may ask whether the person consents, whoever registered her: that is what the scope is
 * for. It learns of the one agreement that it names, and each question leaves an entry.
 */
const asProvider = ({ partner: _partner, ...caller }: Caller): Caller => caller;

/** What a data provider asks before it releases anything. */
export const verificationOperations = (needs: ConsentNeeds): readonly Operation[] => [
  operation('serviceVerificationConsentRecordList', {
    route: 'GET /service/verification/consent-records/',
    scope: 'consent.verify',
    summary: 'Ask whether an individual consents to an agreement: the records that say so, or none',
    status: 200,
    query: z.strictObject({ ...Part, individualId: z.string().optional(), dataAgreementId: ObjectId.optional() }),
    response: z.object({ consentRecords: z.array(ConsentRecord) }),
    run: async ({ query }, caller) => {
      const { dataAgreementId } = query;
      if (dataAgreementId === undefined && caller.partner !== undefined)
        throw invalidRequest({ pointer: '#/query/dataAgreementId', detail: 'is missing: a provider asks about one agreement' });
      const individualId = individualIn(query, caller);
      const asked =
        dataAgreementId !== undefined
          ? [dataAgreementId]
          : isMother(individualId)
            ? BUILT_IN_AGREEMENTS
            : (await agreements(needs).all(caller.at)).map(({ id }) => id);
      const person = await look(needs, individualId, asProvider(caller), `consent: verify ${asked.join(', ')}`.slice(0, 200));
      return { consentRecords: partOf(await verifiedRecords(needs, person, asked, asProvider(caller)), query) };
    },
  }),
  operation('serviceVerificationConsentRecordRead', {
    route: 'GET /service/verification/consent-record/{consentRecordId}/',
    scope: 'consent.verify',
    summary: 'Read a consent record that is as it was signed; its optIn says whether it still stands',
    status: 200,
    path: z.strictObject({ consentRecordId: RecordId }),
    response: z.object({ consentRecord: ConsentRecord, revision: RevisionView.optional() }),
    run: async ({ path: { consentRecordId } }, caller) => {
      const provider = asProvider(caller);
      // what she withdrew in the country's block is withdrawn here before it is read
      if (consentRecordId.kind === 'mother') await confirmed(needs, consentRecordId.caseId, consentRecordId.purpose, provider);
      const found = await findRecord(needs, consentRecordId, provider, 'consent: verify a record');
      if (!(await isUnchanged(needs, found))) throw new Problem('ConsentMissing', 'the record is not as it was signed');
      const { consentRecord, revision } = found.stored;
      return { consentRecord, ...(revision === undefined ? {} : { revision: revisionView(revision) }) };
    },
  }),
];
