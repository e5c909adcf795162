import * as z from 'zod';
import { createHash } from 'node:crypto';
import { Problem } from '../../kernel/problem.ts';
import type { ConsentRegisterPort, RegisterPerson, RegisterRecord, RegisterSignature } from '../consent-register.ts';
import type { PartnerCall } from '../partner-call.ts';
import { verifySignature } from './callback-signature.ts';
import type { ConsentRegisterConfiguration } from './consent-configuration.ts';
import { exchangeWith, type Needs, type Outgoing } from './exchange.ts';
import { present, text } from './facts.ts';
import { fieldAt } from './text-gateway.ts';

/** Stands in addresses and in our own records. */
const Id = text(64);

const Individual = z.looseObject({ id: z.string(), externalId: z.string().nullish(), externalIdType: z.string().nullish() });
type Individual = z.infer<typeof Individual>;

/** What is not named here goes back as it came. */
const WireRecord = z.looseObject({
  id: z.string(),
  dataAgreement: z.looseObject({ id: z.string() }).nullish(),
  dataAgreementRevisionHash: text(200),
  individual: z.looseObject({ id: z.string() }).nullish(),
  optIn: z.boolean().nullish(),
  state: z.string(),
});
type WireRecord = z.infer<typeof WireRecord>;
const StoredRecord = WireRecord.extend({ id: Id });

const WireSignature = z.looseObject({
  verificationPayload: z.string(),
  verificationPayloadHash: z.string(),
  objectType: z.string().nullish(),
  objectReference: z.string().nullish(),
  signedWithoutObjectReference: z.boolean().nullish(),
});
type WireSignature = z.infer<typeof WireSignature>;

const NEVER_SAID = null;

const recordOf = ({ id, dataAgreementRevisionHash, dataAgreement, individual, optIn, state }: WireRecord): RegisterRecord => ({
  recordId: id,
  revisionHash: dataAgreementRevisionHash,
  optIn: optIn === true,
  isSigned: state === 'signed',
  ...(dataAgreement === undefined || dataAgreement === NEVER_SAID ? {} : { agreementId: dataAgreement.id }),
  ...(individual === undefined || individual === NEVER_SAID ? {} : { individualId: individual.id }),
});

const RECORD = '/service/individual/record';

/** The consent building block of a country over HTTP, by GovStack's definition 1.1.0-rc1: its only refusal is 400. */
export const consentClient = (settings: ConsentRegisterConfiguration, needs?: Needs): ConsentRegisterPort => {
  const exchange = exchangeWith('consent register', settings, needs);
  const { individual: named, callback, verificationMethod } = settings;

  /** The definition's texts want the individual in a header, which it does not name. */
  const about = (individualId: string) => ({ headers: { [named.header]: individualId } });

  const ask = async <Schema extends z.ZodType>(schema: Schema, outgoing: Omit<Outgoing, 'expected'>, call: PartnerCall) =>
    exchange.read(schema, (await exchange.ask({ ...outgoing, expected: [200] }, call)).body);

  /** A call of many that one step makes: each has a key of its own. */
  const part = (call: PartnerCall, name: string): PartnerCall =>
    call.idempotencyKey === undefined ? call : { ...call, idempotencyKey: `${call.idempotencyKey}-${name}`.slice(-64) };

  const isOf = ({ externalId, externalIdType }: Individual, wanted: { externalId: string; externalIdType: string }): boolean =>
    externalId === wanted.externalId && externalIdType === wanted.externalIdType;

  const findListed = async (wanted: { externalId: string; externalIdType: string }, call: PartnerCall): Promise<Individual | undefined> => {
    for (let page = 0; page < named.pages; page += 1) {
      const { individuals } = await ask(
        z.object({ individuals: z.array(Individual) }),
        {
          method: 'GET',
          path: '/service/individuals/',
          query: { offset: String(page * named.pageSize), limit: String(named.pageSize) },
        },
        call,
      );
      const found = individuals.find((one) => isOf(one, wanted));
      if (found !== undefined || individuals.length < named.pageSize) return found;
    }
    throw new Problem('PartnerAnswerInvalid', 'consent register: has more individuals than pages are read; set individual.find to create');
  };

  const externalOf = ({ nationalId, personId }: RegisterPerson) =>
    nationalId === undefined || named.nationalIdType === undefined
      ? { externalId: personId, externalIdType: named.ownIdType }
      : { externalId: nationalId, externalIdType: named.nationalIdType };

  /** Refuses a record of somebody or something else than was asked about. */
  const ofTheirs = (individualId: string, agreementId: string) => (record: WireRecord) =>
    (record.individual?.id ?? individualId) === individualId && (record.dataAgreement?.id ?? agreementId) === agreementId;

  const recordsOf = async (individualId: string, agreementId: string, call: PartnerCall): Promise<readonly WireRecord[]> => {
    const theirs = StoredRecord.refine(ofTheirs(individualId, agreementId), { path: ['individual'] });
    const path = `${RECORD}/data-agreement/${encodeURIComponent(agreementId)}/all/`;
    const { consentRecords } = await ask(
      z.object({ consentRecords: z.array(theirs) }),
      { method: 'GET', path, ...about(individualId) },
      call,
    );
    return consentRecords;
  };

  const verified = async (recordId: string, call: PartnerCall): Promise<WireRecord | undefined> => {
    const path = `/service/verification/consent-record/${encodeURIComponent(recordId)}/`;
    const { status, body } = await exchange.ask({ method: 'GET', path, expected: [200, 400] }, call);
    if (status === 400) return undefined;
    const asAsked = StoredRecord.refine(({ id }) => id === recordId, { path: ['id'] });
    return exchange.read(z.object({ consentRecord: asAsked }), body).consentRecord;
  };

  const update = async (individualId: string, record: WireRecord, optIn: boolean, call: PartnerCall): Promise<WireRecord> => {
    const { consentRecord } = await ask(
      z.object({
        consentRecord: StoredRecord.refine((answered) => answered.id === record.id && answered.optIn === optIn, { path: ['optIn'] }),
      }),
      {
        method: 'PUT',
        path: `${RECORD}/consent-record/${encodeURIComponent(record.id)}/`,
        ...about(individualId),
        body: { consentRecord: { ...record, optIn } },
      },
      call,
    );
    return consentRecord;
  };

  /** Fills in a signature that the block drafted: what is to be signed stays as it gave it out. */
  const signed = async (drafted: WireSignature, { artifact, keyId, sign, at }: RegisterSignature) => {
    const filled = {
      ...drafted,
      verificationMethod,
      verificationArtifact: artifact,
      verificationSignedBy: keyId,
      verificationSignedAs: 'delegate',
      timestamp: at,
    };
    const { verificationPayload, verificationPayloadHash, objectType, objectReference, signedWithoutObjectReference } = drafted;
    const payload = JSON.stringify({
      verificationPayload,
      verificationPayloadHash,
      verificationMethod,
      verificationArtifact: artifact,
      verificationSignedBy: keyId,
      timestamp: at,
      ...(signedWithoutObjectReference === undefined ? {} : { signedWithoutObjectReference }),
      ...(objectType === undefined ? {} : { objectType }),
      ...(objectReference === undefined ? {} : { objectReference }),
    });
    return { ...filled, payload, signature: await sign(createHash('sha256').update(payload).digest('hex')) };
  };

  /** She said no to this revision before: her record says yes again, and is signed anew where the block wants that. */
  const reopen = async (individualId: string, record: WireRecord, signature: RegisterSignature, call: PartnerCall): Promise<WireRecord> => {
    const open = record.optIn === true ? record : await update(individualId, record, true, part(call, 'reopen'));
    if (open.state === 'signed') return open;
    const path = `${RECORD}/consent-record/${encodeURIComponent(open.id)}/signature/`;
    const blank = { id: '', payload: '', signature: '', verificationMethod, verificationPayload: '', verificationPayloadHash: '' };
    const begun = { ...blank, verificationSignedBy: signature.keyId, timestamp: signature.at };
    const Drafted = z.object({ signature: WireSignature });
    const drafted = await ask(Drafted, { method: 'POST', path, ...about(individualId), body: { signature: begun } }, part(call, 'blank'));
    const body = { signature: await signed(drafted.signature, signature) };
    await ask(Drafted, { method: 'PUT', path, ...about(individualId), body }, part(call, 'signature'));
    const now = await verified(open.id, call);
    return exchange.read(
      StoredRecord.refine(({ state }) => state === 'signed', { path: ['state'] }),
      now,
    );
  };

  return {
    agreements: settings.agreements,
    retryAfterMinutes: settings.retryAfterMinutes,

    async individualOf(person, call) {
      const wanted = externalOf(person);
      const known = named.find === 'list' ? await findListed(wanted, call) : undefined;
      // what stands in addresses must not be what the country knows her by
      const Known = Id.refine((id) => id !== person.nationalId, { path: ['id'] });
      if (known !== undefined) return exchange.read(Known, known.id);
      const individual = present({ id: '', ...wanted, identityProviderId: named.identityProviderId });
      const made = await ask(
        z.object({ individual: Individual.extend({ id: Known }) }),
        { method: 'POST', path: '/service/individual/', body: { individual } },
        part(call, 'individual'),
      );
      return made.individual.id;
    },

    async revisionInForce(agreementId, call) {
      const path = `/service/data-agreement/${encodeURIComponent(agreementId)}/`;
      const InForce = z.object({
        dataAgreement: z.looseObject({ id: z.literal(agreementId) }),
        revision: z.looseObject({ serializedHash: text(200) }),
      });
      return (await ask(InForce, { method: 'GET', path }, call)).revision.serializedHash;
    },

    recordsOf: async (individualId, agreementId, call) => (await recordsOf(individualId, agreementId, call)).map(recordOf),

    async give(individualId, agreementId, signature, call) {
      const known = await recordsOf(individualId, agreementId, call);
      const drafted = await ask(
        z.object({
          consentRecord: WireRecord.refine(ofTheirs(individualId, agreementId), { path: ['individual'] }),
          signature: WireSignature,
        }),
        {
          method: 'POST',
          path: `${RECORD}/consent-record/draft/`,
          query: { individualId, dataAgreementId: agreementId },
          ...about(individualId),
        },
        part(call, 'draft'),
      );
      // one record for an individual and a revision, as the definition has it
      const same = known.find((record) => record.dataAgreementRevisionHash === drafted.consentRecord.dataAgreementRevisionHash);
      if (same !== undefined) return recordOf(await reopen(individualId, same, signature, call));
      const { consentRecord } = await ask(
        z.object({ consentRecord: StoredRecord.refine(ofTheirs(individualId, agreementId), { path: ['individual'] }) }),
        {
          method: 'POST',
          path: `${RECORD}/consent-record/`,
          ...about(individualId),
          body: { consentRecord: { ...drafted.consentRecord, optIn: true }, signature: await signed(drafted.signature, signature) },
        },
        part(call, 'pair'),
      );
      return recordOf(consentRecord);
    },

    async withdraw(individualId, recordId, call) {
      const record = await verified(recordId, call);
      if (record === undefined || record.optIn !== true) return;
      await update(individualId, record, false, part(call, 'withdraw'));
    },

    async forget(individualId, call) {
      if (settings.forget === 'withdraw') return;
      const outgoing = { method: 'DELETE', path: `${RECORD}/`, ...about(individualId), expected: [200, 204, 400] } as const;
      if ((await exchange.ask(outgoing, call)).status !== 400) return;
      // refused, or gone already: the answer to an earlier try may have been lost
      const path = `/service/individual/${encodeURIComponent(individualId)}/`;
      const { status } = await exchange.ask({ method: 'GET', path, expected: [200, 400] }, call);
      if (status === 200) throw new Problem('PartnerAnswerInvalid', 'consent register: refuses to forget an individual whom it knows');
    },

    async verify(recordId, call) {
      const record = await verified(recordId, call);
      return record === undefined ? undefined : recordOf(record);
    },

    receiveCallback(delivery) {
      if (callback === undefined) throw new Problem('SignatureInvalid', 'no notifications are agreed on with the consent register');
      verifySignature(callback, delivery);
      const individualId = Id.safeParse(fieldAt(JSON.parse(delivery.body), callback.individual));
      if (individualId.success) return { individualId: individualId.data };
      throw new Problem('InvalidRequest', 'the individual is missing or too long', {
        errors: [{ pointer: `#/body${callback.individual}`, detail: 'is no id of an individual' }],
      });
    },
  };
};
