import { jest } from '@jest/globals';
import { EXAMPLES } from '../../../infra/local/examples.ts';
import { staff } from '../../../infra/local/journey/hands.ts';
import { aCountry, type World } from '../../support/country.ts';

jest.setTimeout(120_000);

const IM = '/govstack/information-mediator';
const NOBODY = '0b3e7f0e-8f5b-4b6a-9d4b-0f8a4b1c2d3e';
const agreement = { member: 'XX/GOV/0001/civil-registry', blocks: ['information-mediator'], from: '2024-01-01' };

let world: World;
beforeAll(async () => {
  world = await aCountry();
});
afterAll(() => world.stop());

describe('a building block', () => {
  it('answers a path that it does not have by 404 and a method that it does not take by 405, as JSON', async () => {
    const partner = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');

    expect(await partner.call('GET', `${IM}/nothing`)).toMatchObject({ status: 404, body: { title: 'No such route or method' } });
    expect(await partner.call('DELETE', `${IM}/agreements`)).toMatchObject({ status: 405, body: { allowed: ['GET'] } });
  });

  it('turns away a partner without the scope or the agreement, says why, and keeps that it did', async () => {
    const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
    const stranger = world.partner('insurer', 'exchange.use');
    const known = world.partner('civil-registry', 'exchange.use', 'exchange.manage');

    expect(await stranger.call('GET', `${IM}/agreements`)).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:scope-missing', detail: 'this needs the scope nestling/exchange.manage' },
    });
    expect(await known.call('GET', `${IM}/agreements`)).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:agreement-missing' },
    });
    expect(await ministry.call('PUT', `${IM}/agreements/civil-registry`, agreement)).toMatchObject({ status: 200, body: agreement });
    expect(await known.call('GET', `${IM}/agreements`)).toMatchObject({ status: 200, body: { items: [{ client: 'civil-registry' }] } });
    const refusals = await ministry.call('GET', `${IM}/refusals/civil-registry`);
    expect(refusals.body['items']).toEqual([
      {
        at: expect.any(String) as unknown,
        requestId: expect.any(String) as unknown,
        where: `GET ${IM}/agreements`,
        operationId: 'listPartnerAgreements',
        problem: 'AgreementMissing',
        reason: 'no agreement with this client opens the building block information-mediator today',
      },
    ]);
    expect((await ministry.call('GET', `${IM}/refusals/insurer`)).body['items']).toMatchObject([{ problem: 'ScopeMissing' }]);
  });

  it('keeps as well whom any other route turns away for a missing scope, or for being in no group', async () => {
    const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
    const kept = async (client: string) => (await ministry.call('GET', `${IM}/refusals/${client}`)).body['items'];
    const reason = 'this needs the scope nestling/registration.read';

    expect(await world.partner('bank', 'exchange.use').call('GET', `/cases/${NOBODY}`)).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:scope-missing', detail: reason },
    });
    expect(await kept('bank')).toMatchObject([{ where: 'GET /cases/{caseId}', operationId: 'getCase', problem: 'ScopeMissing', reason }]);
    expect(JSON.stringify(await kept('bank'))).not.toContain(NOBODY);
    expect(await staff(world, 'newcomer', 'area:north-1').call('GET', `/cases/${NOBODY}`)).toMatchObject({ status: 403 });
    const app = world.local.clients().find(({ flows }) => !flows.includes('client_credentials'));
    expect(await kept(app?.id ?? '')).toMatchObject([
      { user: 'newcomer', problem: 'RoleMissing', reason: 'this user is in none of the groups worker, supervisor, manager, admin' },
    ]);
    // the gateway itself refuses who has neither the scope nor the one that lets in: nobody is asked, so nothing is kept
    expect(await world.partner('shop', 'care.read').call('GET', `/cases/${NOBODY}`)).toMatchObject({ status: 401 });
    expect(await kept('shop')).toEqual([]);
  });

  it.each([
    ['PUT', `${IM}/agreements/tax`, {}],
    ['POST', '/govstack/payments/bulk-payment', {}],
    ['POST', '/govstack/payments/vouchers/voucher_preactivation', {}],
    ['POST', '/govstack/messaging/send/email/single', {}],
    ['POST', '/govstack/consent/config/webhook/', {}],
    ['GET', '/webhooks', undefined],
  ])('keeps what moves money, writes to anybody or opens the country from care workers: %s %s', async (method, path, body) => {
    expect(await world.worker.call(method, path, body)).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:role-missing' },
    });
    expect((await world.manager.call(method, path, body)).status).not.toBe(403);
  });

  it('names what is wrong with a body, and stores nothing', async () => {
    const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');

    expect(await ministry.call('PUT', `${IM}/agreements/tax`, { ...agreement, blocks: ['taxes'] })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/blocks/0' }] },
    });
    expect((await ministry.call('GET', `${IM}/agreements?limit=100`)).body['items']).toMatchObject([{ client: 'civil-registry' }]);
  });

  it.each(EXAMPLES)('$base answers the example that npm start shows: $method $path', async ({ base, method, path, headers, body }) => {
    const scopes = ['exchange.use', 'registration.read', 'consent.read', 'messages.send', 'monitoring.read', 'payment.write', 'care.read'];
    // as a test client, too: the token that is shown beside the examples is one
    for (const more of [[], ['conformance.test']]) {
      const ministry = world.partner('ministry-it', ...scopes, 'ministry', ...more);
      expect(await ministry.call(method, `${base}${path}`, body, headers)).toMatchObject({ status: 200 });
    }
  });
});
