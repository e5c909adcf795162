import { receivePaymentCallback, putPaymentCallback } from '../../../functions/payment/api/receive-payment-callback.ts';
import { getReconciliation } from '../../../functions/payment/api/get-reconciliation.ts';
import { payeeIdentityOf } from '../../../functions/casefile/worker.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aPaymentWorld, enrolledInMonthly, programmeWith, type PaymentWorld } from '../../support/payment-world.ts';
import { aContext, call } from '../../support/world.ts';
import { aWorld as aPartnersWorld, type World as PartnersWorld } from '../partners/partners-world.ts';

const AT = '2026-03-10T06:00:00.000Z';
const LATER = '2026-03-10T06:05:00.000Z';
const NEXT_DAY = '2026-03-11T05:00:00.000Z';
const MOTHER = '01711000000';

describe('a programme that pays by mobile money', () => {
  let partners: PartnersWorld;
  beforeEach(async () => {
    partners = await aPartnersWorld({ startsAt: AT });
  });
  afterEach(() => partners.stop());

  const mobileMoney = () => partners.partners.rails.of('mobile-money');
  const aWorldOn = (rail: string, table = memoryTable()): PaymentWorld =>
    aPaymentWorld(table, programmeWith('BD-MCBP', { approval: 'none', rail }), partners.partners.rail, { 'mobile-money': mobileMoney() });
  const instructed = async () => {
    const world = aWorldOn('mobile-money');
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);
    await world.run('InstructRail', input, AT);
    return { world, input };
  };
  const statuses = async (world: PaymentWorld, caseId: string) => (await world.linesOf(caseId)).map(({ status }) => status);
  const paidTo = () => partners.control.payments().map(({ payee }) => payee['financialAddress']);

  it('pays to her own number, and its statement is the ledger', async () => {
    const { world, input } = await instructed();
    await partners.pass(5);

    await world.run('QueryStatus', input, LATER);
    const closed = await world.reconcile('2026-03-10', NEXT_DAY);
    const { body } = await call(getReconciliation(world.needs), { path: { day: '2026-03-10' } });

    expect(paidTo()).toEqual([MOTHER, MOTHER]);
    expect(await statuses(world, input.caseId)).toEqual(['confirmed', 'confirmed']);
    expect(closed).toEqual({ balanced: true, differing: 0 });
    expect(body).toMatchObject({
      railSums: { BDT: 160_000 },
      rails: [
        { rail: 'govstack', railSums: {}, ledgerSums: {}, balanced: true },
        { rail: 'mobile-money', railSums: { BDT: 160_000 }, ledgerSums: { BDT: 160_000 }, balanced: true },
      ],
    });
  });

  it('enters what came back on its own day', async () => {
    partners.control.setFault({ target: 'mobileMoney.settlement', kind: 'returned', afterMinutes: 24 * 60 });
    const { world, input } = await instructed();
    await partners.pass(2 * 24 * 60);

    await world.run('QueryStatus', input, '2026-03-12T06:00:00.000Z');
    const results = [
      await world.reconcile('2026-03-10', '2026-03-12T06:00:00.000Z'),
      await world.reconcile('2026-03-11', '2026-03-12T06:00:00.000Z'),
    ];

    expect(await statuses(world, input.caseId)).toEqual(['returned', 'returned']);
    expect(results).toEqual([
      { balanced: true, differing: 0 },
      { balanced: true, differing: 0 },
    ]);
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 0 });
  });

  it('is paid once when the answer is lost, and when everything arrives twice', async () => {
    partners.control.setFault({ target: 'mobileMoney.disburse', kind: 'lostAnswer', times: 1 });
    partners.control.setFault({ target: 'mobileMoney.disburse', kind: 'twice', times: 1 });
    const world = aWorldOn('mobile-money');
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);

    await expect(world.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await world.run('InstructRail', input, AT);
    await world.run('InstructRail', input, AT);
    await partners.pass(5);
    await world.run('QueryStatus', input, LATER);
    await world.run('QueryStatus', input, LATER);

    expect(partners.control.totals()).toEqual([{ currency: 'BDT', payments: 2, amountMinor: 160_000 }]);
    expect(await statuses(world, input.caseId)).toEqual(['confirmed', 'confirmed']);
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 160_000 });
  });

  it('sends a repeat where the first try went, though she has moved to another number since', async () => {
    partners.control.setFault({ target: 'mobileMoney.disburse', kind: 'down', times: 2 });
    const world = aWorldOn('mobile-money');
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);
    await expect(world.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await world.files.change(input.caseId, aContext(LATER), ({ root }) => ({
      root: { ...root, paymentAddress: { modality: '01', address: '01799999999', state: 'unconfirmed' } },
      answer: undefined,
    }));

    await world.run('InstructRail', input, LATER);

    expect(paidTo()).toEqual([MOTHER, MOTHER]);
  });

  it('finishes on the rail where it began, when the programme moves to another meanwhile', async () => {
    const table = memoryTable();
    partners.control.setFault({ target: 'rail.submit', kind: 'lostAnswer', times: 1 });
    const before = aWorldOn('govstack', table);
    const input = await before.due(enrolledInMonthly('2026-02-15'), AT);
    await partners.partners.rail.registerBeneficiary(
      {
        payeeIdentity: payeeIdentityOf(input.caseId),
        modality: '01',
        financialAddress: MOTHER,
        correlationId: 'REGISTER1',
        callbackUrl: partners.callbackUrl,
      },
      partners.call(),
    );
    await expect(before.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    const after = aWorldOn('mobile-money', table);
    await after.run('InstructRail', input, AT);
    await partners.pass(5);
    await after.run('QueryStatus', input, LATER);

    expect(await statuses(after, input.caseId)).toEqual(['confirmed', 'confirmed']);
    expect(partners.control.totals()).toEqual([{ currency: 'BDT', payments: 2, amountMinor: 160_000 }]);
    expect(partners.control.calls()['mobileMoney.disburse']).toBeUndefined();
    expect(await after.reconcile('2026-03-10', NEXT_DAY)).toEqual({ balanced: true, differing: 0 });
  });

  it('waits while the deployment has no such rail', async () => {
    const world = aWorldOn('a-rail-of-tomorrow');
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);

    await expect(world.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect(await statuses(world, input.caseId)).toEqual(['due', 'due']);
  });

  it('is called back with the key of its rail, and the call is a reason to ask', async () => {
    const { world, input } = await instructed();
    const [payment] = await world.paymentsOf(input.caseId);
    await partners.pass(5);
    const ring = (headers: Readonly<Record<string, string>>, rail = 'mobile-money') =>
      call(putPaymentCallback(world.needs), {
        path: { code: payment?.code ?? '' },
        query: { rail },
        body: { errorCategory: 'businessRule', errorCode: 'incorrectState' },
        headers,
        at: LATER,
      });

    const key = { 'x-api-key': 'sandbox-mobile-money' };
    expect((await ring({})).status).toBe(403);
    expect((await ring(key, 'govstack')).status).toBe(403);
    expect((await ring(key, 'nobody')).status).toBe(403);
    expect(await ring(key)).toMatchObject({ status: 204 });
    expect((await world.paymentsOf(input.caseId))[0]?.answers).toBe(1);
  });
});

describe('a callback with the same words', () => {
  it('is another call at another time, and the same at the same', async () => {
    const world = aPaymentWorld(memoryTable(), programmeWith('BD-MCBP', { approval: 'none' }));
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);
    await world.run('InstructRail', input, AT);
    const [payment] = await world.paymentsOf(input.caseId);
    const ring = (timestamp: string) =>
      call(receivePaymentCallback(world.needs), {
        path: { code: payment?.code ?? '' },
        body: { batchId: 'B', requestId: 'C', TotalTransactions: 1, completed: 1, failed: 0 },
        headers: { 'x-callback-signature': 'good', 'x-callback-timestamp': timestamp },
        at: LATER,
      });

    await ring(AT);
    await ring(AT);
    await ring(LATER);

    expect((await world.paymentsOf(input.caseId))[0]?.answers).toBe(2);
  });
});
