/** A country's consent building block, by GovStack's definition 1.1.0-rc1: what a deployment with `partners.consent` calls. Its only refusal is 400. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { strike } from './faults.ts';
import { ok, refused, type Incoming, type Reply } from './reply.ts';
import type { ConsentState, KeptConsent } from './consent-state.ts';
import type { State } from './state.ts';

/** The agreements that the sandbox knows, one for each of our purposes. */
export const SANDBOX_AGREEMENTS = {
  verification: 'da-verification',
  programme: 'da-programme',
  messages: 'da-messages',
  sharing: 'da-sharing',
} as const;

/** An id that was never given before, also to what was deleted since. */
const nextId = ({ idsGiven, ...state }: ConsentState, kind: 'IND' | 'CR'): string => {
  const held = kind === 'IND' ? state.individuals : state.consents;
  const number = (idsGiven[kind] ?? Object.keys(held).length) + 1;
  idsGiven[kind] = number;
  return `${kind}-${String(number)}`;
};

const isAgreement = (id: string | null): id is string => id !== null && (Object.values(SANDBOX_AGREEMENTS) as string[]).includes(id);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** That she took part is kept for auditors. */
const isForgettable = (id: string): boolean => id !== SANDBOX_AGREEMENTS.programme;

const agreementOf = (state: ConsentState, id: string) => ({
  id,
  version: String(state.agreementRevisions[id] ?? 1),
  purpose: id,
  lawfulBasis: 'consent',
  dpia: 'none',
  active: true,
  forgettable: isForgettable(id),
});

const hashOf = (state: ConsentState, id: string): string => sha256(JSON.stringify(agreementOf(state, id)));

const revisionOf = (schemaName: string, objectId: string, number: number, snapshot: unknown, now: number) => ({
  id: `${objectId}.${String(number)}`,
  schemaName,
  objectId,
  serializedSnapshot: JSON.stringify(snapshot),
  serializedHash: sha256(JSON.stringify(snapshot)),
  timestamp: new Date(now).toISOString(),
});

const viewOf = (
  state: ConsentState,
  { id, individualId, dataAgreementId, revisionHash, optIn, state: signed, signature }: KeptConsent,
) => ({
  id,
  dataAgreement: agreementOf(state, dataAgreementId),
  dataAgreementRevisionHash: revisionHash,
  individual: { id: individualId },
  optIn,
  state: signed,
  ...(signature === undefined ? {} : { signature }),
});

const kept = (state: ConsentState, consent: KeptConsent, now: number) => ({
  consentRecord: viewOf(state, consent),
  revision: revisionOf('consentRecord', consent.id, consent.revisions, viewOf(state, consent), now),
});

const bad = (detail: string): Reply => refused(400, detail);

const textOf = (individualId: string, dataAgreementId: string, revisionHash: string): string =>
  JSON.stringify({ individualId, dataAgreementId, revisionHash, optIn: true });

const blankSignature = (payload: string, now: number) => ({
  id: '',
  payload: '',
  signature: '',
  verificationMethod: '',
  verificationPayload: payload,
  verificationPayloadHash: sha256(payload),
  verificationSignedBy: '',
  timestamp: new Date(now).toISOString(),
  objectType: 'revision',
  signedWithoutObjectReference: true,
});

const Individual = z.object({ individual: z.object({ externalId: z.string().optional(), externalIdType: z.string().optional() }) });
const Signature = z.looseObject({
  signature: z.string().min(1),
  payload: z.string().min(1),
  verificationPayload: z.string(),
  verificationMethod: z.string().min(1),
});
const Pair = z.object({
  consentRecord: z.object({
    dataAgreement: z.object({ id: z.string() }),
    dataAgreementRevisionHash: z.string(),
    individual: z.object({ id: z.string() }),
  }),
  signature: Signature,
});
const Update = z.object({ consentRecord: z.object({ optIn: z.boolean() }) });
const Signing = z.object({ signature: Signature });

const individualIn = ({ headers, query }: Incoming): string => {
  const header = headers['individualid'];
  return query.get('individualId') ?? (typeof header === 'string' ? header : '');
};

const partOf = <Value>(all: readonly Value[], { query }: Incoming): readonly Value[] => {
  const offset = Number(query.get('offset') ?? 0);
  return all.slice(offset, offset + Number(query.get('limit') ?? 25));
};

/** Tells whoever listens that a record changed; nothing in it has to be believed. */
const tell = (state: State, consent: KeptConsent, now: number): void => {
  const { consentWebhook: url } = state;
  if (url === undefined || strike(state.faults, 'consent.notify', ['silent']) !== undefined) return;
  const body = JSON.stringify({ event: 'consentRecord', consentRecord: viewOf(state, consent) });
  const times = strike(state.faults, 'consent.notify', ['duplicate']) === undefined ? 1 : 2;
  for (let time = 0; time < times; time += 1) state.jobs.push({ kind: 'call', url, body, attempt: 1, dueAt: now });
};

const makeIndividual = (state: State, { body }: Incoming): Reply => {
  const asked = Individual.safeParse(body);
  if (!asked.success) return bad('the individual is missing');
  const id = nextId(state, 'IND');
  const { externalId, externalIdType } = asked.data.individual;
  state.individuals[id] = { id, externalId, externalIdType };
  return ok({ individual: { id, ...asked.data.individual } });
};

/** Deletes her records under agreements that may be forgotten, and her with the last one. */
const forget = (state: State, incoming: Incoming): Reply => {
  const individualId = individualIn(incoming);
  if (state.individuals[individualId] === undefined) return bad('no such individual');
  for (const { id, dataAgreementId, state: signed } of Object.values(state.consents).filter((one) => one.individualId === individualId))
    if (isForgettable(dataAgreementId) || signed === 'unsigned') Reflect.deleteProperty(state.consents, id);
  if (!Object.values(state.consents).some((one) => one.individualId === individualId))
    Reflect.deleteProperty(state.individuals, individualId);
  return ok({});
};

const draft = (state: State, now: number, incoming: Incoming): Reply => {
  const individualId = individualIn(incoming);
  const dataAgreementId = incoming.query.get('dataAgreementId');
  if (state.individuals[individualId] === undefined || !isAgreement(dataAgreementId)) return bad('no such individual or agreement');
  const revisionHash = hashOf(state, dataAgreementId);
  return ok({
    consentRecord: {
      id: '',
      dataAgreement: agreementOf(state, dataAgreementId),
      dataAgreementRevisionHash: revisionHash,
      individual: { id: individualId },
      optIn: true,
      state: 'unsigned',
    },
    signature: blankSignature(textOf(individualId, dataAgreementId, revisionHash), now),
  });
};

/** One record for an individual and a revision of an agreement: a second pair is refused. */
const storePair = (state: State, now: number, { body }: Incoming): Reply => {
  const pair = Pair.safeParse(body);
  if (!pair.success) return bad('the pair is not complete');
  const { consentRecord, signature } = pair.data;
  const [individualId, dataAgreementId, revisionHash] = [
    consentRecord.individual.id,
    consentRecord.dataAgreement.id,
    consentRecord.dataAgreementRevisionHash,
  ];
  if (signature.verificationPayload !== textOf(individualId, dataAgreementId, revisionHash))
    return bad('the signature is of something else');
  if (!isAgreement(dataAgreementId) || revisionHash !== hashOf(state, dataAgreementId)) return bad('the revision is not in force');
  const isSame = (one: KeptConsent) => one.individualId === individualId && one.revisionHash === revisionHash;
  if (Object.values(state.consents).some(isSame)) return bad('there is a record of this individual to this revision');
  const id = nextId(state, 'CR');
  const stored: KeptConsent = {
    id,
    individualId,
    dataAgreementId,
    revisionHash,
    optIn: true,
    state: 'signed',
    signature: { ...signature, id: `SIG-${id}`, objectReference: id },
    revisions: 1,
  };
  state.consents[id] = stored;
  tell(state, stored, now);
  return ok({ ...kept(state, stored, now), signature: stored.signature });
};

/** Another word of hers is a revision, and needs another signature when it is a yes. */
const sayAnew = (state: State, now: number, consent: KeptConsent, optIn: boolean): KeptConsent => {
  if (consent.optIn === optIn) return consent;
  const { signature: _invalid, ...rest } = consent;
  const next: KeptConsent = optIn
    ? { ...rest, optIn, state: 'unsigned', revisions: consent.revisions + 1 }
    : { ...consent, optIn, revisions: consent.revisions + 1 };
  state.consents[consent.id] = next;
  tell(state, next, now);
  return next;
};

const sign = (state: State, now: number, consent: KeptConsent, { body }: Incoming): Reply => {
  const signing = Signing.safeParse(body);
  if (!signing.success) return bad('the signature is missing');
  const { individualId, dataAgreementId, revisionHash } = consent;
  if (signing.data.signature.verificationPayload !== textOf(individualId, dataAgreementId, revisionHash))
    return bad('it is of something else');
  const signature = { ...signing.data.signature, id: `SIG-${consent.id}`, objectReference: consent.id };
  state.consents[consent.id] = { ...consent, state: 'signed', signature };
  tell(state, state.consents[consent.id] ?? consent, now);
  return ok({ signature });
};

const ofRecord = (state: State, path: RegExpExecArray, answer: (consent: KeptConsent) => Reply): Reply => {
  const consent = state.consents[decodeURIComponent(path[1] ?? '')];
  return consent === undefined ? bad('no such consent record') : answer(consent);
};

interface Operation {
  readonly name: string;
  readonly route: RegExp;
  readonly answer: (state: State, now: number, incoming: Incoming, path: RegExpExecArray) => Reply;
}

const RECORD = '/service/individual/record';

const OPERATIONS: readonly Operation[] = [
  { name: 'individual', route: /^POST \/service\/individual\/$/, answer: (state, _now, incoming) => makeIndividual(state, incoming) },
  {
    name: 'individuals',
    route: /^GET \/service\/individuals\/$/,
    answer: (state, _now, incoming) => ok({ individuals: partOf(Object.values(state.individuals), incoming) }),
  },
  {
    name: 'agreement',
    route: /^GET \/service\/data-agreement\/([^/]+)\/$/,
    answer: (state, now, _incoming, path) => {
      const id = decodeURIComponent(path[1] ?? '');
      if (!isAgreement(id)) return bad('no such agreement');
      const dataAgreement = agreementOf(state, id);
      return ok({ dataAgreement, revision: revisionOf('dataAgreement', id, state.agreementRevisions[id] ?? 1, dataAgreement, now) });
    },
  },
  {
    name: 'readIndividual',
    route: /^GET \/service\/individual\/([^/]+)\/$/,
    answer: (state, _now, _incoming, path) => {
      const individual = state.individuals[decodeURIComponent(path[1] ?? '')];
      return individual === undefined ? bad('no such individual') : ok({ individual });
    },
  },
  { name: 'forget', route: new RegExp(`^DELETE ${RECORD}/$`), answer: (state, _now, incoming) => forget(state, incoming) },
  { name: 'draft', route: new RegExp(`^POST ${RECORD}/consent-record/draft/$`), answer: draft },
  { name: 'pair', route: new RegExp(`^POST ${RECORD}/consent-record/$`), answer: storePair },
  {
    name: 'update',
    route: new RegExp(`^PUT ${RECORD}/consent-record/([^/]+)/$`),
    answer: (state, now, incoming, path) =>
      ofRecord(state, path, (consent) => {
        const update = Update.safeParse(incoming.body);
        return update.success
          ? ok(kept(state, sayAnew(state, now, consent, update.data.consentRecord.optIn), now))
          : bad('optIn is missing');
      }),
  },
  {
    name: 'signature',
    route: new RegExp(`^POST ${RECORD}/consent-record/([^/]+)/signature/$`),
    answer: (state, now, _incoming, path) =>
      ofRecord(state, path, ({ individualId, dataAgreementId, revisionHash }) =>
        ok({ signature: blankSignature(textOf(individualId, dataAgreementId, revisionHash), now) }),
      ),
  },
  {
    name: 'sign',
    route: new RegExp(`^PUT ${RECORD}/consent-record/([^/]+)/signature/$`),
    answer: (state, now, incoming, path) => ofRecord(state, path, (consent) => sign(state, now, consent, incoming)),
  },
  {
    name: 'records',
    route: new RegExp(`^GET ${RECORD}/data-agreement/([^/]+)/all/$`),
    answer: (state, _now, incoming, path) => {
      const [individualId, dataAgreementId] = [individualIn(incoming), decodeURIComponent(path[1] ?? '')];
      if (state.individuals[individualId] === undefined || !isAgreement(dataAgreementId)) return bad('no such individual or agreement');
      const theirs = Object.values(state.consents).filter(
        (one) => one.individualId === individualId && one.dataAgreementId === dataAgreementId,
      );
      return ok({ consentRecords: partOf(theirs, incoming).map((one) => viewOf(state, one)) });
    },
  },
  {
    name: 'verify',
    route: /^GET \/service\/verification\/consent-record\/([^/]+)\/$/,
    answer: (state, now, _incoming, path) => ofRecord(state, path, (consent) => ok(kept(state, consent, now))),
  },
];

/** Which operation of the block an address means. */
export const consentBlockAt = (method: string, rest: string) => {
  for (const { name, route, answer } of OPERATIONS) {
    const path = route.exec(`${method} ${rest}`);
    if (path !== null)
      return {
        name: `consent.${name}`,
        answer: (state: State, now: number, incoming: Incoming): Reply => answer(state, now, incoming, path),
      };
  }
  return undefined;
};

/** What she does at a counter of the country, by the national identifier that the block knows her by. */
export const CounterConsent = z.strictObject({
  nationalId: z.string().min(1),
  purpose: z.enum(['verification', 'programme', 'messages', 'sharing']),
  optIn: z.boolean(),
});

/** She says yes or no there, and not with us; she is made known there when she is not. */
export const sayAtCounter = (state: State, now: number, given: z.input<typeof CounterConsent>): KeptConsent => {
  const { nationalId, purpose, optIn } = CounterConsent.parse(given);
  const dataAgreementId = SANDBOX_AGREEMENTS[purpose];
  const known = Object.values(state.individuals).find(
    ({ externalId, externalIdType }) => externalId === nationalId && externalIdType === 'nationalId',
  );
  const individual = known ?? { id: nextId(state, 'IND'), externalId: nationalId, externalIdType: 'nationalId' };
  state.individuals[individual.id] = individual;
  const revisionHash = hashOf(state, dataAgreementId);
  const standing = Object.values(state.consents).find((one) => one.individualId === individual.id && one.revisionHash === revisionHash);
  const id = standing?.id ?? nextId(state, 'CR');
  const said: KeptConsent = {
    ...(standing ?? { id, individualId: individual.id, dataAgreementId, revisionHash }),
    optIn,
    state: 'signed',
    revisions: (standing?.revisions ?? 0) + 1,
  };
  state.consents[id] = said;
  tell(state, said, now);
  return said;
};
