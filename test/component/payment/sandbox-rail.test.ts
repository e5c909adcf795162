import { payeeIdentityOf } from '../../../functions/casefile/worker.ts';
import { receivePaymentCallback } from '../../../functions/payment/api/receive-payment-callback.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aPaymentWorld, enrolledInMonthly, programmeWith } from '../../support/payment-world.ts';
import { call } from '../../support/world.ts';
import { aWorld as aPartnersWorld, type World as PartnersWorld } from '../partners/partners-world.ts';

const AT = '2026-03-10T06:00:00.000Z';

describe('the payment rail of the sandbox', () => {
  let partners: PartnersWorld;
  beforeEach(async () => {
    partners = await aPartnersWorld({ startsAt: AT });
  });
  afterEach(() => partners.stop());

  const instructed = async () => {
    const world = aPaymentWorld(memoryTable(), programmeWith('BD-MCBP', { approval: 'none' }), partners.partners.rail);
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);
    await partners.partners.rail.registerBeneficiary(
      {
        payeeIdentity: payeeIdentityOf(input.caseId),
        modality: '01',
        financialAddress: '01711000000',
        correlationId: 'REGISTER1',
        callbackUrl: partners.callbackUrl,
      },
      partners.call(),
    );
    await world.run('InstructRail', input, AT);
    return { world, input };
  };

  it('pays what it is instructed, and its statement is the ledger', async () => {
    const { world, input } = await instructed();
    await partners.pass(5);

    await world.run('QueryStatus', input, '2026-03-10T06:05:00.000Z');
    const closed = await world.reconcile('2026-03-10', '2026-03-11T05:00:00.000Z');

    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['confirmed', 'confirmed']);
    expect(closed).toEqual({ balanced: true, differing: 0 });
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 160_000 });
  });

  it('takes back what it paid, and the day of each movement is its own', async () => {
    partners.control.setFault({ target: 'rail.settlement', kind: 'returned', afterMinutes: 24 * 60, reason: 'account closed' });
    const { world, input } = await instructed();
    await partners.pass(2 * 24 * 60);

    await world.run('QueryStatus', input, '2026-03-12T06:00:00.000Z');
    const results = [
      await world.reconcile('2026-03-10', '2026-03-12T06:00:00.000Z'),
      await world.reconcile('2026-03-11', '2026-03-12T06:00:00.000Z'),
    ];

    expect((await world.linesOf(input.caseId)).map(({ status, reason }) => [status, reason])).toEqual([
      ['returned', 'accountClosed'],
      ['returned', 'accountClosed'],
    ]);
    expect(results).toEqual([
      { balanced: true, differing: 0 },
      { balanced: true, differing: 0 },
    ]);
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 0 });
  });

  it('calls back under its signature, and the call is taken', async () => {
    const { world, input } = await instructed();
    const [payment] = await world.paymentsOf(input.caseId);
    const code = payment?.code ?? '';
    await partners.partners.rail.submitBatch(
      {
        correlationId: 'ANOTHER',
        programmeId: 'BD-MCBP',
        callbackUrl: partners.callbackUrl,
        lines: [{ requestId: 'ANOTHER1', payee: { payeeIdentity: payeeIdentityOf(input.caseId) }, amountMinor: 100, currency: 'BDT' }],
      },
      partners.call(),
    );
    await partners.pass(5);
    const [delivery] = partners.inbox;

    const { status } = await call(receivePaymentCallback(world.needs), {
      path: { code },
      query: Object.fromEntries(new URL(delivery?.url ?? '', 'http://x').searchParams),
      rawBody: delivery?.body ?? '',
      headers: Object.fromEntries(
        Object.entries(delivery?.headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      at: delivery?.at ?? AT,
    });

    expect(status).toBe(202);
    expect((await world.files.history(input.caseId)).map(({ detailType }) => detailType)).toContain('PaymentAnswered.v1');
  });
});
