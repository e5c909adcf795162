import { allOf } from '../../../functions/casefile/files.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { signConsent } from '../../../functions/consent/api/sign-consent.ts';
import { withdrawConsent } from '../../../functions/consent/api/withdraw-consent.ts';
import { findVerifiedConsent } from '../../../functions/consent/domain/consent-record.ts';
import { ConsentRevisions } from '../../../functions/consent/records.ts';
import { signRevisions } from '../../../functions/consent/sign-revisions.ts';
import { agreementOn, hashOf } from '../../../functions/consent/domain/agreement.ts';
import type { Purpose } from '../../../functions/consent/domain/agreement-revisions.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { chainName } from '../../../functions/govstack/consent/chains.ts';
import { KeptRevisions } from '../../../functions/govstack/consent/records.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelfWrite } from '../../../functions/govstack/shelf.ts';
import { keys } from '../../../functions/table/keys.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { aContext, call as callOperation, testVault } from '../../support/world.ts';
import { aConsentBlock, type Json } from './consent-world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const VERIFY = '/service/verification/consent-records/';
const PAIR = '/service/individual/record/consent-record/';
const SHARING = 'mother-and-child-data.sharing';
const NOBODY = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';

type Block = ReturnType<typeof aConsentBlock>;

const hasAgreement = ({ world }: Block, client: string) =>
  world.table.transact([shelfWrite(PartnerAgreements, { client, blocks: ['consent'], from: parsePlainDate('2026-01-01') })], client);

const verified = async ({ world }: Block, caseId: string, purpose: Purpose) =>
  findVerifiedConsent(await world.files.open(caseId, aContext(AT)), purpose, AT, (text) => testVault.hash('consent', text));

/** Drafts, signs on paper and stores a mother's consent to one purpose. */
const signed = async ({ call }: Block, individualId: string, dataAgreementId = SHARING): Promise<{ status: number; body: Json }> => {
  const { body } = await call('POST', `${PAIR}draft/`, { query: { individualId, dataAgreementId } });
  const signature = { ...(body['signature'] as Json), verificationMethod: 'paper', verificationArtifact: 'scan-9' };
  return call('POST', PAIR, { query: { individualId }, body: { consentRecord: body['consentRecord'] as Json, signature } });
};

describe('the agreement that mothers sign', () => {
  it('is a policy and a data agreement for each purpose, under the hash that signed records bear, and cannot be changed here', async () => {
    const { call } = aConsentBlock();
    const hash = hashOf(agreementOn(parsePlainDate('2026-03-01')));

    const read = await call('GET', `/service/data-agreement/${SHARING}/`);
    const change = await call('PUT', `/config/data-agreement/${SHARING}/`, {
      body: { dataAgreement: { version: '9', purpose: 'p', lawfulBasis: 'consent', dpia: '' } },
    });

    expect(read.body['revision']).toMatchObject({ serializedHash: hash, objectId: SHARING });
    expect(read.body['dataAgreement']).toMatchObject({ policy: { id: 'mother-and-child-data' }, lawfulBasis: 'consent' });
    expect(change).toMatchObject({ status: 409, body: { type: 'urn:nestling:problem:status-refuses' } });
  });
});

describe('a mother in the Consent block', () => {
  it('signs: the draft is not kept, the signed pair is a consent of her case like any other', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['verification'] });
    await block.call('POST', `${PAIR}draft/`, { query: { individualId: caseId, dataAgreementId: SHARING } });
    expect(await verified(block, caseId, 'sharing')).toBeUndefined();

    const answer = await signed(block, caseId);

    expect(answer).toMatchObject({ status: 200, body: { consentRecord: { optIn: true, state: 'signed', individual: { id: caseId } } } });
    expect(await verified(block, caseId, 'sharing')).toMatchObject({ method: 'paper', scanReference: 'scan-9', purposes: ['sharing'] });
    expect(await block.world.factsOf(caseId)).toEqual(['ConsentGiven.v1']);
  });

  it('signs once: the same again is answered as it stands', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['verification'] });
    const first = await signed(block, caseId);

    const second = await signed(block, caseId);

    expect(second.body['consentRecord']).toEqual(first.body['consentRecord']);
    expect(await block.world.factsOf(caseId)).toEqual(['ConsentGiven.v1']);
  });

  it.each<[string, Json, string]>([
    ['paper without its scan', { verificationMethod: 'paper', verificationArtifact: undefined }, '#/body/signature/verificationArtifact'],
    [
      'a digital one that nobody attests',
      { verificationMethod: 'digital', verificationSignedBy: '' },
      '#/body/signature/verificationSignedBy',
    ],
    ['another way', { verificationMethod: 'thumb' }, '#/body/signature/verificationMethod'],
    ['what she was not shown', { verificationPayload: '{}' }, '#/body/signature/verificationPayload'],
    ['a hash that does not fit', { verificationPayloadHash: 'a'.repeat(64) }, '#/body/signature/verificationPayloadHash'],
  ])('refuses %s, and stores nothing', async (_what, change, pointer) => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['verification'] });
    const { body } = await block.call('POST', `${PAIR}draft/`, { query: { individualId: caseId, dataAgreementId: SHARING } });
    const signature = { ...(body['signature'] as Json), verificationMethod: 'paper', verificationArtifact: 'scan-9', ...change };

    const answer = await block.call('POST', PAIR, {
      query: { individualId: caseId },
      body: { consentRecord: body['consentRecord'] as Json, signature },
    });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(await block.world.factsOf(caseId)).toEqual([]);
  });

  it('withdraws one purpose; the others that she signed on the same sheet stand', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['verification', 'sharing', 'messages'] });
    const records = (await block.call('GET', PAIR, { query: { individualId: caseId } })).body['consentRecords'] as Json[];
    const sharing = records.find(({ dataAgreement }) => (dataAgreement as Json)['id'] === SHARING);

    const answer = await block.call('PUT', `${PAIR}${String(sharing?.['id'])}/`, { body: { consentRecord: { optIn: false } } });

    expect(answer).toMatchObject({ status: 200, body: { consentRecord: { id: sharing?.['id'], optIn: false } } });
    expect(await verified(block, caseId, 'sharing')).toBeUndefined();
    expect(await verified(block, caseId, 'verification')).toMatchObject({ purposes: ['messages', 'verification'] });
    const [withdrawn] = await block.world.eventsOf(caseId);
    expect(withdrawn?.detail.data).toMatchObject({ purposes: ['sharing'] });
    expect((await block.world.files.open(caseId, aContext(AT))).root.messages).toBe('all');
  });

  it('has no yes to a purpose that stands on no sheet of hers', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['programme'] });
    const [record] = (await block.call('GET', PAIR, { query: { individualId: caseId } })).body['consentRecords'] as Json[];
    const another = String(record?.['id']).replace(/programme$/, 'sharing');

    const answer = await block.call('PUT', `${PAIR}${another}/`, { body: { consentRecord: { optIn: true } } });

    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:nestling:problem:consent-not-found' } });
  });

  it('signs nothing any more when she was forgotten', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['programme'], erasedOn: parsePlainDate('2026-02-01') });

    expect(await signed(block, caseId)).toMatchObject({ status: 410, body: { type: 'urn:nestling:problem:record-erased' } });
    expect(await block.world.factsOf(caseId)).toEqual([]);
  });

  it.each<[string, (caseId: string) => { query?: Record<string, string>; headers?: Record<string, string>; body?: Json }, string]>([
    ['in the query', () => ({ query: { individualId: NOBODY } }), '#/query/individualId'],
    ['as a header', () => ({ headers: { individualId: NOBODY } }), '#/headers/individualId'],
    ['in the record', () => ({ body: { individual: { id: NOBODY } } }), '#/body/consentRecord/individual/id'],
    ['by another record', (caseId) => ({ body: { id: `${caseId}.another` } }), '#/body/consentRecord/id'],
  ])('is not mistaken for another, who is named %s: nothing is withdrawn', async (_where, of, pointer) => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['sharing'] });
    const [record] = (await block.call('GET', PAIR, { query: { individualId: caseId } })).body['consentRecords'] as Json[];
    const { body, ...more } = of(caseId);

    const answer = await block.call('PUT', `${PAIR}${String(record?.['id'])}/`, {
      ...more,
      body: { consentRecord: { optIn: false, ...body } },
    });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(await verified(block, caseId, 'sharing')).toBeDefined();
  });

  it.each([
    ['as a header', { headers: { individualId: '53' } }, '#/headers/individualId'],
    ['in the query', { query: { individualId: '53' } }, '#/query/individualId'],
  ])('is never asked for by an id of the country, %s', async (_where, options, pointer) => {
    expect(await aConsentBlock().call('GET', PAIR, options)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('begins a record and signs it later; until then it counts for nothing', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['verification'] });
    const begun = await block.call('POST', `/service/individual/record/data-agreement/${SHARING}/`, { headers: { individualId: caseId } });
    const path = `${PAIR}${String((begun.body['consentRecord'] as Json)['id'])}/signature/`;
    const { signature } = (await block.call('POST', path, { body: { signature: {} } })).body as { signature: Json };
    expect(begun.body['consentRecord']).toMatchObject({ state: 'unsigned' });
    expect(await verified(block, caseId, 'sharing')).toBeUndefined();

    const answer = await block.call('PUT', path, {
      body: { signature: { ...signature, verificationMethod: 'digital', verificationSignedBy: 'asha-1' } },
    });

    expect(answer).toMatchObject({ status: 200, body: { signature: { verificationMethod: 'digital', verificationSignedBy: 'asha-1' } } });
    expect(await verified(block, caseId, 'sharing')).toMatchObject({ attestedBy: 'asha-1' });
  });

  it('is forgotten by the erasing of her case', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world);

    const answer = await block.call('DELETE', '/service/individual/record/', { query: { individualId: caseId } });

    expect(answer).toMatchObject({ status: 200, body: { erasedOn: expect.stringMatching(/^2026-/) as unknown } });
    expect(await block.world.factsOf(caseId)).toEqual(['ErasureScheduled.v1']);
  });
});

describe("the revisions of a mother's consent", () => {
  const world = async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['programme'] });
    const needs = { files: block.world.files, table: block.world.table, vault: testVault };
    const body = { method: 'paper', scanReference: 'scan-2', purposes: ['verification'] };
    const given = await callOperation(signConsent(needs), { path: { caseId }, body, at: AT });
    const consentId = String(given.body['consentId']);
    return { block, caseId, needs, consentId };
  };

  it('are left by every change, signed afterwards, and verified by anybody with the public key', async () => {
    const { block, caseId, needs, consentId } = await world();
    await callOperation(withdrawConsent(needs), { path: { caseId, consentId }, at: '2026-03-02T10:00:00.000Z' });
    await signRevisions({ ...block.needs }, caseId, aContext(AT));

    const chain = await block.call('GET', `/audit/consent-record/${caseId}.${consentId}.verification/revisions/`);
    const key = await block.call('GET', '/public-key/');

    expect(chain.body).toMatchObject({ intact: true, signatures: [{ objectType: 'revision' }, { objectType: 'revision' }] });
    const [first, second] = chain.body['revisions'] as [Json, Json];
    expect(second['predecessorHash']).toBe(first['serializedHash']);
    expect(key.body).toMatchObject({ algorithm: 'ECDSA_SHA_256', publicKey: block.signer.pem });
  });

  it('leave the version of the case alone when they are signed, and are signed once', async () => {
    const { block, caseId } = await world();
    const before = (await block.world.files.open(caseId, aContext(AT))).root.version;

    await signRevisions({ ...block.needs }, caseId, aContext(AT));
    const once = await block.world.table.all(keys.case(caseId));
    await signRevisions({ ...block.needs }, caseId, aContext(AT));

    expect((await block.world.files.open(caseId, aContext(AT))).root.version).toBe(before);
    expect(await block.world.table.all(keys.case(caseId))).toEqual(once);
  });

  it('stop a consent whose history somebody changed', async () => {
    const { block, caseId } = await world();
    expect(await verified(block, caseId, 'verification')).toBeDefined();
    await block.world.files.change(caseId, aContext(AT), (file) => ({
      put: allOf(file, ConsentRevisions).map((one) => place(ConsentRevisions, { ...one, serializedHash: 'a'.repeat(64) })),
      answer: null,
    }));

    expect(await verified(block, caseId, 'verification')).toBeUndefined();
    expect(
      (await block.call('GET', VERIFY, { query: { individualId: caseId, dataAgreementId: 'mother-and-child-data.verification' } })).body,
    ).toEqual({ consentRecords: [] });
  });
});

describe('a data provider', () => {
  const provider = { client: 'registry', scopes: ['consent.verify'] };
  const asking = (individualId: string, dataAgreementId?: string) => ({
    ...provider,
    query: { individualId, ...(dataAgreementId === undefined ? {} : { dataAgreementId }) },
  });

  it('learns whether a mother whom somebody else registered consents to the one agreement that it names, and leaves an entry', async () => {
    const block = aConsentBlock();
    await hasAgreement(block, 'registry');
    const caseId = await aConsentedCase(block.world, { purposes: ['sharing', 'programme'] });

    const yes = await block.call('GET', VERIFY, asking(caseId, SHARING));
    const no = await block.call('GET', VERIFY, asking(caseId, 'mother-and-child-data.verification'));

    expect(yes.body['consentRecords']).toMatchObject([{ dataAgreement: { id: SHARING }, optIn: true, state: 'signed' }]);
    expect(no).toMatchObject({ status: 200, body: { consentRecords: [] } });
    const entries = await block.world.table.all(keys.audit(caseId));
    expect(entries.map(({ by, why }) => [by, why])).toContainEqual(['client:registry', `consent: verify ${SHARING}`]);
  });

  it('has to name an agreement, to hold the scope, and to have an agreement of its own with the ministry', async () => {
    const block = aConsentBlock();
    const caseId = await aConsentedCase(block.world);
    expect(await block.call('GET', VERIFY, asking(caseId, SHARING))).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:agreement-missing' },
    });
    await hasAgreement(block, 'registry');

    expect(await block.call('GET', VERIFY, asking(caseId))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/query/dataAgreementId' }] },
    });
    expect(await block.call('GET', PAIR, { ...asking(caseId), scopes: ['consent.verify'] })).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:scope-missing' },
    });
    expect(await block.call('GET', PAIR, { ...asking(caseId), scopes: ['consent.read'] })).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:case-of-another-partner' },
    });
  });

  it('finds no consent in a record that was changed beside its seal', async () => {
    const block = aConsentBlock();
    await hasAgreement(block, 'registry');
    const caseId = await aConsentedCase(block.world, { purposes: ['programme'] });
    await block.world.files.change(caseId, aContext(AT), (file) => ({
      put: allOf(file, Consents).map((one) => place(Consents, { ...one, purposes: ['programme', 'sharing'] })),
      answer: null,
    }));

    expect((await block.call('GET', VERIFY, asking(caseId, SHARING))).body).toEqual({ consentRecords: [] });
  });
});

describe('an agreement of another programme', () => {
  const policy = { name: 'Research', version: '1', url: 'https://ministry.example/research' };
  const agreement = { version: '1', purpose: 'Research on anaemia', lawfulBasis: 'consent', dpia: 'none', policy: { id: '1' } };
  const set = async (forgettable: boolean) => {
    const block = aConsentBlock();
    await block.call('PUT', '/config/policy/1/', { body: { policy } });
    await block.call('PUT', '/config/data-agreement/1/', { body: { dataAgreement: { ...agreement, forgettable } } });
    const { body } = await block.call('POST', '/service/individual/', { body: { individual: { externalId: 'A-1' } } });
    return { block, individualId: String((body['individual'] as Json)['id']) };
  };

  it('keeps every revision; the same again leaves none', async () => {
    const { block } = await set(true);
    await block.call('PUT', '/config/policy/1/', { body: { policy } });
    await block.call('PUT', '/config/policy/1/', { body: { policy: { ...policy, version: '2' } } });

    const { body } = await block.call('GET', '/config/policy/1/revisions/');
    const [first, second, ...more] = body['revisions'] as Json[];

    expect(more).toEqual([]);
    expect(first).toMatchObject({ id: '1.r1', successor: { id: '1.r2' } });
    expect(second).toMatchObject({ id: '1.r2', predecessorHash: first?.['serializedHash'] });
    expect(await block.call('GET', '/service/policy/1/', { query: { revisionId: '1.r1' } })).toMatchObject({
      body: { policy: { version: '1' } },
    });
  });

  it('is signed by an individual, verified, and withdrawn; a change takes the signature away', async () => {
    const { block, individualId } = await set(true);
    const stored = await signed(block, individualId, '1');
    const ask = () => block.call('GET', VERIFY, { query: { individualId, dataAgreementId: '1' } });
    expect((await ask()).body['consentRecords']).toHaveLength(1);

    const id = String((stored.body['consentRecord'] as Json)['id']);
    const answer = await block.call('PUT', `${PAIR}${id}/`, { body: { consentRecord: { optIn: false } } });

    expect(answer.body).toMatchObject({ consentRecord: { optIn: false, state: 'unsigned' }, revision: { id: `${id}.r2` } });
    expect((await ask()).body['consentRecords']).toEqual([]);
    expect((await block.call('GET', `/audit/consent-record/${id}/revisions/`)).body).toMatchObject({ intact: true });
  });

  it.each([
    [true, { forgotten: 1, kept: 0 }, 404],
    [false, { forgotten: 0, kept: 1 }, 200],
  ])('that may be forgotten: %s, leaves after the right to be forgotten: %o', async (forgettable, counts, status) => {
    const { block, individualId } = await set(forgettable);
    await signed(block, individualId, '1');

    const answer = await block.call('DELETE', '/service/individual/record/', { query: { individualId } });

    expect(answer).toMatchObject({ status: 200, body: counts });
    expect((await block.call('GET', `/service/individual/${individualId}/`)).status).toBe(status);
  });

  it('is forgotten with all that a record has been, however often it was changed', async () => {
    const { block, individualId } = await set(true);
    const id = String(((await signed(block, individualId, '1')).body['consentRecord'] as Json)['id']);
    for (let change = 0; change < 120; change += 1)
      await block.call('PUT', `${PAIR}${id}/`, { body: { consentRecord: { optIn: change % 2 === 1 } } });

    const last = await block.call('GET', `/audit/consent-record/${id}/revisions/`, { query: { offset: '100' } });
    expect(last.body).toMatchObject({ intact: true, revisions: { length: 21, 0: { id: `${id}.r101`, successor: { id: `${id}.r102` } } } });

    const answer = await block.call('DELETE', '/service/individual/record/', { query: { individualId } });

    expect(answer).toMatchObject({ status: 200, body: { forgotten: 1, kept: 0 } });
    expect(await block.world.table.all(keys.shelf(KeptRevisions.name, chainName('consentRecord', id)))).toEqual([]);
  });

  it('is not signed by a pair in which nothing shows that it was', async () => {
    const { block, individualId } = await set(true);
    const { body } = await block.call('POST', `${PAIR}draft/`, { query: { individualId, dataAgreementId: '1' } });
    const signature = { ...(body['signature'] as Json), verificationMethod: 'paper' };

    const answer = await block.call('POST', PAIR, { body: { consentRecord: body['consentRecord'] as Json, signature } });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/signature/signature' }] } });
  });

  it.each([
    ['/config/policy/1/', { policy: { ...policy, id: '2' } }, '#/body/policy/id'],
    ['/config/policy/1/', { policy: { ...policy, url: 'javascript:alert(1)' } }, '#/body/policy/url'],
    ['/config/policy/1/', { policy: { ...policy, name: '\ud83d' } }, '#/body/policy/name'],
    ['/config/data-agreement/1/', { dataAgreement: { ...agreement, id: '2' } }, '#/body/dataAgreement/id'],
  ])('is not changed at %s by %o', async (path, body, pointer) => {
    const { block } = await set(true);
    const before = (await block.call('GET', path)).body;

    expect(await block.call('PUT', path, { body })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect((await block.call('GET', path)).body).toEqual(before);
  });

  it('is listed for an auditor of a partner with the records of those whom the partner brought', async () => {
    const { block, individualId } = await set(true);
    await signed(block, individualId, '1');
    await hasAgreement(block, 'auditor');
    const auditor = { client: 'auditor', scopes: ['consent.audit', 'consent.read', 'consent.write'] };
    const made = await block.call('POST', '/service/individual/', { ...auditor, body: { individual: {} } });
    const own = String((made.body['individual'] as Json)['id']);
    await signed({ ...block, call: (method, path, options) => block.call(method, path, { ...options, ...auditor }) }, own, '1');

    const answer = await block.call('GET', '/audit/consent-records/', { ...auditor, query: { dataAgreementId: '1' } });

    expect(answer).toMatchObject({ status: 200, body: { consentRecords: [{ individual: { id: own } }] } });
    expect(answer.body['consentRecords']).toHaveLength(1);
  });

  it('keeps a policy under which it stands', async () => {
    const { block } = await set(true);

    expect(await block.call('DELETE', '/config/policy/1/')).toMatchObject({ status: 409 });
  });

  it('seals what an outside id says of somebody, and shows it to who may see them', async () => {
    const { block, individualId } = await set(true);

    const mine = await block.call('GET', `/service/individual/${individualId}/`);
    const stored = JSON.stringify(await block.world.table.all(keys.shelf('consentIndividual', 'all')));

    expect(mine.body['individual']).toMatchObject({ externalId: 'A-1' });
    expect(stored).not.toContain('"A-1"');
  });
});

describe('what the published suite asks of the Consent block', () => {
  const seeded = async () => {
    const block = aConsentBlock();
    await block.call('PUT', '/config/policy/1/', { body: { policy: { name: 'P', version: '1', url: 'https://ministry.example/p' } } });
    await block.call('PUT', '/config/data-agreement/1/', {
      body: { dataAgreement: { version: '1', purpose: 'p', lawfulBasis: 'consent', dpia: '' } },
    });
    return block;
  };

  it('answers a data agreement by its id', async () => {
    const { call } = await seeded();

    expect(await call('GET', '/config/data-agreement/1/')).toMatchObject({ status: 200, body: { dataAgreement: { id: '1' } } });
  });

  it.each(['invalid_id', '123!%40%23'])('answers the id %s by 400', async (id) => {
    const { call } = await seeded();

    expect((await call('GET', `/config/data-agreement/${id}/`)).status).toBe(400);
  });

  it('answers the policy 1 and its revision', async () => {
    const { call } = await seeded();

    expect(await call('GET', '/service/policy/1/')).toMatchObject({
      status: 200,
      body: { policy: { id: '1' }, revision: { objectId: '1' } },
    });
  });
});
