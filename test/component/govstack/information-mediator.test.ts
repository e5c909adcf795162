import { anInformationMediator, OURS } from '../../support/information-mediator-block.ts';

const HOSPITAL = { client: 'hospital', scopes: ['exchange.use'] };
const codes = (body: unknown) => (body as { member: { serviceCode: string }[] }).member.map(({ serviceCode }) => serviceCode);

describe('what opens the country to others', () => {
  const agreement = { blocks: ['payments'], from: '2026-01-01' };
  const asStaff = (...groups: string[]) => ({ client: 'staff', user: 'ann', groups, scopes: ['exchange.use', 'exchange.manage'] });

  it('is the business of those who run the programme, though the token of each of the staff has its scope', async () => {
    const { call } = await anInformationMediator();

    const refused = await Promise.all([
      call('PUT', '/agreements/evil', { ...asStaff('worker'), body: agreement }),
      call('PUT', '/agreements/evil', { ...asStaff('supervisor'), body: agreement }),
      call('PUT', '/members/evil', { ...asStaff('worker'), body: { member: 'XX/GOV/0002/evil', name: 'Evil', services: [] } }),
      call('GET', '/refusals/hospital', asStaff('worker')),
    ]);
    const taken = await call('PUT', '/agreements/clinic', { ...asStaff('manager'), body: agreement });

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(taken.status).toBe(200);
    const { items } = (await call('GET', '/agreements')).body as { items: readonly { client: string }[] };
    expect(items.map(({ client }) => client)).toEqual(['clinic', 'hospital']);
  });

  it('is not agreed for days that end before they begin', async () => {
    const { call } = await anInformationMediator();

    expect(await call('PUT', '/agreements/clinic', { body: { ...agreement, until: '2025-12-31' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/until' }] },
    });
  });
});

describe('the directory of the Information Mediator', () => {
  it('lists our own systems and those with which there is an agreement', async () => {
    const { call } = await anInformationMediator();

    expect((await call('GET', '/listClients')).body).toEqual({
      member: [
        {
          name: 'hospital',
          id: { objectType: 'APPLICATION', instanceId: 'XX', memberClass: 'GOV', memberCode: '0002', applicationCode: 'hospital' },
        },
        {
          name: 'Mother and child tracking',
          id: { objectType: 'APPLICATION', instanceId: 'XX', memberClass: 'GOV', memberCode: '0001', applicationCode: 'mcts' },
        },
      ],
    });
  });

  it('lists the services with their endpoints, as they stand below the block', async () => {
    const { call } = await anInformationMediator();

    expect((await call('GET', `/r1/${OURS}/listMethods`, { query: { serviceId: 'registration' } })).body).toMatchObject({
      member: [{ objectType: 'SERVICE', serviceCode: 'registration', endpointList: { member: [{ method: 'GET', path: '/services' }] } }],
    });
  });

  it('shows a partner as allowed what its agreement opens, and the ministry everything', async () => {
    const { call } = await anInformationMediator();

    expect(codes((await call('GET', `/r1/${OURS}/allowedMethods`, HOSPITAL)).body)).toEqual(['registration']);
    expect(codes((await call('GET', `/${OURS}/allowedMethods`)).body)).toEqual(['registration', 'payments']);
  });

  it('hands over the description of one service and of nothing else', async () => {
    const { call } = await anInformationMediator();

    const { body } = await call('GET', `/r1/${OURS}/getOpenAPI`, { query: { serviceCode: 'payments' } });

    expect((JSON.parse(String(body)) as { paths: object }).paths).toEqual({ '/bulk-payment': { post: { operationId: 'payInBulk' } } });
  });

  it.each([
    ['a member that is none of ours', '/r1/XX/GOV/0009/mcts/getOpenAPI', { serviceCode: 'payments' }],
    ['a service that is none', `/r1/${OURS}/getOpenAPI`, { serviceCode: 'taxes' }],
    ['no service', `/r1/${OURS}/getOpenAPI`, {}],
  ])('answers %s with 400 and a text', async (_, path, query) => {
    const { call } = await anInformationMediator();

    expect(await call('GET', path, { query })).toEqual({
      status: 400,
      headers: expect.anything() as unknown,
      body: expect.any(String) as unknown,
    });
  });
});

describe('a call that came through a security server', () => {
  it('finds the operation behind the path form of X-Road, and gets back what says which call it was', async () => {
    const { call } = await anInformationMediator();

    const answer = await call('GET', `/r1/XX/GOV/0001/mcts/directory/listClients`, {
      headers: { 'X-Road-Id': 'call-1', 'X-Road-Client': 'XX/GOV/0002/hospital' },
      ...HOSPITAL,
    });

    expect(answer).toMatchObject({ status: 200, headers: { 'x-road-id': 'call-1', 'x-road-client': 'XX/GOV/0002/hospital' } });
  });

  it('is refused when it names another system than the agreement, and leaves an entry', async () => {
    const { call } = await anInformationMediator();

    const answer = await call('GET', '/listClients', {
      headers: { 'X-Road-Client': 'XX/GOV/0003/insurer', 'X-Road-Id': 'call-2' },
      ...HOSPITAL,
    });

    expect(answer).toMatchObject({
      status: 403,
      headers: { 'x-road-id': 'call-2' },
      body: { type: 'urn:nestling:problem:agreement-missing' },
    });
    expect((await call('GET', '/refusals/hospital')).body).toMatchObject({ items: [{ problem: 'AgreementMissing' }] });
  });
});
