import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelfWrite } from '../../../functions/govstack/shelf.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { listWebhooks } from '../../../functions/webhooks/api/list-webhooks.ts';
import { listWebhookDeliveries } from '../../../functions/webhooks/api/list-webhook-deliveries.ts';
import { signatureOf } from '../../../functions/webhooks/domain/signature.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { looksAt } from '../../support/looks.ts';
import { call as callOperation } from '../../support/world.ts';
import { aWebhooksWorld } from '../webhooks/webhooks-world.ts';
import { aConsentBlock, type Json } from './consent-world.ts';

const PAIR = '/service/individual/record/consent-record/';
const SHARING = 'mother-and-child-data.sharing';
const WEBHOOK = {
  id: 'analytics',
  payloadUrl: 'https://partner.example/consents',
  contentType: 'application/json',
  disabled: false,
  secretKey: 'a secret of the partner',
};
const PARTNER: BlockCall = {
  client: 'hospital',
  scopes: ['webhooks.write', 'webhooks.read', 'consent.read', 'consent.write', 'exchange.use'],
};
const RESEARCH = { version: '1', purpose: 'Research on anaemia', lawfulBasis: 'consent', dpia: 'none', forgettable: true };

/** The Consent block with its webhooks' receiver, and an agreement of another programme. */
const aWorld = async () => {
  const webhooks = aWebhooksWorld();
  const block = aConsentBlock(webhooks);
  const ask = (route: string, options: BlockCall = {}) => {
    const [method = '', path = ''] = route.split(' ');
    return block.call(method, path, { at: webhooks.now(), ...options });
  };
  await block.world.table.transact(
    [shelfWrite(PartnerAgreements, { client: 'hospital', blocks: ['consent'], from: parsePlainDate('2026-01-01') })],
    'agreement',
  );
  const put = (change: Json = {}, as: BlockCall = {}) =>
    ask('PUT /config/webhook/analytics/', { ...as, body: { webhook: { ...WEBHOOK, ...change } } });
  const create = (change: Json = {}, as: BlockCall = {}) =>
    ask('POST /config/webhook/', { ...as, body: { webhook: { ...WEBHOOK, ...change } } });
  const sign = async (individualId: string, dataAgreementId: string) => {
    const { body } = await ask(`POST ${PAIR}draft/`, { query: { individualId, dataAgreementId } });
    const signature = { ...(body['signature'] as Json), verificationMethod: 'paper', verificationArtifact: 'scan-9' };
    const signed = await ask(`POST ${PAIR}`, { query: { individualId }, body: { consentRecord: body['consentRecord'], signature } });
    return String((signed.body['consentRecord'] as Json)['id']);
  };
  const sayNo = (recordId: string) => ask(`PUT ${PAIR}${recordId}/`, { body: { consentRecord: { optIn: false } } });
  const told = async () => {
    await webhooks.relay();
    return webhooks.taken().map(({ body }) => JSON.parse(body) as Json);
  };
  await ask('PUT /config/data-agreement/research/', { body: { dataAgreement: RESEARCH } });
  await webhooks.relay();
  await webhooks.pass(60);
  return { ...block, webhooks, ask, put, create, sign, sayNo, told };
};

describe('a webhook of the Consent block', () => {
  it("is told of a mother's yes and no by the ids of the records, signed with the secret that it was given", async () => {
    const { world, webhooks, create, sign, sayNo, told } = await aWorld();
    const caseId = await aConsentedCase(world, { purposes: ['verification'] });
    const made = await create();
    const recordId = await sign(caseId, SHARING);
    await webhooks.pass(5);
    await sayNo(recordId);

    const record = { id: recordId, dataAgreement: { id: SHARING }, individual: { id: caseId }, state: 'signed' };
    const bodies = await told();
    expect(bodies).toEqual([
      {
        id: expect.any(String) as string,
        time: '2026-03-01T10:01:00.000Z',
        event: 'consent.allowed',
        consentRecords: [{ ...record, optIn: true }],
      },
      {
        id: expect.any(String) as string,
        time: '2026-03-01T10:01:05.000Z',
        event: 'consent.disallowed',
        consentRecords: [{ ...record, optIn: false }],
      },
    ]);
    const [first] = webhooks.seen;
    expect(first?.url).toBe(WEBHOOK.payloadUrl);
    expect(first?.headers['webhook-signature']).toBe(
      signatureOf(WEBHOOK.secretKey, {
        id: String(bodies[0]?.['id']),
        timestampSeconds: Date.parse(first?.at ?? '') / 1000,
        body: first?.body ?? '',
      }),
    );
    expect(made.body['webhook']).toMatchObject({ id: 'analytics', disabled: false, secretKey: '' });
    expect(JSON.stringify(webhooks.seen)).not.toContain('scan-9');
  });

  it('is told of what others say under agreements of a country, until they are forgotten, and of changes of the agreements', async () => {
    const { ask, create, sign, sayNo, told } = await aWorld();
    await create();
    const individual = (await ask('POST /service/individual/', { body: { individual: { externalId: 'A-17', externalIdType: 'file' } } }))
      .body;
    const individualId = String((individual['individual'] as Json)['id']);
    const recordId = await sign(individualId, 'research');
    await sayNo(recordId);
    await sign(individualId, 'research');
    await ask('DELETE /service/individual/record/', { query: { individualId } });
    await ask('PUT /config/data-agreement/research/', { body: { dataAgreement: { ...RESEARCH, version: '2' } } });
    await ask('DELETE /config/data-agreement/research/');

    const bodies = await told();
    const records = bodies.filter(({ event }) => event !== 'data_agreement.changed');
    expect(records.map(({ event }) => event)).toEqual(['consent.allowed', 'consent.disallowed', 'consent.allowed', 'consent.disallowed']);
    expect(records[0]?.['consentRecords']).toMatchObject([
      { id: recordId, dataAgreement: { id: 'research' }, individual: { id: individualId }, optIn: true, state: 'signed' },
    ]);
    expect(bodies.filter(({ event }) => event === 'data_agreement.changed')).toMatchObject([
      {
        dataAgreement: { id: 'research' },
        revision: { id: 'research.r2', schemaName: 'dataAgreement', objectId: 'research' },
        deleted: false,
      },
      { dataAgreement: { id: 'research' }, revision: { id: 'research.r3' }, deleted: true },
    ]);
    expect(JSON.stringify(bodies)).not.toContain('A-17');
  });

  it('is told only of what it has subscribed to', async () => {
    const { world, create, ask, sign, sayNo, told } = await aWorld();
    const caseId = await aConsentedCase(world, { purposes: ['verification'] });
    await create({ subscribedEvents: ['consent.disallowed'] });
    await sayNo(await sign(caseId, SHARING));
    await ask('PUT /config/data-agreement/research/', { body: { dataAgreement: { ...RESEARCH, version: '2' } } });

    expect((await told()).map(({ event }) => event)).toEqual(['consent.disallowed']);
  });

  it('of a partner is told of the cases that it registered, with an entry in their audit, and is seen by nobody else', async () => {
    const { world, ask, create, put, sign, told } = await aWorld();
    const own = await aConsentedCase(world, { purposes: ['verification'], registeredBy: { client: 'hospital', channel: 'partner' } });
    const another = await aConsentedCase(world, { purposes: ['verification'], registeredBy: { client: 'clinic', channel: 'partner' } });
    await create({}, PARTNER);
    const second = await create({ id: 'of-the-ministry', payloadUrl: 'https://ministry.example/consents' });
    await sign(own, SHARING);
    await sign(another, SHARING);

    const individuals = (await told()).length;
    expect(second.status).toBe(200);
    // one to the partner, two to the ministry
    expect(individuals).toBe(3);
    expect((await looksAt(world.table, own)).filter(({ by }) => by === 'client:hospital')).toMatchObject([{ why: 'webhook' }]);
    expect((await looksAt(world.table, another)).filter(({ by }) => by === 'client:hospital')).toEqual([]);
    expect((await ask('GET /config/webhooks/', PARTNER)).body['webhooks']).toMatchObject([{ id: 'analytics' }]);
    expect((await ask('GET /config/webhook/of-the-ministry/', PARTNER)).status).toBe(404);
    expect((await create({ id: 'of-the-ministry' }, PARTNER)).status).toBe(409);
    expect((await put({}, { ...PARTNER, scopes: ['webhooks.read', 'exchange.use'] })).status).toBe(403);
  });

  it('that is disabled is sent what has happened when it is enabled again; one that is gone, nothing', async () => {
    const { world, webhooks, ask, create, put, sign, sayNo, told } = await aWorld();
    const caseId = await aConsentedCase(world, { purposes: ['verification'] });
    await create({ disabled: true });
    const recordId = await sign(caseId, SHARING);
    expect(await told()).toEqual([]);
    await put();
    await webhooks.pass(1);
    expect((await told()).map(({ event }) => event)).toEqual(['consent.allowed']);

    await ask('DELETE /config/webhook/analytics/');
    await sayNo(recordId);
    expect(await told()).toHaveLength(1);
    expect((await ask('GET /config/webhooks/')).body['webhooks']).toEqual([]);
  });

  it('stands among the webhooks, where its deliveries are looked up', async () => {
    const { world, webhooks, create, sign, told } = await aWorld();
    await create();
    await sign(await aConsentedCase(world, { purposes: ['verification'] }), SHARING);
    await told();

    const [listed] = (await callOperation(listWebhooks(webhooks.needs))).body['items'] as Json[];
    const path = { webhookId: String(listed?.['webhookId']) };
    const delivered = await callOperation(listWebhookDeliveries(webhooks.needs), { path, query: { state: 'delivered' } });

    expect(listed).toMatchObject({ origin: { kind: 'consent', id: 'analytics' } });
    expect(delivered.body['items']).toMatchObject([{ type: 'ConsentGiven.v1' }]);
  });

  it.each([
    [{ payloadUrl: 'http://partner.example/' }, 'payloadUrl'],
    [{ payloadUrl: 'https://192.168.1.1/' }, 'payloadUrl'],
    [{ contentType: 'application/x-www-form-urlencoded' }, 'contentType'],
    [{ secretKey: 'short' }, 'secretKey'],
    [{ subscribedEvents: ['consent.seen'] }, 'subscribedEvents/0'],
    [{ skipSslVerification: true }, 'skipSslVerification'],
    [{ timeStamp: '2026-03-01T10:00:00Z' }, 'timeStamp'],
  ])('refuses %j and keeps nothing', async (change, field) => {
    const { ask, create } = await aWorld();

    const { status, body } = await create(change);

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: `#/body/webhook/${field}` }] });
    expect((await ask('GET /config/webhooks/')).body['webhooks']).toEqual([]);
  });
});
