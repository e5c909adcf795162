import { ConsentGiven, ConsentRecordChanged, ConsentWithdrawn, DataAgreementChanged } from '../../../events/catalogue.ts';
import { agreementNameOf, recordNameOf } from '../../consent/domain/record-names.ts';
import type { ConsentEvent } from './origin.ts';

interface Told {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the Consent block says of an event: objects of its definition (1.1.0-rc1), with their ids and nothing else that is about a person. */
export type Notice = { readonly event: ConsentEvent } & Readonly<Record<string, unknown>>;

const Given = ConsentGiven.detail.shape.data;
const Withdrawn = ConsentWithdrawn.detail.shape.data;
const RecordChanged = ConsentRecordChanged.detail.shape.data;
const AgreementChanged = DataAgreementChanged.detail.shape.data;

const ofRecords = (optIn: boolean, records: readonly Readonly<Record<string, unknown>>[]): Notice | undefined =>
  records.length === 0
    ? undefined
    : {
        event: optIn ? 'consent.allowed' : 'consent.disallowed',
        consentRecords: records.map((record) => ({ ...record, optIn })),
      };

/** Of a mother there is a record for each purpose. */
const ofMother = (caseId: string, consentId: string, purposes: readonly string[], optIn: boolean): Notice | undefined =>
  ofRecords(
    optIn,
    purposes.map((purpose) => ({
      id: recordNameOf(caseId, consentId, purpose),
      dataAgreement: { id: agreementNameOf(purpose) },
      individual: { id: caseId },
      state: 'signed',
    })),
  );

/** What a webhook of the Consent block is told of a fact; undefined where nobody's yes or no has changed by it. */
export const noticeOf = (aggregate: string, { name, data }: Told): Notice | undefined => {
  switch (name) {
    case 'ConsentGiven': {
      const { consentId, purposes } = Given.parse(data);
      return ofMother(aggregate, consentId, purposes, true);
    }
    case 'ConsentWithdrawn': {
      const { consentId, purposes = [] } = Withdrawn.parse(data);
      return ofMother(aggregate, consentId, purposes, false);
    }
    case 'ConsentRecordChanged': {
      const { recordId, dataAgreementId, dataAgreementRevisionHash, individualId, optIn } = RecordChanged.parse(data);
      return ofRecords(optIn, [
        {
          id: recordId,
          dataAgreement: { id: dataAgreementId },
          dataAgreementRevisionHash,
          individual: { id: individualId },
          state: optIn ? 'signed' : 'unsigned',
        },
      ]);
    }
    case 'DataAgreementChanged': {
      const { dataAgreementId, revisionId, revisionHash, deleted } = AgreementChanged.parse(data);
      return {
        event: 'data_agreement.changed',
        dataAgreement: { id: dataAgreementId },
        revision: { id: revisionId, schemaName: 'dataAgreement', objectId: dataAgreementId, serializedHash: revisionHash },
        deleted,
      };
    }
    default:
      return undefined;
  }
};

/** The facts behind what a webhook of the Consent block wants to be told. */
export const factsBehind = (events: readonly ConsentEvent[]) =>
  (
    [
      ['ConsentGiven', ['consent.allowed']],
      ['ConsentWithdrawn', ['consent.disallowed']],
      ['ConsentRecordChanged', ['consent.allowed', 'consent.disallowed']],
      ['DataAgreementChanged', ['data_agreement.changed']],
    ] as const
  ).flatMap(([fact, tells]) => (tells.some((event) => events.includes(event)) ? [fact] : []));
