import { jest } from '@jest/globals';
import { aCountry, type World } from '../../support/country.ts';

jest.setTimeout(180_000);

let world: World;
beforeAll(async () => {
  world = await aCountry();
});
afterAll(() => world.stop());

const ministry = () =>
  world.partner(
    'ministry-it',
    'exchange.use',
    'exchange.manage',
    'payment.read',
    'payment.write',
    'monitoring.read',
    'verification.write',
    'ministry',
  );

describe('the Payments block of a whole country', () => {
  const BASE = '/govstack/payments';
  const PAYEE = 'PAYEE-00000000000001';

  it('hands a batch to the rail once, and the rail pays it', async () => {
    const { call } = ministry();
    await call('POST', `${BASE}/register-beneficiary`, {
      RequestID: 'REQUEST00001',
      SourceBBID: 'SOURCE000001',
      Beneficiaries: [{ PayeeFunctionalID: PAYEE, PaymentModality: '01', FinancialAddress: '+919845000053' }],
    });
    const batch = {
      RequestID: 'REQUEST00002',
      SourceBBID: 'SOURCE000001',
      BatchID: 'BATCH0000001',
      CreditInstructions: [{ InstructionID: 'INSTRUCTION00001', PayeeFunctionalID: PAYEE, Amount: 250, Currency: 'INR' }],
    };

    const answers = [await call('POST', `${BASE}/bulk-payment`, batch), await call('POST', `${BASE}/bulk-payment`, batch)];
    await world.settle();
    await world.passDays(2);

    expect(answers.map(({ status, body }) => [status, body['ResponseCode']])).toEqual([
      [200, '00'],
      [200, '00'],
    ]);
    const entries = (await world.dump()).filter((item) => item.includes('INSTRUCTION00001') && item.includes('ledgerEntry'));
    expect(entries.map((item) => /"entry":\{"S":"(\w+)"\}/.exec(item)?.[1]).toSorted()).toEqual(['confirmed', 'instructed']);
    expect((await world.dump()).join()).not.toContain(PAYEE);
    expect(await call('GET', `${BASE}/pay-outs`)).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('has mobile money pay a batch one by one, though the provider is down for an hour', async () => {
    const { call } = ministry();
    const places = Array.from({ length: 60 }, (_, place) => String(place).padStart(2, '0'));
    const payeeOf = (place: string): string => `PAYEE-MOBILE-0000000`.slice(0, 18) + place;
    await call('PUT', `${BASE}/source-blocks/SOURCE-MOBIL`, { rail: 'mobile-money' });
    await call('POST', `${BASE}/register-beneficiary`, {
      RequestID: 'REQUEST00003',
      SourceBBID: 'SOURCE-MOBIL',
      Beneficiaries: places.map((place) => ({
        PayeeFunctionalID: payeeOf(place),
        PaymentModality: '01',
        FinancialAddress: `+9198450001${place}`,
      })),
    });
    world.partners.control.setFault({ kind: 'down', target: 'mobileMoney' });

    const answer = await call('POST', `${BASE}/bulk-payment`, {
      RequestID: 'REQUEST00004',
      SourceBBID: 'SOURCE-MOBIL',
      BatchID: 'BATCH0000002',
      CreditInstructions: places.map((place) => ({
        InstructionID: `INSTRUCTION-MM${place}`,
        PayeeFunctionalID: payeeOf(place),
        Amount: 250,
        Currency: 'INR',
      })),
    });
    await world.local.clock.advanceBy({ minutes: 60 });
    await world.settle();
    world.partners.control.clearFaults();
    world.partners.control.setFault({ kind: 'lostAnswer', target: 'mobileMoney.disburse', times: 4 });
    for (let hour = 0; hour < 3; hour += 1) {
      await world.local.clock.advanceBy({ minutes: 60 });
      await world.settle();
    }

    expect([answer.status, answer.body['ResponseCode']]).toEqual([200, '00']);
    const paid = world.partners.control
      .payments()
      .filter(({ requestId, status }) => requestId.startsWith('INSTRUCTION-MM') && status === 'completed');
    expect(paid.map(({ requestId }) => requestId).toSorted()).toEqual(places.map((place) => `INSTRUCTION-MM${place}`));
    const confirmed = (await world.dump()).filter(
      (item) => item.includes('"confirmed"') && item.includes('INSTRUCTION-MM') && item.includes('ledgerEntry'),
    );
    expect(confirmed).toHaveLength(60);
  });

  it('makes, activates and redeems a voucher, once', async () => {
    const { call } = ministry();
    await call('PUT', `${BASE}/source-blocks/bb-registration`, {});
    await call('PUT', `${BASE}/voucher-groups/nutrition`, { validDays: 30 });
    await call('PUT', `${BASE}/merchants/shop-1`, { name: 'Corner Shop', bankDetails: 'Rural Bank', group: 'nutrition' });
    const { body } = await call('POST', `${BASE}/vouchers/voucher_preactivation`, {
      voucher_amount: '15.21',
      voucher_currency: 'INR',
      voucher_group: 'nutrition',
      Gov_Stack_BB: 'bb-registration',
    });
    await call('PATCH', `${BASE}/vouchers/voucher_activation`, {
      voucher_serial_number: Number(body['voucher_serial_number']),
      Gov_Stack_BB: 'bb-registration',
    });
    const redemption = {
      voucher_number: Number(body['voucher_number']),
      Gov_Stack_BB: 'bb-registration',
      merchant_name: 'Corner Shop',
      merchant_bank_details: 'Rural Bank',
      merchant_voucher_group: 'nutrition',
      override: false,
    };

    const answers = await Promise.all([1, 2].map(() => call('POST', `${BASE}/vouchers/voucher_redemption`, redemption)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 461]);
    expect(await call('GET', `${BASE}/vouchers/voucherstatuscheck/${String(body['voucher_serial_number'])}`)).toMatchObject({
      status: 458,
    });
    expect((await world.dump()).join()).not.toContain(String(body['voucher_number']));
  });
});

describe('the Workflow block of a whole country', () => {
  it('shows the executions of the deployed machines, and stops none that would leave something undone', async () => {
    const { call } = ministry();
    await world.passDays(1);

    const listed = await call('GET', '/govstack/workflow/instances?processId=exit-sweep');
    const [first] = listed.body as unknown as readonly { id: number; state: string }[];

    expect(first).toMatchObject({ processRef: 'exit-sweep', state: 'completed' });
    expect(await call('GET', `/govstack/workflow/instances/${String(first?.id)}`)).toMatchObject({ status: 200, body: { id: first?.id } });
    expect(await call('POST', `/govstack/workflow/instances/${String(first?.id)}/stop`)).toMatchObject({
      status: 201,
      body: { state: 'completed' },
    });
    expect(await call('POST', '/govstack/workflow/processes/payment/start', { processStartedBy: 'somebody' })).toMatchObject({
      status: 409,
    });
  });
});

describe('the Information Mediator block of a whole country', () => {
  it('describes a service from the description that the build has made', async () => {
    const { call } = ministry();
    const IM = '/govstack/information-mediator';
    await call('PUT', `${IM}/members/ours`, {
      member: 'XX/GOV/0001/mcts',
      name: 'Mother and child tracking',
      services: [{ code: 'payments', block: 'payments' }],
    });

    const { body } = await call('GET', `${IM}/r1/XX/GOV/0001/mcts/listMethods`);

    expect(JSON.stringify(body)).toContain('{"method":"POST","path":"/bulk-payment"}');
  });
});
