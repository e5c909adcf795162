import { LedgerEntry } from '../../../functions/payment/records.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { keys } from '../../../functions/table/keys.ts';
import { aPaymentsWorld, type PaymentsWorld } from '../../support/payments-block.ts';
import { aWorld, type World } from '../partners/partners-world.ts';

const MANY = 1000;
/** Whose account is closed. */
const CLOSED = 17;
const numbered = (place: number, digits: number): string => String(place).padStart(digits, '0');
const phoneOf = (place: number): string => `017110${numbered(place, 5)}`;
const payeeOf = (place: number): string => `WOMAN-${numbered(place, 14)}`;
const idOf = (place: number): string => `INSTRUCTION${numbered(place, 5)}`;
const all = Array.from({ length: MANY }, (_, place) => place);

const instructions = all.map((place) => ({
  InstructionID: idOf(place),
  PayeeFunctionalID: payeeOf(place),
  Amount: 100 + place,
  Currency: 'BDT',
  Narration: 'aid',
}));
const body = { RequestID: 'REQUEST00001', SourceBBID: 'SOURCE000001', BatchID: 'BATCH0000001', CreditInstructions: instructions };

describe('a thousand payees of a provider that takes them one by one', () => {
  let sandbox: World;
  let world: PaymentsWorld;
  let minute = 0;
  const at = (): string => new Date(Date.parse('2026-03-01T10:00:00.000Z') + minute * 60_000).toISOString();

  beforeEach(async () => {
    minute = 0;
    sandbox = await aWorld({
      seed: { accounts: [{ financialAddress: phoneOf(CLOSED), status: 'closed' }] },
      mobileMoney: { timeoutMs: 2000 },
    });
    world = await aPaymentsWorld(new Map([['provider', sandbox.partners.rails.of('mobile-money')]]));
    await world.call('PUT', '/source-blocks/SOURCE000001', { body: { rail: 'provider' } });
    for (let start = 0; start < MANY; start += 50) {
      const Beneficiaries = all.slice(start, start + 50).map((place) => ({
        PayeeFunctionalID: payeeOf(place),
        PaymentModality: '01',
        FinancialAddress: phoneOf(place),
      }));
      await world.call('POST', '/register-beneficiary', { body: { RequestID: 'REQUEST00000', SourceBBID: 'SOURCE000001', Beneficiaries } });
    }
  });
  afterEach(() => sandbox.stop());

  /** As the state machine goes on, minute by minute, until nothing is left. */
  const workOff = async (): Promise<void> => {
    for (; world.steps.at(-1)?.step !== 'done' && minute < 600; minute += 1) await world.work(at()).catch(() => undefined);
  };

  /** The function ends between what it does: after the rail was asked, and before that was stored. */
  const endsInBetween = (): void => {
    const transact = world.table.transact.bind(world.table);
    let removals = 0;
    world.table.transact = (writes, token) => {
      if (writes.some((write) => 'remove' in write) && (removals += 1) % 10 === 0)
        return Promise.reject(new Error('the function was ended'));
      return transact(writes, token);
    };
  };

  it('are each paid once, though provider and function fail in every way in between, and their request waits for none of it', async () => {
    const { control } = sandbox;
    for (const [kind, times] of [
      ['lostAnswer', 30],
      ['refuse', 20],
      ['down', 10],
      ['twice', 5],
    ] as const)
      control.setFault({ target: 'mobileMoney.disburse', kind, times });
    control.setFault({ target: 'mobileMoney.disburse', kind: 'garbage', form: 'notJson', takesEffect: true, times: 5 });

    endsInBetween();

    const answer = await world.receive('POST', '/bulk-payment', { body });
    expect(control.payments()).toEqual([]);
    await workOff();
    const repeated = await world.call('POST', '/bulk-payment', { body, at: '2026-03-03T10:00:00.000Z' });
    await sandbox.pass(5);

    expect(answer).toMatchObject({
      status: 200,
      body: { ResponseCode: '00', ResponseDescription: `${String(MANY)} instructions go to the rail, 0 are paid out by hand` },
    });
    expect(repeated.body).toEqual(answer.body);
    const paid = control.payments().filter(({ status }) => status === 'completed');
    expect(paid.map(({ requestId }) => requestId).toSorted()).toEqual(all.filter((place) => place !== CLOSED).map(idOf));
    expect(control.payments().filter(({ status }) => status !== 'completed')).toMatchObject([
      { requestId: idOf(CLOSED), status: 'failed' },
    ]);
    expect(paid.every(({ payee, amountMinor }) => amountMinor === (100 + Number(payee['financialAddress']?.slice(-5))) * 100)).toBe(true);
    const ledger = (await world.table.all(keys.outsideLedger(derivedId('creditBatch', 'client-1', 'SOURCE000001', 'BATCH0000001')))).map(
      (item) => LedgerEntry.parse(item),
    );
    expect(ledger.filter(({ entry }) => entry === 'instructed')).toHaveLength(MANY);
  });

  it('are each asked about once before they are paid, and what is found is told when the last is answered', async () => {
    const { control } = sandbox;
    control.setFault({ target: 'mobileMoney.accountStatus', kind: 'refuse', times: 60 });
    const question = { body: { RequestID: 'REQUEST00001', Source_BatchID: 'BATCH0000001' } };

    const answer = await world.receive('POST', '/prepayment-validation', { body });
    const before = await world.receive('POST', '/prepayment-validation-response', question);
    await workOff();
    const after = await world.call('POST', '/prepayment-validation-response', question);

    expect(answer).toMatchObject({
      status: 200,
      body: {
        ResponseCode: '00',
        ResponseDescription: `every payee is registered; the rail is still looking at ${String(MANY)} addresses`,
      },
    });
    expect(before.status).toBe(404);
    expect(after).toMatchObject({ status: 200, body: { NumberFailedCases: 1, FailedAccounts: [{ InstructionID: idOf(CLOSED) }] } });
    expect(await world.receive('POST', '/prepayment-validation', { body })).toMatchObject({
      body: { ResponseCode: '01', ResponseDescription: `1 of ${String(MANY)} instructions cannot be paid` },
    });
    expect(control.calls()['mobileMoney.accountStatus']).toBe(MANY + 60);
  });
});
