import { CATALOGUE, type FactName } from '../../../events/catalogue.ts';
import { Reviews, type Review } from '../../../functions/casefile/review.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { assessEntitlements } from '../../../functions/payment/subscribers/assess-entitlements.ts';
import { answerPayment } from '../../../functions/payment/subscribers/answer-payment.ts';
import { applyDecision } from '../../../functions/payment/subscribers/apply-decision.ts';
import { lookAfterPayments } from '../../../functions/payment/subscribers/look-after-payments.ts';
import { payAgain } from '../../../functions/payment/subscribers/pay-again.ts';
import { startPayment } from '../../../functions/payment/subscribers/start-payment.ts';
import type { Subscription } from '../../../functions/runtime/subscriber.ts';
import { receivePaymentCallback } from '../../../functions/payment/api/receive-payment-callback.ts';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import { aCase, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aPaymentWorld, enrolledInMonthly, programmeWith } from '../../support/payment-world.ts';
import { deliver } from '../../support/tasks.ts';
import { aContext, call } from '../../support/world.ts';

const AT = '2026-03-10T06:00:00.000Z';
const LATER = '2026-03-10T08:00:00.000Z';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const aWorld = async (rules: Parameters<typeof programmeWith>[1] = { approval: 'none' }) => {
  const name = await engine.newTable();
  const world = aPaymentWorld(
    dynamoTable(engine.client, () => name),
    programmeWith('BD-MCBP', rules),
  );
  const { files, needs } = world;
  const subscriptions: readonly Subscription[] = [
    ...assessEntitlements(needs),
    startPayment(needs),
    answerPayment(needs),
    lookAfterPayments(needs),
    payAgain({ files }),
    applyDecision({ files }),
  ];
  return {
    ...world,
    factsOf: async (caseId: string) => (await files.history(caseId)).map(({ detailType }) => detailType),
    tell: async (fact: FactName, caseId: string, data: Readonly<Record<string, unknown>>, at = AT, cause = at): Promise<void> => {
      for (const subscription of subscriptions.filter(({ detailType }) => detailType === CATALOGUE[fact].detailType))
        await deliver(subscription, caseId, data, at, cause);
    },
    reviewsOf: async (caseId: string): Promise<readonly Review[]> => allOf(await world.open(caseId), Reviews),
    decide: async (caseId: string, review: Review, decision: string): Promise<void> => {
      await files.change(caseId, aContext(LATER, { causationId: `decision-${review.reviewId}` }), () => ({
        put: [place(Reviews, { ...review, status: 'decided', decision, decidedBy: 'user:second', decidedAt: LATER })],
        answer: undefined,
      }));
    },
  };
};

const SEED: CaseSeed = enrolledInMonthly('2026-03-01');

describe('an enrolment', () => {
  it('makes the first month due, and starts its payment once', async () => {
    const world = await aWorld();
    const caseId = await aCase(world.files, SEED);

    await world.tell('MotherEnrolled', caseId, { enrolmentId: caseId });
    await world.tell('MotherEnrolled', caseId, { enrolmentId: caseId });
    const [payment] = await world.paymentsOf(caseId);
    const fellDue = { paymentId: payment?.paymentId, lines: [{ lineId: 'M01', amountMinor: 80_000, currency: 'BDT', payee: 'mother' }] };
    await world.tell('EntitlementsFellDue', caseId, fellDue);

    expect((await world.linesOf(caseId)).map(({ lineId, status }) => [lineId, status])).toEqual([['M01', 'due']]);
    expect(await world.factsOf(caseId)).toEqual(['EntitlementsFellDue.v1']);
    expect(world.started).toEqual([{ machine: 'payment', name: payment?.paymentId, input: { caseId, paymentId: payment?.paymentId } }]);
  });

  it('is looked at again on the first of the next month, through the update sweep', async () => {
    const world = await aWorld();
    const caseId = await aCase(world.files, SEED);
    await world.tell('MotherEnrolled', caseId, { enrolmentId: caseId });

    await world.tell('ItemFellDue', caseId, { kind: 'entitlement', item: 'ENTITLEMENTS', dueOn: '2026-04-01' }, '2026-04-01T01:00:00.000Z');

    expect((await world.linesOf(caseId)).map(({ lineId }) => lineId)).toEqual(['M01', 'M02']);
    expect((await world.open(caseId)).items.find(({ sk }) => sk === 'ENTITLEMENTS')?.dueSk).toMatch(/^2026-05-01#/);
  });
});

describe('a payment', () => {
  it('goes from instruction to confirmation', async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);

    expect(await world.run('DetermineApproval', input, AT)).toEqual({ approval: 'notNeeded' });
    expect(await world.run('CheckEntitlement', input, AT)).toEqual({ step: 'instruct' });
    expect(await world.run('InstructRail', input, AT)).toEqual({ step: 'await', waitSeconds: 3600 });
    world.rail.settle('completed', LATER);
    expect(await world.run('QueryStatus', input, LATER)).toEqual({ step: 'done', waitSeconds: 0 });

    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['confirmed']);
    expect((await world.paymentsOf(input.caseId)).map(({ status, lookOn }) => [status, lookOn])).toEqual([['settled', undefined]]);
    expect(await world.factsOf(input.caseId)).toEqual(['EntitlementsFellDue.v1', 'PaymentInstructed.v1', 'PaymentConfirmed.v1']);
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 80_000 });
  });

  it('is the same batch when the answer to the instruction was lost', async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);

    world.rail.fail('lostAnswer');
    await expect(world.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await world.run('InstructRail', input, LATER);

    expect(world.rail.books.size).toBe(1);
    expect(world.rail.submissions()).toBe(2);
    expect((await world.linesOf(input.caseId)).map(({ status, attempts }) => [status, attempts.length])).toEqual([['instructed', 1]]);
  });

  it('is tried anew under another identifier when the rail failed it for a passing reason, three times at most', async () => {
    const world = await aWorld({ approval: 'none', maxAttempts: 3 });
    const input = await world.due(SEED, AT);

    const steps = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await world.run('InstructRail', input, AT);
      world.rail.settle('failed', AT, 'fundsInsufficient');
      steps.push((await world.run('QueryStatus', input, AT))['step']);
    }

    expect(steps).toEqual(['retry', 'retry', 'done']);
    expect(world.rail.books.size).toBe(3);
    expect((await world.linesOf(input.caseId)).map(({ status, reason }) => [status, reason])).toEqual([['failed', 'fundsInsufficient']]);
    expect((await world.factsOf(input.caseId)).filter((fact) => fact === 'PaymentFailed.v1')).toHaveLength(1);
    expect((await world.reviewsOf(input.caseId)).map(({ kind, options, secondPerson }) => [kind, options, secondPerson])).toEqual([
      ['paymentDiscrepancy', ['payAgain', 'close'], true],
    ]);
  });

  it('that failed for good is paid anew when a second person says so', async () => {
    const world = await aWorld({ approval: 'none', maxAttempts: 1 });
    const input = await world.due(SEED, AT);
    await world.run('InstructRail', input, AT);
    world.rail.settle('failed', AT, 'limitExceeded');
    await world.run('QueryStatus', input, AT);
    const [review] = await world.reviewsOf(input.caseId);

    if (review !== undefined) await world.decide(input.caseId, review, 'payAgain');
    await world.tell(
      'ReviewDecided',
      input.caseId,
      { reviewId: review?.reviewId, kind: 'paymentDiscrepancy', decision: 'payAgain' },
      LATER,
    );

    const [line] = await world.linesOf(input.caseId);
    expect([line?.status, line?.paymentId === input.paymentId]).toEqual(['due', false]);
    expect((await world.factsOf(input.caseId)).filter((fact) => fact === 'EntitlementsFellDue.v1')).toHaveLength(2);
  });

  it('that came back is due again, once, when her address is confirmed anew', async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);
    await world.run('InstructRail', input, AT);
    world.rail.settle('completed', AT);
    await world.run('QueryStatus', input, AT);
    world.rail.takeBack('2026-03-12T06:00:00.000Z');
    await world.run('QueryStatus', input, '2026-03-12T07:00:00.000Z');

    await world.tell('PaymentAddressConfirmed', input.caseId, { modality: '01' }, '2026-03-11T06:00:00.000Z');
    const early = (await world.linesOf(input.caseId)).map(({ status }) => status);
    await world.tell('PaymentAddressConfirmed', input.caseId, { modality: '01' }, '2026-03-13T06:00:00.000Z');

    expect(early).toEqual(['returned']);
    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['due']);
    expect(await world.ledgerOf(input.caseId)).toEqual({ BDT: 0 });
    expect((await world.reviewsOf(input.caseId)).map(({ kind }) => kind)).toEqual(['paymentAddress']);
    const again = (await world.paymentsOf(input.caseId)).find(({ paymentId }) => paymentId !== input.paymentId);
    await world.run('InstructRail', { ...input, paymentId: again?.paymentId }, '2026-03-13T07:00:00.000Z');
    expect([...world.rail.books.values()].map(({ status }) => status)).toEqual(['returned', 'ongoing']);
  });

  it('with another amount than asked is believed, and a person is told', async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);
    await world.run('InstructRail', input, AT);
    const [requestId = ''] = world.rail.books.keys();
    world.rail.change(requestId, { amountMinor: 70_000 });
    world.rail.settle('completed', AT);

    await world.run('QueryStatus', input, AT);

    expect(await world.ledgerOf(input.caseId)).toEqual(world.railSums());
    expect((await world.reviewsOf(input.caseId)).map(({ kind, about }) => [kind, about['problem'], about['movedMinor']])).toEqual([
      ['paymentDiscrepancy', 'amountDiffers', 70_000],
    ]);
  });

  it('is held back by an exit that stops payments, and due again when that is reversed', async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);
    const { root } = await world.open(input.caseId);
    const exit = {
      reason: 'moved',
      on: '2026-03-10',
      at: AT,
      from: 'enrolled',
      payments: 'stop',
      messages: 'stop',
      reversibleUntil: '2026-06-10',
    } as never;
    await world.files.change(input.caseId, aContext(AT, { causationId: 'exit' }), () => ({
      root: { ...root, status: 'exited', exit },
      answer: undefined,
    }));

    expect(await world.run('CheckEntitlement', input, AT)).toEqual({ step: 'done' });
    expect(await world.run('InstructRail', input, AT)).toEqual({ step: 'done', waitSeconds: 0 });
    expect((await world.linesOf(input.caseId)).map(({ status, reason }) => [status, reason])).toEqual([['heldBack', 'moved']]);
    expect(world.rail.submissions()).toBe(0);

    await world.files.change(input.caseId, aContext(LATER, { causationId: 'reversal' }), (file) => ({
      root: { ...root, version: file.root.version },
      answer: undefined,
    }));
    await world.tell('CaseReinstated', input.caseId, { reason: 'mistake' }, LATER);
    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['due']);
  });
});

describe('a person who decides about a line that came back', () => {
  const returned = async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);
    await world.run('InstructRail', input, AT);
    world.rail.settle('completed', AT);
    world.rail.takeBack(AT);
    await world.run('QueryStatus', input, AT);
    const [review] = await world.reviewsOf(input.caseId);
    const decided = async (decision: string) => {
      if (review !== undefined) await world.decide(input.caseId, review, decision);
      await world.tell('ReviewDecided', input.caseId, { reviewId: review?.reviewId, kind: 'paymentAddress', decision }, LATER);
      return (await world.linesOf(input.caseId)).map(({ status }) => status);
    };
    return { world, input, decided };
  };

  it.each([
    ['addressCorrected', ['due']],
    ['close', ['closed']],
  ])('makes it, by %s, %j', async (decision, expected) => {
    const { decided } = await returned();

    expect(await decided(decision)).toEqual(expected);
  });

  it('that was closed is not paid for a new address', async () => {
    const { world, input, decided } = await returned();
    await decided('close');

    await world.tell('PaymentAddressConfirmed', input.caseId, { modality: '01' }, '2026-03-20T06:00:00.000Z');

    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['closed']);
  });
});

describe('an approval', () => {
  const asked = async () => {
    const world = await aWorld({ approval: 'secondPerson', approvalDueDays: 3 });
    const input = await world.due(SEED, AT);
    await world.run('AwaitApproval', input, AT, 'token-1');
    const [review] = await world.reviewsOf(input.caseId);
    if (review === undefined) throw new Error('no review was opened');
    return { world, input, review };
  };

  it('is asked of a second person, and nothing is instructed before', async () => {
    const { world, input, review } = await asked();

    expect(review).toMatchObject({
      kind: 'paymentApproval',
      options: ['approve', 'refuse'],
      secondPerson: true,
      openedBy: 'client:client-1',
      token: 'token-1',
      dueOn: '2026-03-13',
    });
    expect(await world.run('DetermineApproval', input, AT)).toEqual({ approval: 'needed' });
    await expect(world.run('InstructRail', input, AT)).rejects.toMatchObject({ name: 'SecondPersonNeeded' });
    expect(world.rail.submissions()).toBe(0);
  });

  it('keeps the token of the state that waits now', async () => {
    const { world, input } = await asked();

    await world.run('AwaitApproval', input, AT, 'token-2');

    expect((await world.reviewsOf(input.caseId)).map(({ token }) => token)).toEqual(['token-2']);
    expect((await world.factsOf(input.caseId)).filter((fact) => fact === 'ReviewOpened.v1')).toHaveLength(1);
  });

  it('lets the payment go on, and is not asked for again', async () => {
    const { world, input, review } = await asked();
    await world.decide(input.caseId, review, 'approve');

    expect(await world.run('DetermineApproval', input, LATER)).toEqual({ approval: 'approved' });
    await world.run('AwaitApproval', input, LATER, 'token-3');
    expect(world.answered).toEqual([{ token: 'token-3', output: { decision: 'approve' } }]);
    expect(await world.run('InstructRail', input, LATER)).toMatchObject({ step: 'await' });
  });

  it('that is refused ends the payment for good', async () => {
    const { world, input, review } = await asked();
    await world.decide(input.caseId, review, 'refuse');

    await world.run('RefusePayment', input, LATER);

    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['refused']);
    expect(await world.run('InstructRail', input, LATER)).toEqual({ step: 'done', waitSeconds: 0 });
    await world.tell(
      'ItemFellDue',
      input.caseId,
      { kind: 'entitlement', item: 'ENTITLEMENTS', dueOn: '2026-03-20' },
      '2026-03-20T06:00:00.000Z',
    );
    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['refused']);
  });
});

describe('waiting for the rail', () => {
  const calledBack = { batchId: 'B', requestId: 'C', TotalTransactions: 1, completed: 1, failed: 0 };
  const instructed = async () => {
    const world = await aWorld();
    const input = await world.due(SEED, AT);
    await world.run('InstructRail', input, AT);
    const [payment] = await world.paymentsOf(input.caseId);
    const operation = receivePaymentCallback(world.needs);
    const ring = (body: unknown = calledBack, options: { code?: string; signature?: string } = {}) =>
      call(operation, {
        path: { code: options.code ?? payment?.code ?? '' },
        query: { batchId: 'B', 'X-CorrelationID': 'C' },
        body,
        headers: { 'x-callback-signature': options.signature ?? 'good' },
        at: LATER,
      });
    return { world, input, ring };
  };

  it('ends when the rail calls back', async () => {
    const { world, input, ring } = await instructed();
    await world.run('AwaitRail', input, AT, 'token-1');

    expect((await ring()).status).toBe(202);
    await world.tell('PaymentAnswered', input.caseId, { paymentId: input.paymentId }, LATER);

    expect(world.answered).toEqual([{ token: 'token-1', output: { answered: true } }]);
  });

  it('does not begin when the rail has called already', async () => {
    const { world, input, ring } = await instructed();
    await ring();

    await world.run('AwaitRail', input, LATER, 'token-1');

    expect(world.answered).toEqual([{ token: 'token-1', output: { answered: true } }]);
  });

  it('is not ended twice by the same call', async () => {
    const { world, input, ring } = await instructed();

    await ring();
    expect((await ring()).status).toBe(202);

    expect((await world.factsOf(input.caseId)).filter((fact) => fact === 'PaymentAnswered.v1')).toHaveLength(1);
  });

  it('starts a question when nobody waits any more', async () => {
    const { world, input, ring } = await instructed();
    world.rail.settle('completed', AT);
    await world.run('QueryStatus', input, AT);
    world.rail.takeBack(LATER);
    await ring();

    await world.tell('PaymentAnswered', input.caseId, { paymentId: input.paymentId }, LATER);

    expect(world.started.map(({ machine, input: given }) => [machine, given])).toEqual([['payment', input]]);
    expect(await world.run('CheckEntitlement', input, LATER)).toEqual({ step: 'query' });
    await world.run('QueryStatus', input, LATER);
    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['returned']);
    await world.tell('PaymentAnswered', input.caseId, { paymentId: input.paymentId }, '2026-03-10T09:00:00.000Z');
    expect(world.started).toHaveLength(1);
  });

  it('does not believe what the call says', async () => {
    const { world, input, ring } = await instructed();

    await ring();
    await world.run('QueryStatus', input, LATER);

    expect((await world.linesOf(input.caseId)).map(({ status }) => status)).toEqual(['instructed']);
  });

  it('refuses a call that the rail did not sign', async () => {
    const { world, input, ring } = await instructed();

    const answer = await ring(calledBack, { signature: 'bad' });

    expect([answer.status, answer.body['type']]).toEqual([403, 'urn:nestling:problem:signature-invalid']);
    expect(await world.factsOf(input.caseId)).not.toContain('PaymentAnswered.v1');
  });

  it.each([
    ['ABCDEFGH0000', 404],
    ['abc', 400],
  ])('refuses a call about %s with %d', async (code, status) => {
    const { ring } = await instructed();

    expect((await ring(calledBack, { code })).status).toBe(status);
  });

  it('is left to the sweep and to a person when the rail has had its time, and never instructs again', async () => {
    const { world, input } = await instructed();
    const nextDay = '2026-03-11T07:00:00.000Z';

    expect(await world.run('QueryStatus', input, nextDay)).toEqual({ step: 'park', waitSeconds: 0 });
    await world.run('ParkPayment', input, nextDay);
    await world.tell(
      'ItemFellDue',
      input.caseId,
      { kind: 'payment', item: `PAYMENT#${input.paymentId}`, dueOn: '2026-03-12' },
      '2026-03-12T01:00:00.000Z',
    );

    expect((await world.reviewsOf(input.caseId)).map(({ kind, about }) => [kind, about['problem']])).toEqual([
      ['paymentDiscrepancy', 'unanswered'],
    ]);
    expect(world.started.map(({ machine, input: given }) => [machine, given])).toEqual([['payment', input]]);
    expect((await world.paymentsOf(input.caseId)).map(({ lookOn }) => lookOn)).toEqual(['2026-03-13']);
    expect(await world.run('CheckEntitlement', input, '2026-03-12T01:00:00.000Z')).toEqual({ step: 'query' });
    world.rail.settle('completed', '2026-03-12T01:00:00.000Z');
    await world.run('QueryStatus', input, '2026-03-12T01:00:00.000Z');
    expect((await world.reviewsOf(input.caseId)).map(({ status, decision }) => [status, decision])).toEqual([
      ['decided', 'answeredByRail'],
    ]);
    expect(world.rail.submissions()).toBe(1);
  });
});
