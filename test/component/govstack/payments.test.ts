import { LedgerEntry } from '../../../functions/payment/records.ts';
import { LEDGER_SHARDS } from '../../../functions/payment/domain/ledger.ts';
import { CreditBatches } from '../../../functions/govstack/payments/records.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelf } from '../../../functions/govstack/shelf.ts';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { keys } from '../../../functions/table/keys.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aPaymentsWorld, AS_TEST_CLIENT, type PaymentsWorld } from '../../support/payments-block.ts';
import { receivePaymentCallback } from '../../../functions/payment/api/receive-payment-callback.ts';
import { OPEN_OUTSIDE_BATCHES } from '../../../functions/payment/domain/outside.ts';
import { aPaymentWorld, programmeWith } from '../../support/payment-world.ts';
import { aContext, call } from '../../support/world.ts';

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

/** Who was turned away, where and why. */
const turnedAway = async ({ table }: PaymentsWorld, client: string) =>
  (await table.all(keys.refusals(client))).map(({ where, reason }) => `${String(where)}: ${String(reason)}`).toSorted();

describe('a partner without an agreement', () => {
  it('is turned away wherever it calls, with the reason; each time leaves an entry, and nothing else', async () => {
    const world = await aPaymentsWorld();
    await world.call('POST', '/bulk-payment', { body: batchOf(instruction('INSTRUCTION00001', WITHOUT_ADDRESS)) });
    const scopes = ['payment.read', 'payment.write'];
    const own = { ...batchOf(instruction('INSTRUCTION00009')), BatchID: 'BATCH0000009' };
    const beneficiaries = { RequestID: 'REQUEST00001', SourceBBID: 'SOURCE000001', Beneficiaries: [{ PayeeFunctionalID: MOTHER }] };
    const calls: readonly (readonly [string, string, object?])[] = [
      ['POST', '/bulk-payment', batchOf(instruction('INSTRUCTION00001', WITHOUT_ADDRESS))],
      ['POST', '/bulk-payment', own],
      ['POST', '/prepayment-validation', own],
      ['POST', '/prepayment-validation-response', { RequestID: 'REQUEST00002', Source_BatchID: 'BATCH0000001' }],
      ['POST', '/register-beneficiary', beneficiaries],
      ['POST', '/update-beneficiary-details', beneficiaries],
      ['POST', '/vouchers/voucher_preactivation', {}],
      ['PATCH', '/vouchers/voucher_activation', {}],
      ['POST', '/vouchers/voucher_redemption', {}],
      ['GET', '/vouchers/voucherstatuscheck/1'],
      ['PATCH', '/vouchers/voucherstatuscheck/1', {}],
    ];
    const before = await ledgerOf(world);

    const answers = [];
    for (const [method, path, body] of calls)
      answers.push(await world.call(method, path, { client: 'stranger', scopes, ...(body === undefined ? {} : { body }) }));

    expect(answers).toMatchObject(
      Array(calls.length).fill({
        status: 403,
        body: {
          type: 'urn:nestling:problem:agreement-missing',
          detail: 'no agreement with this client opens the building block payments today',
        },
      }),
    );
    expect(await turnedAway(world, 'stranger')).toHaveLength(calls.length);
    expect(await ledgerOf(world)).toEqual(before);
    expect(world.handedOver).toEqual([]);
  });
});

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

  it('is taken in while its rail is down, and handed over when the rail is back', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'));
    world.railAnswers = 'down';

    const taken = await world.call('POST', '/bulk-payment', { body });
    await world.work('2026-03-01T10:01:00.000Z');
    world.railAnswers = undefined;
    await world.work('2026-03-01T10:03:00.000Z');

    expect(taken).toMatchObject({ status: 200, body: { ResponseCode: '00', RequestID: 'REQUEST00002' } });
    expect(world.steps).toEqual([
      { step: 'wait', idle: 1, until: '2026-03-01T10:01:00.000Z' },
      { step: 'wait', idle: 2, until: '2026-03-01T10:03:00.000Z' },
      { step: 'done' },
    ]);
    expect(await ledgerOf(world)).toHaveLength(1);
    expect(world.handedOver.map(({ repeated }) => repeated)).toEqual([true]);
    expect(await world.call('POST', '/bulk-payment', { body, at: '2026-03-02T10:00:00.000Z' })).toMatchObject({
      body: taken.body as object,
    });
    expect(world.handedOver).toHaveLength(1);
  });

  it('is looked after once more when its request comes again on a later day, and is not handed over twice', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'));
    world.railAnswers = 'down';
    await world.call('POST', '/bulk-payment', { body });
    // the run that waits is lost
    world.forget();
    world.railAnswers = undefined;

    await world.call('POST', '/bulk-payment', { body, at: '2026-03-01T23:00:00.000Z' });
    expect(world.handedOver).toEqual([]);
    await world.call('POST', '/bulk-payment', { body, at: '2026-03-02T10:00:00.000Z' });
    await world.call('POST', '/bulk-payment', { body, at: '2026-03-03T10:00:00.000Z' });

    expect(world.handedOver).toHaveLength(1);
  });

  it('may have a thousand instructions with the longest narrations of any script', async () => {
    const world = await aPaymentsWorld();
    const many = Array.from({ length: 1000 }, (_, place) => ({
      ...instruction(`INSTRUCTION${String(place).padStart(5, '0')}`),
      Narration: 'মাতৃত্বকালীন ভাতা'.padEnd(50, 'ক'),
    }));

    expect(await world.call('POST', '/bulk-payment', { body: JSON.stringify(batchOf(...many), undefined, 2) })).toMatchObject({
      status: 200,
    });
    expect(world.handedOver[0]?.lines).toHaveLength(1000);
  });

  it('counts characters as its definition does, also of scripts that need two units each', async () => {
    const world = await aPaymentsWorld();
    const [payee, address] = ['𑄌'.repeat(20), 'ADDRESS-LONGER-THAN-20-CHARS'];
    const sent = (PayeeFunctionalID: string, Narration: string) =>
      batchOf({ ...instruction('INSTRUCTION00001', PayeeFunctionalID), Narration });
    const Beneficiaries = [{ PayeeFunctionalID: payee, PaymentModality: '01', FinancialAddress: address }];
    await world.call('POST', '/register-beneficiary', { body: { RequestID: 'REQUEST00001', SourceBBID: 'SOURCE000001', Beneficiaries } });

    const tooLong = await world.call('POST', '/bulk-payment', { body: sent(payee, '𑄌'.repeat(51)) });
    const tooShort = await world.call('POST', '/bulk-payment', { body: sent('𑄌'.repeat(10), 'aid') });
    const taken = await world.call('POST', '/bulk-payment', { body: sent(payee, '𑄌'.repeat(50)) });

    expect([tooLong, tooShort, taken].map(({ status }) => status)).toEqual([400, 400, 200]);
    expect(world.handedOver[0]?.lines).toMatchObject([{ payee: { payeeIdentity: payee }, description: '𑄌'.repeat(50) }]);
  });

  it('that its rail refuses stands in the ledger as failed, and says so to its request', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'), instruction('INSTRUCTION00002'));
    world.railAnswers = { outcome: 'refused', reason: 'limitExceeded' };

    await world.call('POST', '/bulk-payment', { body });

    expect(await wordsOf(world)).toEqual(['1 failed', '1 instructed', '2 failed', '2 instructed']);
    expect(await world.call('POST', '/bulk-payment', { body })).toMatchObject({
      status: 400,
      body: { ResponseCode: '01', ResponseDescription: 'the rail refused this batch: limitExceeded' },
    });
    expect(world.handedOver).toHaveLength(1);
  });

  it('keeps neither payees nor narrations in clear, and nothing of them once the rail has all', async () => {
    const world = await aPaymentsWorld();
    const stored: string[] = [];
    const transact = world.table.transact.bind(world.table);
    world.table.transact = (writes, token) => {
      stored.push(JSON.stringify(writes));
      return transact(writes, token);
    };

    await world.call('POST', '/bulk-payment', { body: batchOf({ ...instruction('INSTRUCTION00001'), Narration: 'for Radha' }) });

    expect(stored.join()).not.toMatch(/Radha|919845000053|PAYEE-/);
    expect(await world.table.all(keys.shelf('railOrder', derivedId('creditBatch', 'client-1', 'SOURCE000001', 'BATCH0000001')))).toEqual(
      [],
    );
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
    ['an amount that a JSON number does not hold exactly', { Amount: 90_071_992_547_409.91 }],
    ['an amount below zero', { Amount: -5 }],
    ['an id that is no text of one line', { InstructionID: 'INSTRUCTION\n0001' }],
  ])('refuses %s', async (_, wrong) => {
    const world = await aPaymentsWorld();

    const answer = await world.call('POST', '/bulk-payment', { body: batchOf({ ...instruction('INSTRUCTION00001'), ...wrong }) });

    expect(answer).toMatchObject({ status: 400, body: { ResponseCode: '01', RequestID: 'REQUEST00002' } });
  });
});

/** What the callbacks and tasks of the payment context work with, on the table of a block. */
const paymentWorldOf = ({ table, rails }: PaymentsWorld) =>
  aPaymentWorld(table, programmeWith('BD-MCBP', { approval: 'none' }), rails.of('govstack'), { 'mobile-money': rails.of('mobile-money') });

const SIGNED = { 'x-callback-signature': 'good', 'x-callback-timestamp': '2026-03-01T10:05:00.000Z' };

/** Calls back under the address that the rail was given. */
const callBack = (
  world: PaymentsWorld,
  callbackUrl: string,
  { body = { batchId: 'B' }, headers = SIGNED, at = '2026-03-01T10:05:00.000Z' }: { body?: object; headers?: object; at?: string } = {},
) => {
  const url = new URL(callbackUrl);
  return call(receivePaymentCallback(paymentWorldOf(world).needs), {
    path: { code: url.pathname.split('/').at(-1) ?? '' },
    query: Object.fromEntries(url.searchParams),
    body,
    headers: { ...headers },
    at,
  });
};

const wordsOf = async (world: PaymentsWorld) =>
  (await ledgerOf(world)).map(({ requestId, entry }) => `${requestId.slice(-1)} ${entry}`).toSorted();

describe('the rail of a batch', () => {
  const two = batchOf(instruction('INSTRUCTION00001'), instruction('INSTRUCTION00002'));
  const handOver = async (world: PaymentsWorld) => {
    await world.call('POST', '/bulk-payment', { body: two });
    return world.handedOver[0]?.callbackUrl ?? '';
  };

  it('is the one that its source block names, and that rail calls back and shows it in its statement', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: { rail: 'mobile-money' } });
    const url = await handOver(world);
    // what the source block names later is for later batches
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: {} });
    world.mobileMoney.settle('completed', '2026-03-01T10:04:00.000Z');

    expect(await callBack(world, url.replace('mobile-money', 'govstack'))).toMatchObject({ status: 202 });
    expect(await wordsOf(world)).toEqual(['1 instructed', '2 instructed']);
    const compared = await paymentWorldOf(world).reconcile('2026-03-01', '2026-03-02T05:00:00.000Z');

    expect(world.handedOver.map(({ rail }) => rail)).toEqual(['mobile-money']);
    expect(url).toMatch(/^https:\/\/api\.example\/payment-callbacks\/[0-9A-Z]{12}\?rail=mobile-money$/);
    expect(compared).toEqual({ balanced: true, differing: 0 });
    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed', '2 confirmed', '2 instructed']);
    expect(await dayOf(world, '2026-03-01')).toMatchObject([{ rail: 'mobile-money' }, { rail: 'mobile-money' }]);
  });

  it('is one of the deployment, and its source block may be kept for its own clients', async () => {
    const world = await aPaymentsWorld();

    const unknown = await world.call('PUT', '/source-blocks/SOURCE000001', { body: { rail: 'nobody' } });
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: { clients: ['another-client'] } });
    const foreign = await world.call('POST', '/bulk-payment', { body: two });

    expect(unknown).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/rail', detail: 'is no payment rail here; there are govstack, mobile-money' }] },
    });
    expect(foreign).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:agreement-missing', detail: 'this SourceBBID belongs to other clients' },
    });
    expect(
      await world.call('POST', '/prepayment-validation', {
        body: { ...two, CreditInstructions: two.CreditInstructions.map((one) => ({ ...(one as object), Narration: 'aid' })) },
      }),
    ).toMatchObject({ status: 403 });
    expect(await turnedAway(world, 'client-1')).toEqual([
      'POST /govstack/payments/bulk-payment: this SourceBBID belongs to other clients',
      'POST /govstack/payments/prepayment-validation: this SourceBBID belongs to other clients',
    ]);
    expect(world.handedOver).toEqual([]);
  });

  it('settles each instruction at once when it calls back, and only once', async () => {
    const world = await aPaymentsWorld();
    const url = await handOver(world);
    world.rail.change('INSTRUCTION00002', { status: 'failed', reason: 'accountClosed' });
    world.rail.settle('completed', '2026-03-01T10:04:00.000Z');

    const refused = await callBack(world, url, { headers: {} });
    expect(refused.status).toBe(403);
    expect(await wordsOf(world)).toEqual(['1 instructed', '2 instructed']);
    const answers = [await callBack(world, url), await callBack(world, url, { at: '2026-03-01T10:06:00.000Z' })];
    const settled = ['1 confirmed', '1 instructed', '2 failed', '2 instructed'];

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await wordsOf(world)).toEqual(settled);
    expect(await paymentWorldOf(world).reconcile('2026-03-01', '2026-03-02T05:00:00.000Z')).toEqual({ balanced: true, differing: 0 });
    // an answer from before, after the newer one
    world.rail.fail('stale');
    await callBack(world, url, { at: '2026-03-02T06:00:00.000Z' });
    expect(await wordsOf(world)).toEqual(settled);
  });

  it('settles once though it calls back several times at the same moment', async () => {
    const world = await aPaymentsWorld();
    const url = await handOver(world);
    world.rail.settle('completed', '2026-03-01T10:04:00.000Z');

    await Promise.all(['05', '06', '07'].map((minute) => callBack(world, url, { at: `2026-03-01T10:${minute}:00.000Z` })));

    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed', '2 confirmed', '2 instructed']);
    expect(await dayOf(world, '2026-03-01')).toHaveLength(2);
  });

  it('is heard when it calls back before its answer to the batch is here', async () => {
    const world = await aPaymentsWorld();
    world.beforeAnswer = async () => {
      world.rail.settle('completed', '2026-03-01T10:00:00.000Z');
      await callBack(world, world.handedOver[0]?.callbackUrl ?? '');
    };

    await handOver(world);

    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed', '2 confirmed', '2 instructed']);
  });

  it('tells of a return, on the day on which it came back', async () => {
    const world = await aPaymentsWorld();
    const url = await handOver(world);
    world.rail.settle('completed', '2026-03-01T10:04:00.000Z');
    await callBack(world, url);
    world.rail.takeBack('2026-03-02T09:00:00.000Z');

    await callBack(world, url, { at: '2026-03-02T09:01:00.000Z' });

    expect(await dayOf(world, '2026-03-02')).toMatchObject([{ movement: 'returned' }, { movement: 'returned' }]);
    const reconcile = (day: string) => paymentWorldOf(world).reconcile(day, '2026-03-03T05:00:00.000Z');
    expect(await reconcile('2026-03-01')).toEqual({ balanced: true, differing: 0 });
    expect(await reconcile('2026-03-02')).toEqual({ balanced: true, differing: 0 });
  });

  it('is asked once a day about what it never called back about, while anything is open', async () => {
    const world = await aPaymentsWorld();
    await handOver(world);
    const { run } = paymentWorldOf(world);
    world.rail.settle('failed', '2026-03-01T10:04:00.000Z', 'accountUnknown');
    world.rail.fail('down');

    await run('AskAboutOutsideBatches', {}, '2026-03-02T03:00:00.000Z');
    expect(await wordsOf(world)).toEqual(['1 instructed', '2 instructed']);
    expect(await run('AskAboutOutsideBatches', {}, '2026-03-03T03:00:00.000Z')).toEqual({ next: '' });
    expect(await wordsOf(world)).toEqual(['1 failed', '1 instructed', '2 failed', '2 instructed']);
    expect((await world.table.pageOf('lookup', OPEN_OUTSIDE_BATCHES, {}, {})).items).toEqual([]);
  });

  it('is asked about every open instruction, a hundred at a time, where each is a request of its own', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: { rail: 'mobile-money' } });
    const many = Array.from({ length: 250 }, (_, place) => instruction(`INSTRUCTION${String(place).padStart(5, '0')}`));
    await world.call('POST', '/bulk-payment', { body: batchOf(...many) });
    world.mobileMoney.settle('failed', '2026-03-01T10:04:00.000Z', 'accountUnknown');
    const { run } = paymentWorldOf(world);

    const steps: string[] = [];
    for (let next: string | undefined = ''; next !== undefined && steps.length < 9;) {
      const step = (await run('AskAboutOutsideBatches', { after: next }, '2026-03-02T03:00:00.000Z')) as { next: string };
      steps.push(step.next);
      next = step.next === '' ? undefined : step.next;
    }

    expect(steps.filter((next) => next !== '')).toHaveLength(2);
    expect((await ledgerOf(world)).filter(({ entry }) => entry === 'failed')).toHaveLength(250);
    expect(world.mobileMoney.detailed()).toEqual([100, 100, 50]);
    expect((await world.table.pageOf('lookup', OPEN_OUTSIDE_BATCHES, {}, {})).items).toEqual([]);
  });

  it('shows a difference for as long as it moved another amount than it was told', async () => {
    const world = await aPaymentsWorld();
    const url = await handOver(world);
    world.rail.settle('completed', '2026-03-01T10:04:00.000Z');
    world.rail.change('INSTRUCTION00001', { amountMinor: 1 });
    await callBack(world, url);

    expect(await paymentWorldOf(world).reconcile('2026-03-01', '2026-03-02T05:00:00.000Z')).toMatchObject({ differing: 1 });
  });
});

describe('a pay-out by hand', () => {
  const PATH = '/pay-outs/INSTRUCTION00002/confirmation';
  const told = { payee: WITHOUT_ADDRESS, paidOn: '2026-03-02', receipt: 'R-2026/17' };
  const CASHIER = { client: 'ministry-app', user: 'cashier-1', groups: ['manager'], at: '2026-03-02T15:00:00.000Z' };
  const both = batchOf(instruction('INSTRUCTION00001'), instruction('INSTRUCTION00002', WITHOUT_ADDRESS));
  const waiting = async () => {
    const world = await aPaymentsWorld();
    await world.call('POST', '/bulk-payment', { body: both });
    return world;
  };
  /** Puts the batch back to where its instructions are claimed and not all of them entered. */
  const cutOff = async ({ table }: PaymentsWorld) => {
    const account = derivedId('creditBatch', 'client-1', 'SOURCE000001', 'BATCH0000001');
    const batches = shelf(table, CreditBatches, account);
    const seen = await batches.get(account, 'batch');
    await batches.put({ ...seen.value, status: 'claiming' }, aContext('2026-03-01T10:00:01.000Z'), seen);
  };
  const listed = async ({ call: ask }: PaymentsWorld) => (await ask('GET', '/pay-outs')).body;

  it('waits until somebody else confirms it, and is in the ledger once', async () => {
    const world = await waiting();
    expect(await listed(world)).toEqual({
      items: [
        {
          instructionId: 'INSTRUCTION00002',
          sourceBb: 'SOURCE000001',
          batchId: 'BATCH0000001',
          amountMinor: 1250,
          currency: 'USD',
          instructedAt: '2026-03-01T10:00:00.000Z',
        },
      ],
    });

    const answers = [
      await world.call('POST', PATH, { body: told, ...CASHIER }),
      await world.call('POST', PATH, { body: told, ...CASHIER, at: '2026-03-03T15:00:00.000Z' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body).toMatchObject({ paidOn: '2026-03-02', receipt: 'R-2026/17' });
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(await listed(world)).toEqual({ items: [] });
    expect(await wordsOf(world)).toEqual(['1 instructed', '2 confirmed', '2 instructed']);
    expect(await dayOf(world, '2026-03-02')).toMatchObject([{ requestId: 'INSTRUCTION00002', through: 'hand', amountMinor: 1250 }]);
    // no rail's statement is asked for it
    expect(await paymentWorldOf(world).reconcile('2026-03-02', '2026-03-03T05:00:00.000Z')).toEqual({ balanced: true, differing: 0 });
  });

  it.each<[string, number, object, BlockCall]>([
    ['by who gave the instruction', 403, {}, { at: CASHIER.at }],
    ['of another payee', 422, { payee: MOTHER }, CASHIER],
    ['before it was instructed', 422, { paidOn: '2026-02-28' }, CASHIER],
    ['in the future', 422, { paidOn: '2026-03-03' }, CASHIER],
    ['with words for a receipt', 400, { receipt: 'given to Radha' }, CASHIER],
  ])('is not confirmed %s', async (_, status, change, caller) => {
    const world = await waiting();

    expect(await world.call('POST', PATH, { ...caller, body: { ...told, ...change } })).toMatchObject({ status });
    expect(await wordsOf(world)).toEqual(['1 instructed', '2 instructed']);
    expect(await listed(world)).toMatchObject({ items: [{ instructionId: 'INSTRUCTION00002' }] });
  });

  it('stays one though the payee has an address when the batch is sent again', async () => {
    const world = await aPaymentsWorld();
    const body = batchOf(instruction('INSTRUCTION00001'), instruction('INSTRUCTION00002', WITHOUT_ADDRESS));
    world.railAnswers = 'down';
    await world.call('POST', '/bulk-payment', { body });
    await world.call('PUT', '/beneficiaries/2', { body: { payee: WITHOUT_ADDRESS, modality: '01', address: '+919845000077' } });
    world.railAnswers = undefined;

    await world.call('POST', '/bulk-payment', { body, at: '2026-03-01T10:05:00.000Z' });

    expect(world.handedOver.flatMap(({ lines }) => lines.map(({ requestId }) => requestId))).toEqual(['INSTRUCTION00001']);
    expect(world.handedOver[0]?.repeated).toBe(true);
    expect(await listed(world)).toMatchObject({ items: [{ instructionId: 'INSTRUCTION00002' }] });
  });

  it('is not confirmed a second time otherwise, and not where a rail pays', async () => {
    const world = await waiting();
    await world.call('POST', PATH, { body: told, ...CASHIER });

    expect(await world.call('POST', PATH, { body: { ...told, receipt: 'R-18' }, ...CASHIER })).toMatchObject({ status: 409 });
    expect(await world.call('POST', PATH.replace('2/', '1/'), { body: { ...told, payee: MOTHER }, ...CASHIER })).toMatchObject({
      status: 404,
    });
  });

  describe('that never takes place', () => {
    const CANCEL = '/pay-outs/INSTRUCTION00002/cancellation';
    const givenUp = { reason: 'payeeNotFound', on: '2026-03-02' };

    it('is cancelled by somebody else: off the list, not paid in the ledger, and no movement of any day', async () => {
      const world = await waiting();

      const answers = [
        await world.call('POST', CANCEL, { body: givenUp, ...CASHIER }),
        await world.call('POST', CANCEL, { body: givenUp, ...CASHIER, at: '2026-03-03T15:00:00.000Z' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[0]?.body).toEqual({
        instructionId: 'INSTRUCTION00002',
        sourceBb: 'SOURCE000001',
        batchId: 'BATCH0000001',
        amountMinor: 1250,
        currency: 'USD',
        instructedAt: '2026-03-01T10:00:00.000Z',
        cancelledOn: '2026-03-02',
        reason: 'payeeNotFound',
      });
      expect(answers[1]?.body).toEqual(answers[0]?.body);
      expect(await listed(world)).toEqual({ items: [] });
      expect(await wordsOf(world)).toEqual(['1 instructed', '2 failed', '2 instructed']);
      expect(await dayOf(world, '2026-03-02')).toEqual([]);
      expect(await paymentWorldOf(world).reconcile('2026-03-02', '2026-03-03T05:00:00.000Z')).toEqual({ balanced: true, differing: 0 });
    });

    it.each<[string, number, object, BlockCall]>([
      ['by who gave the instruction', 403, {}, { at: CASHIER.at }],
      ['before it was instructed', 422, { on: '2026-02-28' }, CASHIER],
      ['in the future', 422, { on: '2026-03-03' }, CASHIER],
      ['on a day that is none', 400, { on: '2026-02-30' }, CASHIER],
      ['for a reason in own words', 400, { reason: 'Radha has moved' }, CASHIER],
    ])('is not cancelled %s', async (_, status, change, caller) => {
      const world = await waiting();

      expect(await world.call('POST', CANCEL, { ...caller, body: { ...givenUp, ...change } })).toMatchObject({ status });
      expect(await wordsOf(world)).toEqual(['1 instructed', '2 instructed']);
      expect(await listed(world)).toMatchObject({ items: [{ instructionId: 'INSTRUCTION00002' }] });
    });

    it('is not confirmed once it was cancelled, and not cancelled otherwise', async () => {
      const world = await waiting();
      await world.call('POST', CANCEL, { body: givenUp, ...CASHIER });

      const answers = [
        await world.call('POST', PATH, { body: told, ...CASHIER }),
        await world.call('POST', CANCEL, { body: { ...givenUp, reason: 'payeeDied' }, ...CASHIER }),
      ];

      expect(answers).toMatchObject(Array(2).fill({ status: 409, body: { currentStatus: 'cancelled' } }));
      expect(await wordsOf(world)).toEqual(['1 instructed', '2 failed', '2 instructed']);
    });

    it('is not cancelled once it was confirmed, and not where a rail pays', async () => {
      const world = await waiting();
      await world.call('POST', PATH, { body: told, ...CASHIER });

      const [paid, byRail] = [
        await world.call('POST', CANCEL, { body: givenUp, ...CASHIER }),
        await world.call('POST', CANCEL.replace('2/', '1/'), { body: givenUp, ...CASHIER }),
      ];

      expect(paid).toMatchObject({ status: 409, body: { currentStatus: 'confirmed' } });
      expect(byRail).toMatchObject({ status: 404 });
      expect(await wordsOf(world)).toEqual(['1 instructed', '2 confirmed', '2 instructed']);
    });

    it('is either confirmed or cancelled when both are told at the same moment', async () => {
      const world = await waiting();

      const answers = await Promise.all([
        world.call('POST', PATH, { body: told, ...CASHIER }),
        world.call('POST', CANCEL, { body: givenUp, ...CASHIER }),
      ]);

      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      expect(await ledgerOf(world)).toHaveLength(3);
      expect(await listed(world)).toEqual({ items: [] });
    });

    it('does not wait again when a batch that was cut off is sent again', async () => {
      const world = await waiting();
      await world.call('POST', CANCEL, { body: givenUp, ...CASHIER });
      await cutOff(world);

      // by another person, or the table would take its writes for a repeat of the first
      const answer = await world.call('POST', '/bulk-payment', { ...CASHIER, body: both, client: 'client-1' });

      expect(answer).toMatchObject({ status: 200 });
      expect(await listed(world)).toEqual({ items: [] });
      expect(await wordsOf(world)).toEqual(['1 instructed', '2 failed', '2 instructed']);
    });
  });
});

describe('an instruction in doubt', () => {
  const PATH = '/pay-outs/INSTRUCTION00001';
  const MANAGER = { client: 'ministry-app', user: 'manager-1', groups: ['manager'], at: '2026-03-09T09:00:00.000Z' };
  const paid = { payee: MOTHER, paidOn: '2026-03-01', receipt: 'PROVIDER-17' };
  const givenUp = { reason: 'other', on: '2026-03-09' };
  const one = batchOf(instruction('INSTRUCTION00001'));
  /** The rail took it, and knows nothing of it afterwards. */
  const lost = async (rule: object = {}) => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: rule });
    await world.call('POST', '/bulk-payment', { body: one });
    return world;
  };
  const askDaily = (world: PaymentsWorld, day: string) => paymentWorldOf(world).run('AskAboutOutsideBatches', {}, `${day}T03:00:00.000Z`);
  const listed = async ({ call: ask }: PaymentsWorld) => (await ask('GET', '/pay-outs')).body;
  const doubted = (doubt: string) => ({ items: [{ instructionId: 'INSTRUCTION00001', rail: 'govstack', doubt }] });
  /** The rail's books: paid after all. */
  const paysLate = (world: PaymentsWorld) => {
    world.rail.settle('completed', '2026-03-10T10:00:00.000Z');
    return callBack(world, world.handedOver[0]?.callbackUrl ?? '', { at: '2026-03-10T10:05:00.000Z' });
  };

  it.each([
    ['a week, unless', {}, '2026-03-07', '2026-03-08'],
    ['as many days as', { decideAfterDays: 2 }, '2026-03-02', '2026-03-03'],
  ])('is listed when its rail has not answered for %s its source block says', async (_, rule, before, on) => {
    const world = await lost(rule);

    await askDaily(world, before);
    expect(await listed(world)).toEqual({ items: [] });
    await askDaily(world, on);
    await askDaily(world, '2026-03-09');

    expect(await listed(world)).toEqual({
      items: [
        {
          instructionId: 'INSTRUCTION00001',
          sourceBb: 'SOURCE000001',
          batchId: 'BATCH0000001',
          amountMinor: 1250,
          currency: 'USD',
          instructedAt: '2026-03-01T10:00:00.000Z',
          rail: 'govstack',
          doubt: 'unanswered',
        },
      ],
    });
    expect(await wordsOf(world)).toEqual(['1 instructed']);
  });

  it('is settled by its rail as soon as that answers, and waits no longer', async () => {
    const world = await lost();
    await askDaily(world, '2026-03-08');

    await paysLate(world);

    expect(await listed(world)).toEqual({ items: [] });
    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed']);
    expect(await world.call('POST', `${PATH}/cancellation`, { body: givenUp, ...MANAGER })).toMatchObject({ status: 404 });
  });

  it('is confirmed by somebody else as paid by its rail, once', async () => {
    const world = await lost();
    await askDaily(world, '2026-03-08');
    const confirm = (change: object = {}, caller: BlockCall = MANAGER) =>
      world.call('POST', `${PATH}/confirmation`, { body: { ...paid, ...change }, ...caller });

    expect(await confirm({}, { at: MANAGER.at })).toMatchObject({ status: 403 });
    expect(await confirm({ payee: WITHOUT_ADDRESS })).toMatchObject({ status: 422 });
    expect(await confirm({ paidOn: '2026-02-28' })).toMatchObject({ status: 422 });
    expect(await wordsOf(world)).toEqual(['1 instructed']);
    const answers = [await confirm(), await confirm({}, { ...MANAGER, at: '2026-03-09T11:00:00.000Z' })];

    expect(answers).toMatchObject(Array(2).fill({ status: 200, body: { paidOn: '2026-03-01', receipt: 'PROVIDER-17' } }));
    expect(await confirm({ receipt: 'PROVIDER-18' })).toMatchObject({ status: 409, body: { currentStatus: 'confirmed' } });
    expect(await world.call('POST', `${PATH}/cancellation`, { body: givenUp, ...MANAGER })).toMatchObject({ status: 409 });
    expect(await listed(world)).toEqual({ items: [] });
    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed']);
    expect(await dayOf(world, '2026-03-01')).toMatchObject([{ movement: 'confirmed', amountMinor: 1250 }]);
    await askDaily(world, '2026-03-10');
    expect((await world.table.pageOf('lookup', OPEN_OUTSIDE_BATCHES, {}, {})).items).toEqual([]);
  });

  it.each([
    ['a late call', paysLate],
    [
      'the statement',
      (world: PaymentsWorld) => {
        world.rail.settle('completed', '2026-03-10T10:00:00.000Z');
        return paymentWorldOf(world).reconcile('2026-03-10', '2026-03-11T05:00:00.000Z');
      },
    ],
  ])(
    'that was given up and is paid after all, as %s says, is listed again until a person has said what became of the money',
    async (_, tell) => {
      const world = await lost();
      await askDaily(world, '2026-03-08');
      expect(await world.call('POST', `${PATH}/cancellation`, { body: givenUp, ...MANAGER })).toMatchObject({
        status: 200,
        body: { cancelledOn: '2026-03-09', reason: 'other' },
      });
      expect(await listed(world)).toEqual({ items: [] });
      expect(await wordsOf(world)).toEqual(['1 failed', '1 instructed']);

      await tell(world);
      await tell(world);
      // the rail names another day of the same movement
      world.rail.change('INSTRUCTION00001', { completedAt: '2026-03-09T23:00:00.000Z' });
      await callBack(world, world.handedOver[0]?.callbackUrl ?? '', { at: '2026-03-10T12:00:00.000Z' });

      expect(await listed(world)).toMatchObject(doubted('paidAfterFailed'));
      expect(await wordsOf(world)).toEqual(['1 confirmed', '1 failed', '1 instructed']);
      const back = { body: { reason: 'other', on: '2026-03-11' }, ...MANAGER, at: '2026-03-11T09:00:00.000Z' };
      expect(await world.call('POST', `${PATH}/cancellation`, back)).toMatchObject({ status: 200 });
      await tell(world);
      expect(await listed(world)).toEqual({ items: [] });
      expect(await wordsOf(world)).toEqual(['1 confirmed', '1 failed', '1 instructed', '1 returned']);
      expect(await dayOf(world, '2026-03-11')).toMatchObject([{ movement: 'returned', amountMinor: 1250 }]);
    },
  );

  it('that a person saw paid and its rail calls failed is listed again', async () => {
    const world = await lost();
    await askDaily(world, '2026-03-08');
    await world.call('POST', `${PATH}/confirmation`, { body: paid, ...MANAGER });
    world.rail.settle('failed', '2026-03-10T10:00:00.000Z', 'accountClosed');

    await callBack(world, world.handedOver[0]?.callbackUrl ?? '', { at: '2026-03-10T10:05:00.000Z' });

    expect(await listed(world)).toMatchObject(doubted('failedAfterPaid'));
    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed']);
  });

  it('is one of a batch that was never handed over, and nothing of that is sent afterwards', async () => {
    const world = await aPaymentsWorld();
    world.railAnswers = 'down';
    await world.call('POST', '/bulk-payment', { body: one });
    await world.work('2026-03-07T23:00:00.000Z');
    world.railAnswers = undefined;

    await askDaily(world, '2026-03-08');
    await world.work('2026-03-08T04:00:00.000Z');

    expect(world.steps.at(-1)).toEqual({ step: 'done' });
    expect(world.handedOver).toEqual([]);
    expect(await listed(world)).toMatchObject(doubted('unanswered'));
    expect(await world.call('POST', `${PATH}/cancellation`, { body: givenUp, ...MANAGER })).toMatchObject({ status: 200 });
    expect(await world.call('POST', '/bulk-payment', { body: one, at: '2026-03-10T10:00:00.000Z' })).toMatchObject({
      status: 400,
      body: {
        ResponseCode: '01',
        ResponseDescription: 'the rail did not take this batch in time; a person decides about what is left of it',
      },
    });
    expect(world.handedOver).toEqual([]);
    expect(await wordsOf(world)).toEqual(['1 failed', '1 instructed']);
  });

  it('may have been paid where its rail knows the id with other content: it has not failed, and is not sent again', async () => {
    const world = await aPaymentsWorld();
    world.railAnswers = { outcome: 'refused', reason: 'contentDiffers' };

    await world.call('POST', '/bulk-payment', { body: one });

    expect(await listed(world)).toMatchObject(doubted('contentDiffers'));
    expect(await wordsOf(world)).toEqual(['1 instructed']);
    await world.call('POST', '/bulk-payment', { body: one, at: '2026-03-02T10:00:00.000Z' });
    await askDaily(world, '2026-03-03');
    expect(world.handedOver).toHaveLength(1);
    expect(await world.call('POST', `${PATH}/confirmation`, { body: paid, ...MANAGER })).toMatchObject({ status: 200 });
    expect(await wordsOf(world)).toEqual(['1 confirmed', '1 instructed']);
    await askDaily(world, '2026-03-10');
    expect((await world.table.pageOf('lookup', OPEN_OUTSIDE_BATCHES, {}, {})).items).toEqual([]);
  });

  it('stands behind the pay-outs by hand, page by page', async () => {
    const world = await aPaymentsWorld();
    world.railAnswers = { outcome: 'refused', reason: 'contentDiffers' };
    const ids = ['INSTRUCTION00001', 'INSTRUCTION00002', 'INSTRUCTION00003', 'INSTRUCTION00004'];
    await world.call('POST', '/bulk-payment', {
      body: batchOf(...ids.map((id, place) => instruction(id, place < 2 ? WITHOUT_ADDRESS : MOTHER))),
    });

    const seen: string[][] = [];
    for (let next: string | undefined = ''; next !== undefined && seen.length < 9;) {
      const query: Record<string, string> = { limit: '1', ...(next === '' ? {} : { cursor: next }) };
      const { body } = await world.call('GET', '/pay-outs', { query });
      const page = body as { items: { instructionId: string }[]; next?: string };
      seen.push(page.items.map(({ instructionId }) => instructionId));
      next = page.next;
    }

    expect(seen.flat()).toEqual(ids);
    expect(await world.call('GET', '/pay-outs', { query: { cursor: 'INSTRUCTION00001' } })).toMatchObject({ status: 400 });
  });
});

describe('a validation of addresses', () => {
  const body = batchOf(...['1', '2', '3'].map((n) => ({ ...instruction(`INSTRUCTION0000${n}`), Narration: 'aid' })), {
    ...instruction('INSTRUCTION00004', WITHOUT_ADDRESS),
    Narration: 'aid',
  });
  const result = (world: PaymentsWorld) =>
    world.call('POST', '/prepayment-validation-response', { body: { RequestID: 'REQUEST00002', Source_BatchID: 'BATCH0000001' } });
  const failedOf = async (world: PaymentsWorld) => (await result(world)).body as { NumberFailedCases: number; FailedAccounts: object[] };

  it('asks the rail once about the whole batch, and says which it cannot pay to', async () => {
    const world = await aPaymentsWorld();
    world.validation = { outcome: 'answered', failures: { INSTRUCTION00002: 'accountClosed' }, unnamed: 0 };

    const answer = await world.call('POST', '/prepayment-validation', { body });
    await world.call('POST', '/prepayment-validation', { body });

    expect(answer).toMatchObject({
      status: 200,
      body: { ResponseCode: '01', ResponseDescription: '1 of 4 instructions cannot be paid' },
    });
    expect(world.asked.map(({ addresses }) => addresses.map(({ id }) => id))).toEqual([
      ['INSTRUCTION00001', 'INSTRUCTION00002', 'INSTRUCTION00003'],
    ]);
    expect((await result(world)).body).toMatchObject({
      NumberFailedCases: 1,
      FailedAccounts: [{ InstructionID: 'INSTRUCTION00002', FailureReason: 'the rail cannot pay to the address: accountClosed' }],
    });
  });

  it('is one question and one answer when it is asked several times at the same moment', async () => {
    const world = await aPaymentsWorld();

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => world.call('POST', '/prepayment-validation', { body })));

    expect(answers.map(({ body: said }) => (said as { ResponseDescription: string }).ResponseDescription)).toEqual(
      Array(5).fill('every payee is registered and can be paid to'),
    );
  });

  it('waits for a rail that answers later, in parts, twice and about what it was not asked', async () => {
    const world = await aPaymentsWorld();
    world.validation = { outcome: 'pending', failures: {}, unnamed: 0 };
    const says = (failures: Record<string, string>, unnamed: number, headers: object = SIGNED) =>
      callBack(world, world.asked[0]?.callbackUrl ?? '', {
        body: { about: 'validation', correlationId: 'x', outcome: 'invalid', validation: { failures, unnamed } },
        headers,
      });

    const answer = await world.call('POST', '/prepayment-validation', { body });
    expect(answer).toMatchObject({
      body: { ResponseCode: '00', ResponseDescription: 'every payee is registered; the rail is still looking at 3 addresses' },
    });
    expect((await result(world)).status).toBe(404);
    expect((await says({ INSTRUCTION00001: 'accountClosed' }, 0, {})).status).toBe(403);
    expect((await result(world)).status).toBe(404);

    await says({ INSTRUCTION00001: 'accountClosed' }, 1);
    // one more failed that it did not name: none of the others counts as good
    expect(await failedOf(world)).toMatchObject({ NumberFailedCases: 3 });
    await says({ INSTRUCTION00001: 'accountClosed', INSTRUCTION00003: 'accountUnknown' }, 0);
    await says({ INSTRUCTION00001: 'accountClosed' }, 1);

    const { NumberFailedCases, FailedAccounts } = await failedOf(world);
    expect(NumberFailedCases).toBe(2);
    expect(FailedAccounts).toMatchObject([{ InstructionID: 'INSTRUCTION00001' }, { InstructionID: 'INSTRUCTION00003' }]);
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
    ).toMatchObject({ status: 403, body: { detail: 'Beneficiaries/0 is not registered by this client' } });
    expect(await turnedAway(world, 'stranger')).toHaveLength(1);
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

  it.each([
    ['POST', '/vouchers/voucher_preactivation', wanted],
    ['PATCH', '/vouchers/voucher_activation', { voucher_serial_number: 5 }],
    ['POST', '/vouchers/voucher_redemption', { ...spent, voucher_number: 5 }],
  ])('%s %s does not know a building block without a name', async (method, path, body) => {
    const world = await aPaymentsWorld();

    for (const Gov_Stack_BB of ['', null, 7])
      expect(await world.call(method, path, { body: { ...body, Gov_Stack_BB } })).toMatchObject({ status: 460 });
  });

  it('is neither activated nor cancelled by a client to whom its building block is not open', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/source-blocks/bb-own', { body: { clients: ['owner'] } });
    const made = await world.call('POST', '/vouchers/voucher_preactivation', {
      body: { ...wanted, Gov_Stack_BB: 'bb-own' },
      client: 'owner',
    });
    const { voucher_serial_number: serial = '' } = made.body as Record<string, string>;
    const activation = { voucher_serial_number: serial };
    const path = `/vouchers/voucherstatuscheck/${serial}`;

    expect(
      await world.call('PATCH', '/vouchers/voucher_activation', { body: { ...activation, Gov_Stack_BB: 'bb-registration' } }),
    ).toMatchObject({ status: 456 });
    expect(await world.call('PATCH', path, { body: { voucherserialnumber: serial, Gov_Stack_BB: 'bb-registration' } })).toMatchObject({
      status: 463,
    });
    expect(
      await world.call('PATCH', '/vouchers/voucher_activation', { body: { ...activation, Gov_Stack_BB: 'bb-own' }, client: 'owner' }),
    ).toMatchObject({ status: 200 });
  });

  it('pays the merchant that is named: no two are called the same, and one that is renamed takes no other along', async () => {
    const world = await aPaymentsWorld();
    const shop = { name: 'Corner Shop', bankDetails: 'Rural Bank', group: 'nutrition' };
    const { number } = await anActiveVoucher(world);

    const second = await world.call('PUT', '/merchants/shop-2', { body: shop });
    await world.call('PUT', '/merchants/shop-1', { body: { ...shop, name: 'Corner House' } });
    const free = await world.call('PUT', '/merchants/shop-2', { body: shop });
    await world.call('PUT', '/merchants/shop-1', { body: { ...shop, name: 'Corner Home' } });

    expect(second).toMatchObject({ status: 409 });
    expect(free).toMatchObject({ status: 200 });
    expect(await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: number } })).toMatchObject({
      status: 200,
    });
  });

  it('keeps the currency of its group once money of that was spent', async () => {
    const world = await aPaymentsWorld();
    await world.call('PUT', '/voucher-groups/nutrition', { body: { validDays: 30, currency: 'USD', fundsMinor: 2000 } });
    const { number } = await anActiveVoucher(world);
    await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: number } });

    expect(
      await world.call('PUT', '/voucher-groups/nutrition', { body: { validDays: 30, currency: 'INR', fundsMinor: 2000 } }),
    ).toMatchObject({
      status: 409,
    });
    expect(
      await world.call('PUT', '/voucher-groups/nutrition', { body: { validDays: 30, currency: 'USD', fundsMinor: 9000 } }),
    ).toMatchObject({
      status: 200,
    });
  });

  it.each(['-5', '5.123', 'five'])('is not placed with the amount %s', async (amount) => {
    const world = await aPaymentsWorld();
    const body = { number: '1', status: 'activated', amount, currency: 'USD', group: 'nutrition', sourceBlock: 'bb-registration' };

    expect(await world.call('PUT', '/vouchers/123', { body, ...AS_TEST_CLIENT })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/amount' }] },
    });
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
