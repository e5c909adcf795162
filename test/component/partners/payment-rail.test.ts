import fc from 'fast-check';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { verdictOn, type PaymentBatch, type PaymentLine, type SettledLine } from '../../../functions/partners/payment-rail.ts';
import { authorizedOf, majorOf, reasonOf } from '../../../functions/partners/http/payment-rail-wire.ts';
import { toMinor } from '../../../functions/kernel/money.ts';
import { aWorld, type World } from './partners-world.ts';

const today = PlainDate.parse('2026-03-01');
const line = (requestId: string, more: Partial<PaymentLine> = {}): PaymentLine => ({
  requestId,
  payee: { payeeIdentity: 'PROGRAMME-0001' },
  amountMinor: 150_000,
  currency: 'INR',
  description: 'first instalment',
  ...more,
});

describe('the payment rail', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld({ seed: { accounts: [{ financialAddress: '+919845000099', status: 'closed' }] } });
    await world.partners.rail.registerBeneficiary(
      {
        payeeIdentity: 'PROGRAMME-0001',
        modality: '01',
        financialAddress: '+919845000053',
        correlationId: 'R-1',
        callbackUrl: world.callbackUrl,
      },
      world.call(),
    );
  });
  afterEach(() => world.stop());

  const batch = (lines: readonly PaymentLine[], correlationId = 'BATCH-1'): PaymentBatch => ({
    correlationId,
    programmeId: 'PMMVY',
    callbackUrl: world.callbackUrl,
    lines,
  });
  const submit = (lines: readonly PaymentLine[], correlationId?: string) =>
    world.partners.rail.submitBatch(batch(lines, correlationId), world.call());
  const accepted = async (lines: readonly PaymentLine[], correlationId?: string): Promise<string> => {
    const answer = await submit(lines, correlationId);
    return answer.outcome === 'accepted' ? answer.batchId : `refused: ${answer.reason}`;
  };
  const linesOf = async (batchId: string): Promise<readonly SettledLine[]> =>
    (await world.partners.rail.batchDetail({ batchId, lines: [] }, 0, world.call())).lines;
  const statuses = async (batchId: string) => (await linesOf(batchId)).map(({ requestId, status }) => [requestId, status]);

  describe('in its account mapper', () => {
    it('finds an address that was registered', async () => {
      expect(await world.partners.rail.lookupBeneficiaries(['PROGRAMME-0001'], 'L-1', world.call())).toEqual([
        { payeeIdentity: 'PROGRAMME-0001', modality: '01', financialAddress: '+919845000053' },
      ]);
    });

    it('knows nobody else', async () => {
      expect(await world.partners.rail.lookupBeneficiaries(['PROGRAMME-0002'], 'L-1', world.call())).toEqual([]);
    });

    it.each([
      ['a closed account', '+919845000099', 'accountClosed'],
      ['an address longer than the definition allows', 'IN00000000000000000000000001', 'addressInvalid'],
    ])('refuses %s', async (_what, financialAddress, reason) => {
      const registration = {
        payeeIdentity: 'P2',
        modality: '01' as const,
        financialAddress,
        correlationId: 'R-2',
        callbackUrl: world.callbackUrl,
      };

      expect(await world.partners.rail.registerBeneficiary(registration, world.call())).toEqual({ outcome: 'refused', reason });
    });
  });

  describe('asked whether it can pay to an address', () => {
    const ask = (...addresses: readonly string[]) =>
      world.partners.rail.validateAddresses(
        {
          correlationId: 'V-1',
          addresses: addresses.map((financialAddress, place) => ({ id: `A${String(place)}`, modality: '01', financialAddress })),
          callbackUrl: world.callbackUrl,
        },
        world.call(),
      );
    const validate = async (financialAddress: string) => verdictOn('A0', await ask(financialAddress));

    it('answers about a thousand in one call, by their ids, and refuses itself what the definition does not hold', async () => {
      const many = Array.from({ length: 998 }, (_, place) => `+91984400${String(place).padStart(4, '0')}`);

      const answer = await ask(...many, '+919845000099', 'X'.repeat(21));

      expect(answer).toEqual({ outcome: 'answered', failures: { A998: 'accountClosed', A999: 'addressInvalid' }, unnamed: 0 });
      expect(world.control.calls()['rail.validate']).toBe(1);
    });

    it('answers at once', async () => {
      expect(await validate('+919845000053')).toEqual({ outcome: 'valid' });
      expect(await validate('+919845000099')).toEqual({ outcome: 'invalid', reason: 'accountClosed' });
    });

    it('does not know what was never loaded, when told so', async () => {
      world.control.set({ unknownAccounts: 'refuse' });

      expect(await validate('+919845000053')).toEqual({ outcome: 'invalid', reason: 'accountUnknown' });
    });

    it('answers by signed callback when it cannot wait', async () => {
      world.control.set({ validation: 'callback' });

      const answer = await validate('+919845000099');
      await world.pass(1);

      expect(answer).toEqual({ outcome: 'pending' });
      const [delivery] = world.inbox;
      expect(() => world.partners.rail.verifyCallback(delivery ?? never())).not.toThrow();
      expect(world.partners.rail.parseAddressCallback(delivery?.body ?? '')).toEqual({
        about: 'validation',
        correlationId: 'V-1',
        outcome: 'invalid',
        reason: 'accountClosed',
        validation: { failures: { A0: 'accountClosed' }, unnamed: 0 },
      });
    });
  });

  describe('given a batch', () => {
    it('pays each line and calls back once, signed', async () => {
      const batchId = await accepted([line('L1'), line('L2')]);
      const before = await statuses(batchId);
      await world.pass(1);

      expect(before).toEqual([
        ['L1', 'ongoing'],
        ['L2', 'ongoing'],
      ]);
      expect(await statuses(batchId)).toEqual([
        ['L1', 'completed'],
        ['L2', 'completed'],
      ]);
      expect(world.inbox).toHaveLength(1);
      const delivery = world.inbox[0] ?? never();
      expect(() => world.partners.rail.verifyCallback(delivery)).not.toThrow();
      expect(world.partners.rail.parsePaymentCallback(delivery.body)).toEqual({
        about: 'batch',
        batchId,
        correlationId: 'BATCH-1',
        total: 2,
        completed: 2,
        failed: 0,
        ongoing: 0,
      });
      expect(delivery.url).toBe(`/callbacks/rail?batchId=${batchId}&X-CorrelationID=BATCH-1`);
      expect(world.control.totals()).toEqual([{ currency: 'INR', payments: 2, amountMinor: 300_000 }]);
    });

    it('takes the same batch again as a read', async () => {
      const first = await accepted([line('L1')]);
      await world.pass(1);
      const again = await accepted([line('L1')]);
      await world.pass(60);

      expect(again).toBe(first);
      expect(world.control.payments()).toMatchObject([{ requestId: 'L1', status: 'completed', submissions: 2 }]);
      expect(world.inbox).toHaveLength(1);
    });

    it('pays a line once when it stands in two batches', async () => {
      await accepted([line('L1')]);
      const second = await accepted([line('L1'), line('L2')], 'BATCH-2');
      await world.pass(1);

      expect(world.control.totals()).toEqual([{ currency: 'INR', payments: 2, amountMinor: 300_000 }]);
      expect(await statuses(second)).toEqual([
        ['L1', 'completed'],
        ['L2', 'completed'],
      ]);
    });

    it('refuses a line whose identifier was used with other content, and with it the whole batch', async () => {
      await accepted([line('L1')]);

      const answer = await submit([line('L2'), line('L1', { amountMinor: 150_001 })], 'BATCH-2');

      expect(answer).toEqual({ outcome: 'refused', reason: 'contentDiffers' });
      expect(world.control.payments().map(({ requestId }) => requestId)).toEqual(['L1']);
    });

    it('pays once though the answer was lost and the batch was handed over again', async () => {
      world.control.setFault({ target: 'rail.submit', kind: 'lostAnswer', times: 1 });

      await expect(submit([line('L1')])).rejects.toMatchObject({ name: 'PartnerUnavailable' });
      const batchId = await accepted([line('L1')]);
      await world.pass(1);

      expect(await statuses(batchId)).toEqual([['L1', 'completed']]);
      expect(world.control.totals()).toEqual([{ currency: 'INR', payments: 1, amountMinor: 150_000 }]);
    });

    it('pays to an address as well as to a payee', async () => {
      const batchId = await accepted([line('L1', { payee: { financialAddress: '+919845000077', modality: '01' } })]);
      await world.pass(1);

      expect(await linesOf(batchId)).toMatchObject([{ status: 'completed', payeeIdentity: '+919845000077' }]);
    });

    it('fails a line whose payee it does not know or whose account is closed, and says why', async () => {
      const batchId = await accepted([
        line('L1', { payee: { payeeIdentity: 'NOBODY' } }),
        line('L2', { payee: { financialAddress: '+919845000099', modality: '01' } }),
      ]);
      await world.pass(1);

      expect(await linesOf(batchId)).toMatchObject([
        { requestId: 'L1', status: 'failed', reason: 'accountUnknown' },
        { requestId: 'L2', status: 'failed', reason: 'accountClosed' },
      ]);
    });

    it('gives its lines a page at a time', async () => {
      await world.stop();
      world = await aWorld({ rail: { pageSize: 2 } });
      const batchId = await accepted(['L1', 'L2', 'L3'].map((requestId) => line(requestId)));

      const first = await world.partners.rail.batchDetail({ batchId, lines: [] }, 0, world.call());
      const second = await world.partners.rail.batchDetail({ batchId, lines: [] }, first.nextPage ?? -1, world.call());

      expect([...first.lines, ...second.lines].map(({ requestId }) => requestId)).toEqual(['L1', 'L2', 'L3']);
      expect(second).not.toHaveProperty('nextPage');
    });

    it.each([
      ['no lines', []],
      ['two lines of one identifier', [line('L1'), line('L1')]],
      ['an identifier longer than the rail allows', [line('12345678901234567')]],
      ['nothing to pay', [line('L1', { amountMinor: 0 })]],
    ])('is not sent one with %s', async (_what, lines) => {
      await expect(submit(lines)).rejects.toThrow(RangeError);
      expect(world.control.calls()['rail.submit']).toBeUndefined();
    });
  });

  describe('with a fault', () => {
    it('partial: the named lines fail, the others are paid', async () => {
      world.control.setFault({ target: 'rail', kind: 'partial', requestIds: ['L2'], reason: 'limit exceeded' });

      const batchId = await accepted([line('L1'), line('L2'), line('L3')]);
      await world.pass(1);

      expect(await linesOf(batchId)).toMatchObject([
        { status: 'completed' },
        { status: 'failed', reason: 'limitExceeded' },
        { status: 'completed' },
      ]);
      expect(world.partners.rail.parsePaymentCallback(world.inbox[0]?.body ?? '')).toMatchObject({ completed: 2, failed: 1 });
    });

    it('duplicate: the callback comes twice', async () => {
      world.control.setFault({ target: 'rail', kind: 'duplicate' });

      await accepted([line('L1')]);
      await world.pass(1);

      expect(world.inbox.map(({ body }) => body)).toEqual([world.inbox[0]?.body, world.inbox[0]?.body]);
    });

    it('silent: no callback comes, and a query tells', async () => {
      world.control.setFault({ target: 'rail', kind: 'silent' });

      const batchId = await accepted([line('L1')]);
      await world.pass(24 * 60);

      expect(world.inbox).toEqual([]);
      expect(await statuses(batchId)).toEqual([['L1', 'completed']]);
    });

    it('late: the callback comes after its minutes', async () => {
      world.control.setFault({ target: 'rail', kind: 'late', minutes: 90 });

      await accepted([line('L1')]);
      await world.pass(90);
      const early = world.inbox.length;
      await world.pass(1);

      expect([early, world.inbox.length]).toEqual([0, 1]);
    });

    it('returned: a line is paid, comes back later, and is told of twice', async () => {
      world.control.setFault({ target: 'rail', kind: 'returned', requestIds: ['L1'], afterMinutes: 24 * 60 });

      const batchId = await accepted([line('L1'), line('L2')]);
      await world.pass(1);
      const paid = await statuses(batchId);
      await world.pass(24 * 60);

      expect(paid).toEqual([
        ['L1', 'completed'],
        ['L2', 'completed'],
      ]);
      expect(await linesOf(batchId)).toMatchObject([{ status: 'returned', reason: 'accountClosed' }, { status: 'completed' }]);
      expect(world.inbox.map(({ body }) => world.partners.rail.parsePaymentCallback(body))).toMatchObject([{ failed: 0 }, { failed: 1 }]);
      const onFirst = await world.partners.rail.statement(today, 0, world.call());
      const onSecond = await world.partners.rail.statement(PlainDate.parse('2026-03-02'), 0, world.call());
      expect(onFirst.lines.map(({ requestId, status }) => [requestId, status])).toEqual([
        ['L1', 'completed'],
        ['L2', 'completed'],
      ]);
      expect(onSecond.lines.map(({ requestId, status }) => [requestId, status])).toEqual([['L1', 'returned']]);
      expect(world.control.totals()).toEqual([{ currency: 'INR', payments: 1, amountMinor: 150_000 }]);
    });

    it('wrongAmount: the statement shows what was really moved', async () => {
      world.control.setFault({ target: 'rail', kind: 'wrongAmount', byMinor: -1 });

      await accepted([line('L1')]);
      await world.pass(1);

      expect(await world.partners.rail.statement(today, 0, world.call())).toMatchObject({
        lines: [{ requestId: 'L1', amountMinor: 149_999 }],
      });
    });
  });

  it('calls back again when its callback is not taken, and gives up in the end', async () => {
    world.answerCallbacksWith(500);
    await accepted([line('L1')]);

    await world.pass(1);
    const once = world.inbox.length;
    await world.pass(24 * 60);

    expect([once, world.inbox.length]).toEqual([1, 4]);
  });

  it('masks payees in its statement', async () => {
    await accepted([line('L1')]);
    await world.pass(1);

    expect(await world.partners.rail.statement(today, 0, world.call())).toMatchObject({ lines: [{ payeeIdentity: '**********0001' }] });
  });

  describe('calling back', () => {
    const delivered = async () => {
      await accepted([line('L1')]);
      await world.pass(1);
      return world.inbox[0] ?? never();
    };
    const later = (at: string, minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

    it('is not believed with another body, another signature, without one, or too late', async () => {
      const delivery = await delivered();
      const { rail } = world.partners;

      const tampered = [
        { ...delivery, body: delivery.body.replace('"failed":0', '"failed":1') },
        { ...delivery, headers: { ...delivery.headers, 'x-callback-signature': 'sha256=00' } },
        { ...delivery, headers: {} },
        { ...delivery, at: later(delivery.at, 6) },
        { ...delivery, headers: { ...delivery.headers, 'x-callback-timestamp': delivery.at.replace('2026', '2025') } },
      ];

      for (const forged of tampered)
        expect(() => rail.verifyCallback(forged)).toThrow(expect.objectContaining({ name: 'SignatureInvalid' }) as Error);
      expect(() => rail.verifyCallback({ ...delivery, at: later(delivery.at, 4) })).not.toThrow();
    });

    it.each(['', 'null', '{}', '{"batchId":5}', '<html>'])('is refused with the body %j', (body) => {
      const { rail } = world.partners;

      expect(refusalOf(() => rail.parsePaymentCallback(body))).toMatchObject({ name: 'InvalidRequest' });
      expect(refusalOf(() => rail.parseAddressCallback(body))).toMatchObject({ name: 'InvalidRequest' });
    });
  });

  it.each([
    ['JPY', 1_500, 1500],
    ['INR', 150_001, 1500.01],
    ['KWD', 1_500_001, 1500.001],
  ])('moves an amount of %s exactly', async (currency, amountMinor, onWire) => {
    const batchId = await accepted([line('L1', { amountMinor, currency })]);
    await world.pass(1);

    expect(majorOf(amountMinor, currency)).toBe(onWire);
    expect(await linesOf(batchId)).toMatchObject([{ amountMinor, currency }]);
    expect(world.control.totals()).toEqual([{ currency, payments: 1, amountMinor }]);
  });
});

describe('amounts on the wire', () => {
  it('are exact for every amount that a programme could pay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), fc.constantFrom('JPY', 'INR', 'KWD'), (amountMinor, currency) => {
        const read = JSON.parse(JSON.stringify(majorOf(amountMinor, currency))) as number;
        expect(toMinor(read, currency)).toBe(amountMinor);
      }),
    );
  });

  it('have two decimals at most where a bank is to vouch for them, and are never less than is paid', () => {
    expect(authorizedOf(1_234_561, 'KWD')).toBe(1234.57);
    expect(authorizedOf(123_456, 'INR')).toBe(1234.56);
    expect(authorizedOf(1_234, 'JPY')).toBe(1234);
  });

  it('are refused where a number cannot hold them', () => {
    expect(() => majorOf(9_007_199_254_740_991, 'INR')).toThrow(RangeError);
  });
});

describe('the reasons of a rail', () => {
  it.each([
    ['Account closed', 'accountClosed'],
    ['payee not registered', 'accountUnknown'],
    ['Daily limit exceeded', 'limitExceeded'],
    ['Insufficient funds', 'fundsInsufficient'],
    ['content differs', 'contentDiffers'],
    ['Malformed address', 'addressInvalid'],
    ['Sowmya Krishnamurti asked us not to', 'other'],
    [undefined, 'other'],
  ])('class %j as %s', (said, reason) => {
    expect(reasonOf(said)).toBe(reason);
  });
});

const refusalOf = (parse: () => unknown): unknown => {
  try {
    return parse();
  } catch (error) {
    return error;
  }
};

const never = (): never => {
  throw new Error('nothing was delivered');
};
