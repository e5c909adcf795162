import { LedgerEntry } from '../../../functions/payment/records.ts';
import { LEDGER_SHARDS } from '../../../functions/payment/domain/ledger.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelf } from '../../../functions/govstack/shelf.ts';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { keys } from '../../../functions/table/keys.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { aPaymentsWorld, AS_TEST_CLIENT, type PaymentsWorld } from '../../support/payments-block.ts';
import { aContext } from '../../support/world.ts';

const MOTHER = 'PAYEE-00000000000001';
const WITHOUT_ADDRESS = 'PAYEE-00000000000002';
const instruction = (InstructionID: string, PayeeFunctionalID = MOTHER) => ({
  InstructionID,
  PayeeFunctionalID,
  Amount: 12.5,
  Currency: 'USD',
});
const batchOf = (...CreditInstructions: readonly unknown[]) => ({
  RequestID: 'REQUEST00002',
  SourceBBID: 'SOURCE000001',
  BatchID: 'BATCH0000001',
  CreditInstructions,
});

const ledgerOf = async ({ table }: PaymentsWorld) => {
  const account = derivedId('creditBatch', 'client-1', 'SOURCE000001', 'BATCH0000001');
  return (await table.all(keys.outsideLedger(account))).map((item) => LedgerEntry.parse(item));
};

const dayOf = async ({ table }: PaymentsWorld, day: string) =>
  (await Promise.all(Array.from({ length: LEDGER_SHARDS }, (_, shard) => table.all(keys.ledgerDay(day, shard))))).flat();

describe('a bulk payment', () => {
  it('enters each instruction in the ledger, hands the rail those with an address, and keeps the others for pay-out by hand', async () => {
    const world = await aPaymentsWorld();

    const answer = await world.call('POST', '/bulk-payment', {
      body: batchOf(instruction('INSTRUCTION00001'), instruction('INSTRUCTION00002', WITHOUT_ADDRESS)),
    });

    expect(answer).toMatchObject({
      status: 200,
      body: { ResponseCode: '00', ResponseDescription: '1 instructions go to the rail, 1 are paid out by hand', RequestID: 'REQUEST00002' },
    });
    expect(world.handedOver.map(({ lines }) => lines)).toEqual([
      [{ requestId: 'INSTRUCTION00001', payee: { financialAddress: '+919845000053', modality: '01' }, amountMinor: 1250, currency: 'USD' }],
    ]);
    expect(await ledgerOf(world)).toMatchObject([
      { entry: 'instructed', requestId: 'INSTRUCTION00001', amountMinor: 1250, currency: 'USD' },
      { entry: 'instructed', requestId: 'INSTRUCTION00002', amountMinor: 1250, currency: 'USD' },
    ]);
  });

  it('does nothing twice when it is sent again', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'));

    const [first, second] = [await world.call('POST', '/bulk-payment', { body }), await world.call('POST', '/bulk-payment', { body })];

    expect(second.body).toEqual(first.body);
    expect(world.handedOver).toHaveLength(1);
    expect(await ledgerOf(world)).toHaveLength(1);
  });

  it('keeps what the rail cannot take now, and hands it over when it is sent again', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'));
    world.railAnswers = 'down';

    const refused = await world.call('POST', '/bulk-payment', { body });
    world.railAnswers = { outcome: 'accepted', batchId: 'rail-batch-1' };
    const taken = await world.call('POST', '/bulk-payment', { body, at: '2026-03-01T10:05:00.000Z' });

    expect(refused).toMatchObject({ status: 503, body: { ResponseCode: '01', RequestID: 'REQUEST00002' } });
    expect(taken).toMatchObject({ status: 200, body: { ResponseCode: '00' } });
    expect(await ledgerOf(world)).toHaveLength(1);
    expect(world.handedOver).toHaveLength(1);
  });

  it('refuses an instruction that was given before, and stores nothing of its batch', async () => {
    const world = await aPaymentsWorld();
    await world.call('POST', '/bulk-payment', {
      body: { ...batchOf(instruction('INSTRUCTION00001')), RequestID: 'REQUEST00001', BatchID: 'BATCH0000000' },
    });

    const answer = await world.call('POST', '/bulk-payment', {
      body: batchOf(instruction('INSTRUCTION00002'), instruction('INSTRUCTION00001')),
    });

    expect(answer).toMatchObject({
      status: 400,
      body: { ResponseCode: '01', ResponseDescription: 'the InstructionID of CreditInstructions/1 was used before' },
    });
    expect(await ledgerOf(world)).toEqual([]);
    expect(await world.table.find(keys.railRequest('INSTRUCTION00002'))).toBeUndefined();
  });

  it('refuses another content under the same BatchID, and payees whom nobody registered', async () => {
    const world = await aPaymentsWorld();
    await world.call('POST', '/bulk-payment', { body: batchOf(instruction('INSTRUCTION00001')) });

    const other = await world.call('POST', '/bulk-payment', {
      body: { ...batchOf(instruction('INSTRUCTION00002')), RequestID: 'REQUEST00009' },
    });
    const nobody = await world.call('POST', '/bulk-payment', {
      body: { ...batchOf(instruction('INSTRUCTION00003', 'PAYEE-00000000000009')), RequestID: 'REQUEST00008', BatchID: 'BATCH0000008' },
    });

    expect(other).toMatchObject({ status: 400, body: { ResponseDescription: 'this BatchID was used for other instructions' } });
    expect(nobody).toMatchObject({
      status: 400,
      body: { ResponseDescription: 'the payee of CreditInstructions/0 is not registered as a beneficiary' },
    });
  });

  it('takes several hundred instructions in, all of them or none', async () => {
    const world = await aPaymentsWorld();
    const many = Array.from({ length: 250 }, (_, place) => instruction(`INSTRUCTION${String(place).padStart(5, '0')}`));

    expect(await world.call('POST', '/bulk-payment', { body: batchOf(...many) })).toMatchObject({ status: 200 });
    expect(await ledgerOf(world)).toHaveLength(250);
  });

  it.each([
    ['an amount finer than its currency', { Amount: 0.001 }],
    ['an amount that is not above zero', { Amount: 0 }],
    ['a currency that is none', { Currency: 'ZZZ' }],
  ])('refuses %s', async (_, wrong) => {
    const world = await aPaymentsWorld();

    const answer = await world.call('POST', '/bulk-payment', { body: batchOf({ ...instruction('INSTRUCTION00001'), ...wrong }) });

    expect(answer).toMatchObject({ status: 400, body: { ResponseCode: '01', RequestID: 'REQUEST00002' } });
  });
});

describe('the register of beneficiaries', () => {
  it('holds neither an id nor an address in clear', async () => {
    const world = await aPaymentsWorld();
    const puts: string[] = [];
    const transact = world.table.transact.bind(world.table);
    world.table.transact = (writes, token) => {
      puts.push(JSON.stringify(writes));
      return transact(writes, token);
    };

    await world.call('POST', '/register-beneficiary', {
      body: {
        RequestID: 'REQUEST00001',
        SourceBBID: 'SOURCE000001',
        Beneficiaries: [{ PayeeFunctionalID: 'PAYEE-00000000000007', PaymentModality: '01', FinancialAddress: '+919845000099' }],
      },
    });

    expect(puts).toHaveLength(1);
    expect(puts.join()).not.toMatch(/PAYEE-00000000000007|919845000099/);
  });

  it('lets a registration redirect nobody, and a partner update only whom it registered', async () => {
    const world = await aPaymentsWorld();
    const redirecting = {
      RequestID: 'REQUEST00001',
      SourceBBID: 'SOURCE000001',
      Beneficiaries: [{ PayeeFunctionalID: MOTHER, FinancialAddress: '+919845999999' }],
    };
    await world.call('POST', '/bulk-payment', { body: batchOf(instruction('INSTRUCTION00001')) });

    expect(await world.call('POST', '/register-beneficiary', { body: redirecting })).toMatchObject({
      status: 400,
      body: { ResponseCode: '01' },
    });
    await shelf(world.table, PartnerAgreements).put(
      { client: 'stranger', blocks: ['payments'], from: PlainDate.parse('2026-01-01') },
      aContext('2026-03-01T09:00:00.000Z'),
      undefined,
    );
    expect(
      await world.call('POST', '/update-beneficiary-details', { body: redirecting, client: 'stranger', scopes: ['payment.write'] }),
    ).toMatchObject({ status: 400, body: { ResponseDescription: 'Beneficiaries/0 is not registered by this client' } });
    expect(await world.call('POST', '/update-beneficiary-details', { body: redirecting })).toMatchObject({ status: 200 });
  });

  it('is what a validation of a batch asks, instruction by instruction', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(
      { ...instruction('INSTRUCTION00001'), Narration: 'aid' },
      { ...instruction('INSTRUCTION00002', 'PAYEE-00000000000009'), Narration: 'aid' },
    );

    const answer = await world.call('POST', '/prepayment-validation', { body });
    const result = await world.call('POST', '/prepayment-validation-response', {
      body: { RequestID: 'REQUEST00002', Source_BatchID: 'BATCH0000001' },
    });

    expect(answer).toMatchObject({
      status: 200,
      body: { ResponseCode: '01', ResponseDescription: '1 of 2 instructions name a payee that is not registered' },
    });
    expect(result.body).toEqual({
      RequestID: 'REQUEST00002',
      Source_BatchID: 'BATCH0000001',
      NumberFailedCases: 1,
      FailedAccounts: [{ InstructionID: 'INSTRUCTION00002', FailureReason: 'the payee is not registered' }],
    });
    expect(await ledgerOf(world)).toEqual([]);
  });
});

const wanted = { voucher_amount: '15.21', voucher_currency: 'USD', voucher_group: 'nutrition', Gov_Stack_BB: 'bb-registration' };
const spent = {
  Gov_Stack_BB: 'bb-registration',
  merchant_name: 'Corner Shop',
  merchant_bank_details: 'Rural Bank',
  merchant_voucher_group: 'nutrition',
  override: false,
};

const anActiveVoucher = async ({ call }: PaymentsWorld) => {
  const { body } = await call('POST', '/vouchers/voucher_preactivation', { body: wanted });
  const { voucher_number: number = '', voucher_serial_number: serial = '' } = body as Record<string, string>;
  await call('PATCH', '/vouchers/voucher_activation', { body: { voucher_serial_number: serial, Gov_Stack_BB: 'bb-registration' } });
  return { number, serial };
};

describe('a voucher', () => {
  it('has a serial and a number that a JSON number holds exactly, and that have nothing to do with each other', async () => {
    const { number, serial } = await anActiveVoucher(await aPaymentsWorld());

    expect([String(Number(number)), String(Number(serial))]).toEqual([number, serial]);
    expect(number).not.toBe(serial);
  });

  it('is the same one for the same X-CorrelationID, and no other may be asked for under it', async () => {
    const world = await aPaymentsWorld();
    const headers = { 'x-correlationid': '40e9da5c-10fd-11ee-be56-0242ac120002' };

    const first = await world.call('POST', '/vouchers/voucher_preactivation', { body: wanted, headers });
    const again = await world.call('POST', '/vouchers/voucher_preactivation', { body: wanted, headers });
    const other = await world.call('POST', '/vouchers/voucher_preactivation', { body: { ...wanted, voucher_amount: '99' }, headers });

    expect(again.body).toEqual(first.body);
    expect(other.status).toBe(400);
  });

  it('can be spent once: of two at the same time one wins, and the ledger holds one payment', async () => {
    const world = await aPaymentsWorld();
    const { number, serial } = await anActiveVoucher(world);
    const body = { ...spent, voucher_number: Number(number) };

    const answers = await Promise.all([1, 2].map(() => world.call('POST', '/vouchers/voucher_redemption', { body })));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 461]);
    expect(await dayOf(world, '2026-03-01')).toMatchObject([
      { requestId: serial, movement: 'confirmed', amountMinor: 1521, currency: 'USD', through: 'voucher' },
    ]);
  });

  it('answers a repeated redemption as the first, where the caller says that it is one', async () => {
    const world = await aPaymentsWorld();
    const { number } = await anActiveVoucher(world);
    const request = { body: { ...spent, voucher_number: number }, headers: { 'x-correlationid': '40e9da5c-10fd-11ee-be56-0242ac120002' } };

    const answers = [
      await world.call('POST', '/vouchers/voucher_redemption', request),
      await world.call('POST', '/vouchers/voucher_redemption', request),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await dayOf(world, '2026-03-01')).toHaveLength(1);
  });

  it.each([
    ['before it is activated', '2026-03-01T10:00:00.000Z', false],
    ['from the instant of its expiry on', '2026-03-31T10:00:00.000Z', true],
  ])('cannot be spent %s', async (_, at, activated) => {
    const world = await aPaymentsWorld();
    const made = await world.call('POST', '/vouchers/voucher_preactivation', { body: wanted });
    const { voucher_number: number, voucher_serial_number: serial } = made.body as Record<string, string>;
    if (activated)
      await world.call('PATCH', '/vouchers/voucher_activation', {
        body: { voucher_serial_number: serial, Gov_Stack_BB: 'bb-registration' },
      });

    const answer = await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: number }, at });

    expect(answer.status).toBe(461);
    expect(await dayOf(world, at.slice(0, 10))).toEqual([]);
  });

  it('is refused by a merchant of another group, unless the caller overrides that', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/voucher-groups/transport', { body: { validDays: 10 } });
    await world.call('PUT', '/merchants/bus', { body: { name: 'Bus', bankDetails: 'City Bank', group: 'transport' } });
    const { number } = await anActiveVoucher(world);
    const bus = {
      ...spent,
      voucher_number: number,
      merchant_name: 'Bus',
      merchant_bank_details: 'City Bank',
      merchant_voucher_group: 'transport',
    };

    const refused = await world.call('POST', '/vouchers/voucher_redemption', { body: bus });
    const taken = await world.call('POST', '/vouchers/voucher_redemption', { body: { ...bus, override: true } });

    expect([refused.status, taken.status]).toEqual([463, 200]);
  });

  it('spends the money of its group, and no more than there is', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/voucher-groups/nutrition', { body: { validDays: 30, currency: 'USD', fundsMinor: 2000 } });
    const [first, second] = [await anActiveVoucher(world), await anActiveVoucher(world)];

    const answers = [];
    for (const { number } of [first, second])
      answers.push(await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: number } }));

    expect(answers.map(({ status }) => status)).toEqual([200, 462]);
  });

  it('is placed with a number of somebody else only by a test client', async () => {
    const world = await aPaymentsWorld();
    const body = {
      number: '6004',
      status: 'activated',
      amount: '1000',
      currency: 'USD',
      group: 'nutrition',
      sourceBlock: 'bb-registration',
    };

    expect(await world.call('PUT', '/vouchers/60041111', { body })).toMatchObject({ status: 403 });
    expect(await world.call('PUT', '/vouchers/60041111', { body, ...AS_TEST_CLIENT })).toMatchObject({ status: 200 });
    expect(await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: 6004 } })).toMatchObject({
      status: 200,
    });
  });
});
