import { oneTimeCode } from '../../../functions/casefile/challenge.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { getEntitlements } from '../../../functions/payment/api/get-entitlements.ts';
import { handOverLine } from '../../../functions/payment/api/hand-over-line.ts';
import { listPayments } from '../../../functions/payment/api/list-payments.ts';
import { confirmWithdrawal } from '../../../functions/payment/api/confirm-withdrawal.ts';
import { getReconciliation } from '../../../functions/payment/api/get-reconciliation.ts';
import { listReconciliations } from '../../../functions/payment/api/list-reconciliations.ts';
import { requestWithdrawalCode } from '../../../functions/payment/api/request-withdrawal-code.ts';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import { shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aPaymentWorld, enrolledInMonthly, programmeWith } from '../../support/payment-world.ts';
import { aContext, call, testVault } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

const AT = '2026-03-10T06:00:00.000Z';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const aWorld = async (programme = programmeWith('BD-MCBP', { approval: 'none' })) => {
  const name = await engine.newTable();
  return aPaymentWorld(
    dynamoTable(engine.client, () => name),
    programme,
  );
};

const NUMBER = programmeNumberOf('MCB', 'case', 0);
const numbered = (root: CaseSeed['root'] = {}): CaseSeed =>
  enrolledInMonthly('2026-03-01', { enrolled: { at: AT, programmeNumber: NUMBER }, ...root });

describe('GET /cases/{caseId}/payments', () => {
  it('shows what was paid, when and how much in all', async () => {
    const world = await aWorld();
    const input = await world.due(enrolledInMonthly('2026-02-15'), AT);
    await world.run('InstructRail', input, AT);
    world.rail.settle('completed', '2026-03-11T03:00:00.000Z');
    await world.run('QueryStatus', input, '2026-03-11T04:00:00.000Z');

    const { status, body } = await call(listPayments(world.needs), { path: { caseId: input.caseId } });

    expect(status).toBe(200);
    expect(body['paid']).toEqual({ BDT: 160_000 });
    expect(
      (body['items'] as Record<string, unknown>[]).map(({ lineId, status: state, paidOn, attempts }) => ({
        lineId,
        state,
        paidOn,
        attempts,
      })),
    ).toEqual([
      { lineId: 'M01', state: 'confirmed', paidOn: '2026-03-11', attempts: 1 },
      { lineId: 'M02', state: 'confirmed', paidOn: '2026-03-11', attempts: 1 },
    ]);
    expect(await looksAt(world.table, input.caseId)).toHaveLength(1);
  });

  it('may not be read by a partner that did not register the case, nor without the scope', async () => {
    const world = await aWorld();
    const { caseId } = await world.due(numbered(), AT);

    expect((await call(listPayments(world.needs), { path: { caseId }, partner: true, client: 'other' })).status).toBe(403);
    expect((await call(listPayments(world.needs), { path: { caseId }, scopes: ['care.read'] })).status).toBe(403);
  });
});

describe('GET /cases/{caseId}/entitlements', () => {
  it('applies the programme on a day, and shows where each line stands', async () => {
    const world = await aWorld();
    const { caseId } = await world.due(enrolledInMonthly('2026-02-15'), AT);

    const { body } = await call(getEntitlements(world.needs), { path: { caseId }, query: { on: '2026-04-02' }, at: AT });

    expect([body['on'], body['outcome'], body['totalPayableToMotherMinor']]).toEqual(['2026-04-02', 'eligible', 240_000]);
    expect((body['lines'] as Record<string, unknown>[]).slice(0, 4).map(({ id, status, payment }) => [id, status, payment])).toEqual([
      ['M01', 'payable', 'due'],
      ['M02', 'payable', 'due'],
      ['M03', 'payable', undefined],
      ['M04', 'pending', undefined],
    ]);
  });

  it('refuses a day that is none', async () => {
    const world = await aWorld();
    const { caseId } = await world.due(numbered(), AT);

    expect(await call(getEntitlements(world.needs), { path: { caseId }, query: { on: '2026-02-30' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/query/on' }] },
    });
  });
});

describe('POST /cases/{caseId}/lines/{lineId}/handover', () => {
  const withKit = async () => {
    const world = await aWorld(shippedProgrammes.get('IN-TN-MRMBS'));
    const seed: CaseSeed = {
      root: {
        programme: 'IN-TN-MRMBS',
        status: 'enrolled',
        registeredAt: '2022-01-10T09:00:00.000Z',
        applicant: { deliveryOrder: 1 },
        enrolled: { at: '2022-01-12T09:00:00.000Z', programmeNumber: 'MRM1234567890' },
        paymentAddress: { modality: '00', address: '1', state: 'confirmed' },
      },
      occurrences: [
        { source: 'lastMenstrualPeriod', on: '2021-12-01' },
        { source: 'pregnancyRegistered', on: '2022-01-10' },
      ],
    };
    const { caseId } = await world.due(seed, '2022-03-05T06:00:00.000Z');
    const handOver = (on: string, lineId = 'K1') =>
      call(handOverLine(world.needs), { path: { caseId, lineId }, body: { on }, at: '2022-03-10T06:00:00.000Z' });
    return { world, caseId, handOver };
  };

  it('records it once', async () => {
    const { world, caseId, handOver } = await withKit();

    const first = await handOver('2022-03-08');
    const second = await handOver('2022-03-09');

    expect([first.status, first.body['status'], first.body['handedOverOn']]).toEqual([200, 'handedOver', '2022-03-08']);
    expect(second.body['handedOverOn']).toBe('2022-03-08');
    expect((await world.files.history(caseId)).filter(({ detailType }) => detailType === 'EntitlementHandedOver.v1')).toHaveLength(1);
  });

  it('refuses it after an exit that ends what she gets', async () => {
    const { world, caseId, handOver } = await withKit();
    const { root } = await world.open(caseId);
    const exit = {
      reason: 'moved',
      on: '2022-03-06',
      at: AT,
      from: 'enrolled',
      payments: 'stop',
      messages: 'stop',
      reversibleUntil: '2022-06-10',
    } as never;
    await world.files.change(caseId, aContext(AT, { causationId: 'exit' }), () => ({
      root: { ...root, status: 'exited', exit },
      answer: undefined,
    }));

    expect((await handOver('2022-03-08')).status).toBe(409);
  });

  it.each([
    ['2022-03-11', 'K1', 422],
    ['2022-02-28', 'K1', 422],
    ['2022-03-08', 'I1', 409],
    ['2022-03-08', 'K9', 404],
  ])('refuses %s for %s with %d', async (on, lineId, status) => {
    const { handOver } = await withKit();

    expect((await handOver(on, lineId)).status).toBe(status);
  });
});

describe('a withdrawal at a pay point', () => {
  const asked = async (root: CaseSeed['root'] = {}) => {
    const world = await aWorld();
    const { caseId } = await world.due(numbered(root), AT);
    const needs = { ...world.needs, vault: testVault };
    const request = (programmeNumber = NUMBER, at = AT) =>
      call(requestWithdrawalCode(needs), { body: { programmeNumber, payPoint: 'agent-7' }, partner: true, client: 'bank', at });
    const confirm = (challengeId: string, code: string, at = '2026-03-10T06:05:00.000Z') =>
      call(confirmWithdrawal(needs), { path: { challengeId }, body: { programmeNumber: NUMBER, code }, partner: true, client: 'bank', at });
    const codeOf = async (challengeId: string): Promise<string> => oneTimeCode(await testVault.hash('code', challengeId));
    const withdrawn = async () => (await world.files.history(caseId)).filter(({ detailType }) => detailType === 'WithdrawalConfirmed.v1');
    return { world, caseId, request, confirm, codeOf, withdrawn };
  };
  const other = (code: string): string => (code === '000000' ? '000001' : '000000');

  it('is confirmed by the code from her phone, by a partner that did not register her', async () => {
    const { request, confirm, codeOf, withdrawn } = await asked();
    const { status, body } = await request();
    const challengeId = String(body['challengeId']);

    const answer = await confirm(challengeId, await codeOf(challengeId));

    expect([status, body['expiresAt']]).toEqual([202, '2026-03-10T06:10:00.000Z']);
    expect([answer.status, answer.body['confirmedAt']]).toEqual([200, '2026-03-10T06:05:00.000Z']);
    expect((await withdrawn()).map(({ detail }) => detail.data)).toEqual([{ challengeId, payPoint: 'agent-7' }]);
  });

  it('is confirmed once, however often the code is shown', async () => {
    const { request, confirm, codeOf, withdrawn } = await asked();
    const challengeId = String((await request()).body['challengeId']);

    await confirm(challengeId, await codeOf(challengeId));
    const again = await confirm(challengeId, await codeOf(challengeId), '2026-03-10T06:06:00.000Z');

    expect([again.status, again.body['confirmedAt']]).toEqual([200, '2026-03-10T06:05:00.000Z']);
    expect(await withdrawn()).toHaveLength(1);
  });

  it('takes five wrong codes, and then not the right one', async () => {
    const { request, confirm, codeOf, withdrawn } = await asked();
    const challengeId = String((await request()).body['challengeId']);
    const code = await codeOf(challengeId);

    const statuses = [];
    for (let tries = 1; tries <= 5; tries += 1) statuses.push((await confirm(challengeId, other(code))).status);
    statuses.push((await confirm(challengeId, code)).status);

    expect(statuses).toEqual([422, 422, 422, 422, 429, 429]);
    expect(await withdrawn()).toEqual([]);
  });

  it('does not take the code after ten minutes', async () => {
    const { request, confirm, codeOf } = await asked();
    const challengeId = String((await request()).body['challengeId']);

    expect((await confirm(challengeId, await codeOf(challengeId), '2026-03-10T06:10:00.000Z')).status).toBe(422);
  });

  it('sends three codes an hour', async () => {
    const { request } = await asked();

    const statuses = [];
    for (const minute of ['01', '02', '03', '04']) statuses.push((await request(NUMBER, `2026-03-10T06:${minute}:00.000Z`)).status);

    expect(statuses).toEqual([202, 202, 202, 429]);
  });

  it('refuses a number that is misread, unknown, or of a mother without a phone', async () => {
    const { request } = await asked();
    const { request: withoutPhone } = await asked({ mother: { givenName: 'A', familyName: 'B', birthDate: '2000-01-01' as never } });

    expect((await request(`${NUMBER.slice(0, -1)}${NUMBER.endsWith('A') ? 'B' : 'A'}`)).status).toBe(400);
    expect((await request(programmeNumberOf('MCB', 'another', 0))).status).toBe(404);
    expect((await withoutPhone()).status).toBe(409);
  });
});

describe('a reconciliation', () => {
  const NEXT = '2026-03-11T05:00:00.000Z';
  const instructed = async () => {
    const world = await aWorld();
    const input = await world.due(enrolledInMonthly('2026-01-15'), AT);
    await world.run('InstructRail', input, AT);
    const result = async (day = '2026-03-10') => (await call(getReconciliation(world), { path: { day } })).body;
    return { world, input, result };
  };

  it('finds the same sums on both sides when all was heard', async () => {
    const { world, input, result } = await instructed();
    world.rail.settle('completed', AT);
    await world.run('QueryStatus', input, AT);

    await world.reconcile('2026-03-10', NEXT);

    expect(await result()).toMatchObject({
      matched: 3,
      confirmed: 0,
      differing: 0,
      balanced: true,
      railSums: { BDT: 240_000 },
      ledgerSums: { BDT: 240_000 },
    });
  });

  it('enters what was never heard', async () => {
    const { world, input, result } = await instructed();
    world.rail.settle('completed', AT);
    world.rail.takeBack('2026-03-10T20:00:00.000Z');

    await world.reconcile('2026-03-10', NEXT);

    expect(await result()).toMatchObject({ confirmed: 3, returned: 3, balanced: true });
    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['returned', 'returned', 'returned']);
  });

  it('gives the same result when it is made again', async () => {
    const { world, result } = await instructed();
    world.rail.settle('completed', AT);
    await world.reconcile('2026-03-10', NEXT);

    await world.reconcile('2026-03-10', '2026-03-12T05:00:00.000Z');

    expect(await result()).toMatchObject({ matched: 3, balanced: true, ledgerSums: { BDT: 240_000 } });
  });

  it('has a person look at what the statement does not show, and at another amount', async () => {
    const { world, input, result } = await instructed();
    world.rail.settle('completed', AT);
    await world.run('QueryStatus', input, AT);
    const [lost = '', less = ''] = world.rail.books.keys();
    world.rail.change(lost, { completedAt: '2026-02-01T00:00:00.000Z' });
    world.rail.change(less, { amountMinor: 1 });

    await world.reconcile('2026-03-10', NEXT);

    const { differences, ...rest } = await result();
    expect(rest).toMatchObject({ matched: 1, differing: 2, balanced: false });
    expect((differences as { problem: string; requestId: string }[]).map(({ problem, requestId }) => [problem, requestId]).sort()).toEqual(
      [
        ['amountDiffers', less],
        ['missingAtRail', lost],
      ].sort(),
    );
    expect((await world.files.history(input.caseId)).filter(({ detailType }) => detailType === 'ReviewOpened.v1')).toHaveLength(2);
  });

  it('tells of an instruction that nobody here gave', async () => {
    const { world, result } = await instructed();
    await world.rail.submitBatch(
      {
        correlationId: 'STRANGER',
        programmeId: 'X',
        callbackUrl: 'x',
        lines: [{ requestId: 'STRANGER1', payee: { payeeIdentity: 'Z' }, amountMinor: 5, currency: 'BDT' }],
      },
      { at: AT, correlationId: 'c' },
    );
    world.rail.settle('completed', AT);

    await world.reconcile('2026-03-10', NEXT);

    expect((await result())['differences']).toEqual([{ requestId: 'STRANGER1', problem: 'unknownHere' }]);
  });

  it('goes on where it stood, and is listed by day', async () => {
    const { world } = await instructed();
    await world.reconcile('2026-03-09', NEXT);

    const { days } = await world.run('ListDays', { time: '2026-03-13T05:00:00Z' }, '2026-03-13T05:00:00.000Z');
    const listed = await call(listReconciliations(world), { query: { from: '2026-03-01', to: '2026-03-31' } });

    expect(days).toEqual(['2026-03-10', '2026-03-11', '2026-03-12']);
    expect((listed.body['items'] as Record<string, unknown>[]).map(({ day, balanced }) => [day, balanced])).toEqual([['2026-03-09', true]]);
    expect((await call(getReconciliation(world), { path: { day: '2026-03-08' } })).status).toBe(404);
  });
});
