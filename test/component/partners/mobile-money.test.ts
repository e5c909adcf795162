import { PlainDate } from '../../../functions/kernel/dates.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import {
  verdictOn,
  type AskedAddress,
  type PaymentBatch,
  type PaymentLine,
  type PaymentRailPort,
  type SettledLine,
} from '../../../functions/partners/payment-rail.ts';
import { aWorld, type World, type WorldOptions } from './partners-world.ts';

const line = (requestId: string, more: Partial<PaymentLine> = {}): PaymentLine => ({
  requestId,
  payee: { financialAddress: '01711000000', modality: '01' },
  amountMinor: 80_050,
  currency: 'BDT',
  ...more,
});

describe('the mobile money rail', () => {
  let world: World;
  let rail: PaymentRailPort;
  const begin = async (options: WorldOptions = {}) => {
    world = await aWorld({ seed: { accounts: [{ financialAddress: '01711000099', status: 'closed' }] }, ...options });
    rail = world.partners.rails.of('mobile-money');
  };
  beforeEach(() => begin());
  afterEach(() => world.stop());

  const batch = (lines: readonly PaymentLine[], repeated = false): PaymentBatch => ({
    correlationId: 'BATCH-1',
    programmeId: 'P',
    callbackUrl: world.callbackUrl,
    repeated,
    lines,
  });
  const submit = (lines: readonly PaymentLine[], repeated?: boolean) => rail.submitBatch(batch(lines, repeated), world.call());
  const statesOf = async (
    lines: readonly PaymentLine[],
    references: Readonly<Record<string, string>> = {},
  ): Promise<readonly SettledLine[]> =>
    (
      await rail.batchDetail(
        { batchId: 'BATCH-1', lines: lines.map((one) => ({ ...one, reference: references[one.requestId] })) },
        0,
        world.call(),
      )
    ).lines;
  const handedOver = async (lines: readonly PaymentLine[]) => {
    const answer = await submit(lines);
    return answer.outcome === 'accepted' ? (answer.references ?? {}) : {};
  };
  const moved = () => world.control.totals();

  describe('asked whether it can pay to an address', () => {
    const ask = (addresses: readonly AskedAddress[]) =>
      rail.validateAddresses({ correlationId: 'V', addresses, callbackUrl: world.callbackUrl }, world.call());
    const validate = async (financialAddress: string, modality: '01' | '02' = '01') =>
      verdictOn('A', await ask([{ id: 'A', modality, financialAddress }]));

    it('says what the state of the account says', async () => {
      world.control.loadPopulation({ accounts: [{ financialAddress: '01711000000' }] });
      world.control.set({ unknownAccounts: 'refuse' });

      expect(await validate('01711000000')).toEqual({ outcome: 'valid' });
      expect(await validate('01711000099')).toEqual({ outcome: 'invalid', reason: 'accountClosed' });
      expect(await validate('01711000001')).toEqual({ outcome: 'invalid', reason: 'accountUnknown' });
      expect(await validate('A-VOUCHER', '02')).toEqual({ outcome: 'invalid', reason: 'addressInvalid' });
    });

    it('says of many which it cannot pay to', async () => {
      const many = Array.from({ length: 60 }, (_, place) => ({
        id: `A${String(place)}`,
        modality: '01' as const,
        financialAddress: place === 40 ? '01711000099' : `017110001${String(place).padStart(2, '0')}`,
      }));

      expect(await ask(many)).toEqual({ outcome: 'answered', failures: { A40: 'accountClosed' }, unnamed: 0 });
    });

    it('is not asked, and no number stands in an address, where the ministry chose so', async () => {
      await world.stop();
      await begin({ mobileMoney: { addressCheck: 'none' } });

      expect(await validate('01711000099')).toEqual({ outcome: 'valid' });
      expect(world.control.calls()).toEqual({});
    });

    it('never has the number in what it reports of a failure', async () => {
      world.control.setFault({ target: 'mobileMoney', kind: 'down' });

      await expect(validate('01711000099')).rejects.toMatchObject({
        name: 'PartnerUnavailable',
        message: expect.not.stringContaining('01711') as string,
      });
    });
  });

  it('pays each line by itself, in decimal text, and calls back about each', async () => {
    const lines = [line('L1'), line('L2', { amountMinor: 100, payee: { payeeIdentity: 'WORKER1' } })];
    const references = await handedOver(lines);
    const before = await statesOf(lines, references);
    await world.pass(1);

    expect(before.map(({ status }) => status)).toEqual(['ongoing', 'ongoing']);
    expect(await statesOf(lines, references)).toMatchObject([
      { requestId: 'L1', status: 'completed', amountMinor: 80_050, currency: 'BDT', completedAt: '2026-03-01T08:01:00.000Z' },
      { requestId: 'L2', status: 'completed', amountMinor: 100 },
    ]);
    expect(world.control.payments().map(({ content }) => JSON.parse(content) as unknown)).toMatchObject([
      { amount: '800.50', creditParty: [{ key: 'msisdn', value: '01711000000' }] },
      { amount: '1.00', creditParty: [{ key: 'identityalias', value: 'WORKER1' }] },
    ]);
    expect(world.inbox).toHaveLength(2);
    for (const delivery of world.inbox) {
      expect(() => rail.verifyCallback(delivery)).not.toThrow();
      expect(rail.parsePaymentCallback(delivery.body)).toEqual({ about: 'line', requestId: expect.stringMatching(/^L\d$/) as string });
    }
  });

  it('says why a line failed, while the others are paid', async () => {
    const lines = [line('L1', { payee: { financialAddress: '01711000099', modality: '01' } }), line('L2')];
    const references = await handedOver(lines);
    await world.pass(1);

    expect(await statesOf(lines, references)).toMatchObject([{ status: 'failed', reason: 'accountClosed' }, { status: 'completed' }]);
  });

  it('refuses by itself what it cannot pay to, and sends the rest', async () => {
    expect(await submit([line('L1', { payee: { financialAddress: 'V', modality: '02' } }), line('L2')])).toMatchObject({
      outcome: 'accepted',
      settled: [{ requestId: 'L1', status: 'failed', reason: 'addressInvalid' }],
    });
    expect(world.control.payments().map(({ requestId }) => requestId)).toEqual(['L2']);
  });

  describe('pays once', () => {
    it('when the answer is lost, whether the repeat comes before or after the payment', async () => {
      for (const [place, wait] of [
        ['L1', 0],
        ['L2', 5],
      ] as const) {
        world.control.setFault({ target: 'mobileMoney.disburse', kind: 'lostAnswer', times: 1 });
        await expect(submit([line(place)])).rejects.toMatchObject({ name: 'PartnerUnavailable' });
        await world.pass(wait);
        expect(await submit([line(place)], true)).toMatchObject({ outcome: 'accepted' });
        await world.pass(5);
        expect(await statesOf([line(place)])).toMatchObject([{ requestId: place, status: 'completed' }]);
      }
      expect(moved()).toEqual([{ currency: 'BDT', payments: 2, amountMinor: 160_100 }]);
    });

    it('when the request arrives twice', async () => {
      world.control.setFault({ target: 'mobileMoney.disburse', kind: 'twice' });
      await submit([line('L1')]);
      await world.pass(1);

      expect(moved()).toEqual([{ currency: 'BDT', payments: 1, amountMinor: 80_050 }]);
    });

    it('when one line of a batch is lost and the batch is handed over again', async () => {
      world.control.setFault({ target: 'mobileMoney.disburse', kind: 'lostAnswer', times: 1 });
      world.control.setFault({ target: 'mobileMoney.disburse', kind: 'down', times: 1 });
      const lines = [line('L1'), line('L2'), line('L3')];

      await expect(submit(lines)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
      await world.pass(1);
      await submit(lines, true);
      await world.pass(1);

      expect(moved()).toEqual([{ currency: 'BDT', payments: 3, amountMinor: 240_150 }]);
      expect((await statesOf(lines)).map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    });

    it('when it answers later than we wait', async () => {
      await world.stop();
      await begin({ mobileMoney: { timeoutMs: 200 } });
      world.control.setFault({ target: 'mobileMoney.disburse', kind: 'slow', delayMs: 600, times: 1 });

      await expect(submit([line('L1')])).rejects.toMatchObject({ name: 'PartnerUnavailable' });
      await submit([line('L1')], true);
      await new Promise((resolve) => setTimeout(resolve, 800));
      await world.pass(1);

      expect(moved()).toEqual([{ currency: 'BDT', payments: 1, amountMinor: 80_050 }]);
    });
  });

  it('does not know a line that never arrived', async () => {
    expect(await statesOf([line('L1')])).toEqual([]);
  });

  it('shows in its statement what was paid and what came back, each on its day, a page at a time', async () => {
    await world.stop();
    await begin({ mobileMoney: { pageSize: 1 } });
    world.control.setFault({ target: 'mobileMoney.settlement', kind: 'returned', afterMinutes: 24 * 60, times: 1 });
    const lines = [line('L1'), line('L2')];
    const references = await handedOver(lines);
    await world.pass(24 * 60 + 5);
    const on = async (day: string) => {
      const all: (readonly [string, string])[] = [];
      for (let page: number | undefined = 0; page !== undefined;) {
        const { lines: found, nextPage } = await rail.statement(PlainDate.parse(day), page, world.call());
        all.push(...found.map(({ requestId, status }) => [requestId, status] as const));
        page = nextPage;
      }
      return all;
    };

    const paid = await on('2026-03-01');
    const [returned] = await on('2026-03-02');

    expect(paid.toSorted()).toEqual([
      ['L1', 'completed'],
      ['L2', 'completed'],
    ]);
    expect(returned?.[1]).toBe('returned');
    expect((await statesOf(lines, references)).find(({ requestId }) => requestId === returned?.[0])).toMatchObject({
      status: 'returned',
      completedAt: '2026-03-02T08:01:00.000Z',
    });
  });

  /** The same rail, some of whose answers are others. */
  const withAnswers = (answer: (url: string, body: unknown) => unknown): PaymentRailPort => {
    const answering: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const own = answer(response.url, await response.clone().json());
      return own === undefined ? response : own instanceof Response ? own : Response.json(own);
    };
    return partnersOverHttp(world.configuration, { fetch: answering }).rails.of('mobile-money');
  };

  it('has its day compared though its statement names what it does not show, such as a fee', async () => {
    await submit([line('L1')]);
    await world.pass(1);
    const withFee = withAnswers((url, body) => {
      if (url.includes('/transactions/FEE'))
        return Response.json({ errorCategory: 'identification', errorCode: 'identifierError' }, { status: 404 });
      if (!url.includes('/statemententries')) return undefined;
      const [entry] = body as readonly object[];
      return [entry, { ...entry, transactionReference: 'FEE-1', amount: '3.00', customData: undefined }];
    });

    const { lines } = await withFee.statement(PlainDate.parse('2026-03-01'), 0, world.call());

    expect(lines.map(({ requestId, amountMinor }) => [requestId, amountMinor])).toEqual([
      ['L1', 80_050],
      ['FEE-1', 300],
    ]);
  });

  it('is heard of all lines but those of which it speaks in words that nobody knows', async () => {
    const lines = [line('L1'), line('L2')];
    const references = await handedOver(lines);
    await world.pass(1);
    const odd = withAnswers((url, body) => {
      const transaction = body as { requestingOrganisationTransactionReference?: string };
      const isOdd = url.includes('/transactions/') && transaction.requestingOrganisationTransactionReference === 'L1';
      return isOdd ? { ...transaction, transactionStatus: 'MOSTLY DONE' } : undefined;
    });
    const detail = (all: readonly PaymentLine[]) =>
      odd.batchDetail({ batchId: 'BATCH-1', lines: all.map((one) => ({ ...one, reference: references[one.requestId] })) }, 0, world.call());

    expect((await detail(lines)).lines).toMatchObject([{ requestId: 'L2', status: 'completed' }]);
    await expect(detail(lines.slice(0, 1))).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
  });

  it('gives each line a key of its own, so that a gateway takes none for the repeat of another', async () => {
    const sent: string[] = [];
    const noting: typeof fetch = (input, init) => {
      if (init?.method === 'POST') sent.push(new Headers(init.headers).get('idempotency-key') ?? '');
      return fetch(input, init);
    };
    const noted = partnersOverHttp(world.configuration, { fetch: noting }).rails.of('mobile-money');

    await noted.submitBatch(batch([line('L1'), line('L2')]), world.call({ idempotencyKey: 'BATCH-1' }));

    expect(new Set(sent).size).toBe(2);
  });

  it('never asks about an address that would be another place of its API', async () => {
    expect(
      await rail.validateAddresses(
        { correlationId: 'V', addresses: [{ id: 'A', modality: '01', financialAddress: '..' }], callbackUrl: world.callbackUrl },
        world.call(),
      ),
    ).toMatchObject({ failures: { A: 'addressInvalid' } });
    expect(world.control.calls()).toEqual({});
  });

  it('is sent nothing while it says that it is unavailable', async () => {
    const answering: typeof fetch = (input, init) =>
      typeof input === 'string' && input.endsWith('/heartbeat')
        ? Promise.resolve(Response.json({ serviceStatus: 'unavailable' }))
        : fetch(input, init);
    const closed = partnersOverHttp(world.configuration, { fetch: answering }).rails.of('mobile-money');

    await expect(closed.submitBatch(batch([line('L1')]), world.call())).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect(world.control.payments()).toEqual([]);
  });

  it('lets us in by an access token, which is got once', async () => {
    await world.stop();
    await begin();
    const gsma = world.configuration.rails['mobile-money'];
    const tokenUrl = `${world.sandbox.baseUrl}/mobile-money/token`;
    const signedIn = (clientSecret: string) =>
      partnersOverHttp({
        ...world.configuration,
        rails: {
          'mobile-money': {
            ...gsma,
            credentials: { by: 'clientCredentials', tokenUrl, clientId: 'nestling', clientSecret: { value: clientSecret } },
          } as typeof gsma & object,
        },
      }).rails.of('mobile-money');
    const good = signedIn('sandbox-mobile-money');

    await good.submitBatch(batch([line('L1'), line('L2')]), world.call());
    await expect(signedIn('wrong').submitBatch(batch([line('L3')]), world.call())).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    expect(world.control.payments()).toHaveLength(2);
    expect(world.control.calls()['mobileMoney.token']).toBe(2);
  });

  it.each([
    ['another key', { 'x-api-key': 'other' }],
    ['no key', { 'x-api-key': undefined }],
    ['an old date', { 'x-date': '2026-02-01T00:00:00Z' }],
    ['the hash of another body', { 'x-content-hash': '0'.repeat(64) }],
  ])('is not believed to call back with %s', async (_what, headers) => {
    await submit([line('L1')]);
    await world.pass(1);
    const [delivery] = world.inbox;
    if (delivery === undefined) throw new Error('nothing was called back');

    expect(() => rail.verifyCallback({ ...delivery, headers: { ...delivery.headers, ...headers } })).toThrow(
      expect.objectContaining({ name: 'SignatureInvalid' }) as Error,
    );
  });
});
