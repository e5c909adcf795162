import { fileURLToPath } from 'node:url';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import type { PaymentBatch, PaymentRailPort } from '../../../functions/partners/payment-rail.ts';
import { aWorld, type World } from '../../component/partners/partners-world.ts';
import { definitionOf, jsonOf, listening, type Exchanged } from './govstack.ts';

const DEFINITION = definitionOf(fileURLToPath(new URL('./gsma-mobile-money-1.2.yaml', import.meta.url)));

const pathOf = ({ url }: Exchanged): string => url.pathname.replace(/^\/mobile-money/, '');

/** The client over a transport that keeps what went over it. */
const overheard = (world: World): { rail: PaymentRailPort; exchanged: Exchanged[] } => {
  const { fetch: listen, exchanged } = listening();
  return { rail: partnersOverHttp(world.configuration, { fetch: listen }).rails.of('mobile-money'), exchanged };
};

const HEARTBEAT = 'GET /heartbeat 200';
const TRANSACTION = 'GET /transactions/ 200';

describe('the client and the sandbox of mobile money, held to the definition', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld({ seed: { accounts: [{ financialAddress: '01711000099', status: 'closed' }] } });
  });
  afterEach(() => world.stop());

  const batch = (to = '01711000000', more: Partial<PaymentBatch> = {}): PaymentBatch => ({
    correlationId: 'BATCH1',
    programmeId: 'P',
    callbackUrl: world.callbackUrl,
    lines: [{ requestId: 'L1', payee: { financialAddress: to, modality: '01' }, amountMinor: 80_050, currency: 'BDT', description: 'x' }],
    ...more,
  });
  const lineOf = { requestId: 'L1', amountMinor: 80_050, currency: 'BDT' };
  const handOver = async (rail: PaymentRailPort, to?: string) => {
    const answer = await rail.submitBatch(batch(to), world.call());
    return { batchId: 'BATCH1', lines: [{ ...lineOf, reference: answer.outcome === 'accepted' ? answer.references?.['L1'] : undefined }] };
  };

  const CASES: readonly (readonly [string, (rail: PaymentRailPort) => Promise<unknown>, readonly string[]])[] = [
    ['a disbursement', (rail) => rail.submitBatch(batch(), world.call()), [HEARTBEAT, 'POST /transactions/type/disbursement 202']],
    [
      'the state of one that is under way',
      async (rail) => rail.batchDetail(await handOver(rail), 0, world.call()),
      [HEARTBEAT, 'POST /transactions/type/disbursement 202', 'GET /requeststates/ 200'],
    ],
    [
      'what came of one',
      async (rail) => {
        const handed = await handOver(rail);
        await world.pass(1);
        await rail.batchDetail(handed, 0, world.call());
      },
      [HEARTBEAT, 'POST /transactions/type/disbursement 202', 'GET /requeststates/ 200', TRANSACTION],
    ],
    [
      'one that failed',
      async (rail) => {
        const handed = await handOver(rail, '01711000099');
        await world.pass(1);
        await rail.batchDetail(handed, 0, world.call());
      },
      [HEARTBEAT, 'POST /transactions/type/disbursement 202', 'GET /requeststates/ 200'],
    ],
    [
      'a repeat of one that is under way',
      async (rail) => {
        await handOver(rail);
        await rail.submitBatch(batch(undefined, { repeated: true }), world.call());
      },
      [
        HEARTBEAT,
        'POST /transactions/type/disbursement 202',
        HEARTBEAT,
        'GET /responses/ 404',
        'POST /transactions/type/disbursement 400',
        'GET /responses/ 404',
      ],
    ],
    [
      'a repeat of one that was paid',
      async (rail) => {
        await handOver(rail);
        await world.pass(1);
        await rail.submitBatch(batch(undefined, { repeated: true }), world.call());
      },
      [HEARTBEAT, 'POST /transactions/type/disbursement 202', HEARTBEAT, 'GET /responses/ 200'],
    ],
    [
      'an account',
      (rail) =>
        rail.validateAddresses(
          { correlationId: 'V', addresses: [{ id: 'V', modality: '01', financialAddress: '01711000000' }], callbackUrl: '' },
          world.call(),
        ),
      ['GET /accounts/msisdn/ 200'],
    ],
    [
      'a statement with a payment and its reversal',
      async (rail) => {
        world.control.setFault({ target: 'mobileMoney', kind: 'returned', afterMinutes: 10 });
        await handOver(rail);
        await world.pass(20);
        await rail.statement(PlainDate.parse('2026-03-01'), 0, world.call());
      },
      [HEARTBEAT, 'POST /transactions/type/disbursement 202', 'GET /accounts/organisationid/ 200', TRANSACTION, TRANSACTION],
    ],
  ];

  it.each(CASES)('keep to it with %s', async (_what, ask, calls) => {
    const { rail, exchanged } = overheard(world);

    await ask(rail);

    const named = exchanged.map((heard) => {
      const path = pathOf(heard).replace(/^(\/(?:transactions(?!\/type)|requeststates|responses|accounts\/[^/]+)\/).*/, '$1');
      return `${heard.method} ${path} ${String(heard.status)}`;
    });
    expect(named).toEqual(calls);
    expect(exchanged.flatMap((heard) => DEFINITION.faultsOf(heard, pathOf(heard)))).toEqual([]);
  });

  it.each([
    ['paid', '01711000000'],
    ['failed', '01711000099'],
  ])('keep to it when the provider calls back that a line was %s', async (_what, to) => {
    await handOver(overheard(world).rail, to);
    await world.pass(1);
    const [delivery] = world.inbox;

    const headers = new Headers(
      Object.entries(delivery?.headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const body = jsonOf(delivery?.body ?? '');
    const heard = { method: 'PUT', url: new URL(world.callbackUrl), headers, body, status: 204, answer: undefined };

    expect(DEFINITION.faultsOf(heard, '/callback')).toEqual([]);
  });
});
