import { jest } from '@jest/globals';
import fc from 'fast-check';
import {
  AccountCodeRequested,
  ContactFellDue,
  ContactOverdue,
  ItemFellDue,
  MessagesCalledBack,
  MotherAdvised,
  PaymentFailed,
  VisitRecorded,
} from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Contacts, type Contact } from '../../../functions/care/records.ts';
import { raiseAlert, type NewAlert } from '../../../functions/casefile/alert.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { Questions } from '../../../functions/casefile/question.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { Problem } from '../../../functions/kernel/problem.ts';
import { smsReceipts } from '../../../functions/partners/http/sms-gateway-client.ts';
import { messagingCallbacks } from '../../../functions/partners/http/messaging-client.ts';
import { SmsConfiguration } from '../../../functions/partners/http/texts-configuration.ts';
import { posted, together } from '../../../functions/messaging/domain/message.ts';
import { askAfterTexts } from '../../../functions/messaging/consumers/ask-after-texts.ts';
import { Messages, Mutes } from '../../../functions/messaging/records.ts';
import { receiveReceipts } from '../../../functions/messaging/api/receive-receipts.ts';
import { signatureOf } from '../../../infra/local/partners/agenda.ts';
import { aContext, call, testVault } from '../../support/world.ts';
import { aMessagingWorld, withTexting, type MessagingWorld } from './messaging-world.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const NIGHT = '2026-03-01T23:00:00.000Z';
const MORNING = '2026-03-02T08:00:00.000Z';

const contact = (more: Partial<Contact> = {}): Contact => ({
  contactId: 'ANC-2',
  kind: 'ANC-2',
  of: 'mother',
  dueOn: parsePlainDate('2026-03-04'),
  opensOn: parsePlainDate('2026-02-20'),
  closesOn: parsePlainDate('2026-03-20'),
  urgent: false,
  status: 'due',
  followedUp: false,
  ...more,
});
const due = { contactId: 'ANC-2', kind: 'ANC-2', dueOn: '2026-03-04' };
const withContact = () => aMessagingWorld({ put: [place(Contacts, contact())] });
const visit = async (world: MessagingWorld, at: string) => {
  await world.files.change(world.caseId, aContext(at, { causationId: `visit-${at}` }), () => ({
    put: [place(Contacts, contact({ status: 'done' }))],
    answer: undefined,
  }));
  return VisitRecorded.of({ visitId: derivedId('visit', at), contactId: 'ANC-2', kind: 'ANC-2', on: at.slice(0, 10), late: false });
};
const failed = (n: number) =>
  PaymentFailed.of({
    paymentId: derivedId('payment', n),
    lineId: `line-${String(n)}`,
    payee: 'mother',
    amountMinor: 100_000,
    currency: 'INR',
    reason: 'other',
  });

describe('a text', () => {
  it('waits in the queue, is sent once, and keeps its parts and price', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NOON);
    expect(await world.states()).toEqual(['contactReminder queued']);

    await world.send();
    await world.sendAgain();

    expect(world.taken.map(({ text }) => text)).toEqual([expect.stringContaining('Mar 4, 2026')]);
    expect(await world.messages()).toMatchObject([{ state: 'sent', parts: 1, costMicros: 50_000, gateway: 'http', receipt: 'accepted' }]);
    const facts = await world.files.history(world.caseId);
    expect(facts.find(({ detailType }) => detailType === 'MessageSent.v1')?.detail.data).toMatchObject({
      costMicros: 50_000,
      currency: 'USD',
    });
  });

  it('of an appointment waits for half a day after she was told to go to the clinic, in whichever order they come', async () => {
    const goNow = MotherAdvised.of({ advice: 'goNow', about: 'text-1' });
    const early = '2026-03-01T08:30:00.000Z';
    const after = await withContact();
    await after.happen(goNow, early);
    await after.happen(ContactFellDue.of(due), early);
    await after.send();
    const before = await withContact();
    await before.happen(ContactFellDue.of(due), early);
    await before.happen(goNow, early);
    await before.send();

    for (const world of [after, before]) {
      expect((await world.states()).toSorted()).toEqual(['contactReminder scheduled', 'goNow sent']);
      await world.sweep('2026-03-01T20:29:00.000Z');
      expect(world.taken).toHaveLength(1);
      await world.sweep('2026-03-01T20:31:00.000Z');
      expect((await world.states()).toSorted()).toEqual(['contactReminder sent', 'goNow sent']);
    }
  });

  it('that comes at night waits for the morning; a code that she asked for does not', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NIGHT);
    await world.happen(AccountCodeRequested.of({ challengeId: derivedId('challenge') }), NIGHT);
    await world.send();
    expect(await world.states()).toEqual(expect.arrayContaining(['contactReminder scheduled', 'accountCode sent']));

    await world.sweep('2026-03-02T07:00:00.000Z');
    expect(world.taken).toHaveLength(1);
    await world.sweep(MORNING);
    expect(await world.states()).toEqual(expect.arrayContaining(['contactReminder sent', 'accountCode sent']));
  });

  it('whose sending was cut off counts as sent and is not sent again', async () => {
    const world = await withContact();
    world.answers.push('crash');
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();
    await world.sendAgain();
    await world.sweep('2026-03-01T14:00:00.000Z');

    expect(world.taken).toHaveLength(1);
    expect(await world.messages()).toMatchObject([{ state: 'sent', receipt: 'unknown' }]);
  });

  it('that the gateway cannot take is tried again by the sweep, as often as its reason allows, and costs nothing meanwhile', async () => {
    const world = await aMessagingWorld(
      { put: [place(Contacts, contact())] },
      withTexting({ retries: [{ reason: 'gatewayDown', afterMinutes: [15, 60] }] }),
    );
    const down = { state: 'tryAgain', reason: 'gatewayDown' } as const;
    world.answers.push(down, down, down, down);
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();
    // the queue may hand it over again at once: that uses up no pause
    await world.sendAgain();
    expect(await world.messages()).toMatchObject([{ state: 'queued', retries: 1, costMicros: 0, lookAt: '2026-03-01T12:15:00.000Z' }]);
    await world.sweep('2026-03-01T13:00:00.000Z');
    await world.sweep('2026-03-01T14:00:00.000Z');

    expect(await world.states()).toEqual(['contactReminder failed gatewayDown']);
    expect(world.taken).toEqual([]);
  });

  it('that the queue has forgotten is found by the sweep', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NOON);
    await world.sweep('2026-03-01T12:30:00.000Z');
    expect(await world.states()).toEqual(['contactReminder sent']);
  });

  it('of which five equal ones went out within half an hour is a duplicate, and goes again afterwards', async () => {
    const world = await aMessagingWorld();
    for (let n = 0; n < 7; n += 1) await world.happen(failed(n), `2026-03-01T12:0${String(n)}:00.000Z`);
    await world.send();
    expect(world.taken).toHaveLength(5);
    expect((await world.states()).filter((state) => state === 'paymentFailed duplicate equalTexts')).toHaveLength(2);

    await world.happen(failed(8), '2026-03-01T12:45:00.000Z');
    await world.send();
    expect(world.taken).toHaveLength(6);
  });

  it('ends where the next try would cost more than a text may', async () => {
    const world = await aMessagingWorld(
      { put: [place(Contacts, contact())] },
      withTexting({ price: { currency: 'USD', microsPerPart: 50_000, mostMicros: 40_000, source: 'test' } }),
    );
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();

    expect(await world.states()).toEqual(['contactReminder failed priceLimit']);
  });

  it('to a number that its network lets nobody write to silences the number', async () => {
    const world = await withContact();
    world.answers.push({ state: 'refused', reason: 'optedOut' });
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();
    await world.happen(failed(1), NOON);
    await world.send();

    expect(await world.states()).toEqual(expect.arrayContaining(['contactReminder failed optedOut', 'paymentFailed denied optedOut']));
    expect(world.taken).toEqual([]);
  });
});

describe('the group of a contact', () => {
  it('goes silent with the visit: what is queued is not sent, and the question is taken back', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), '2026-03-01T11:00:00.000Z');
    await world.happen(ContactOverdue.of(due), '2026-03-05T11:00:00.000Z');
    expect(allOf(await world.open(), Questions)).toMatchObject([{ kind: 'visit', subjectId: 'ANC-2', answer: { of: 'yesNo' } }]);

    await world.happen(await visit(world, '2026-03-05T12:00:00.000Z'), '2026-03-05T12:00:00.000Z');
    await world.send();

    expect(world.taken).toEqual([]);
    expect(new Set(await world.states())).toEqual(new Set(['contactReminder cleared visitDone', 'contactAsk cleared visitDone']));
    expect(allOf(await world.open(), Questions)).toEqual([]);
  });

  it('is kept back at the moment of sending, when nobody has cleared it yet', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NOON);
    await visit(world, NOON);
    await world.send();

    expect(world.taken).toEqual([]);
    expect(await world.states()).toEqual(['contactReminder cleared visitDone']);
  });
});

describe('STOP and START', () => {
  it('silence at once, are confirmed once, and bring no backlog', async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NIGHT);
    await world.writes({ is: 'stop' }, '2026-03-01T23:10:00.000Z');
    await world.writes({ is: 'stop' }, '2026-03-01T23:11:00.000Z');
    await world.happen(failed(1), '2026-03-01T23:12:00.000Z');
    await world.send();
    await world.writes({ is: 'start' }, '2026-03-01T23:20:00.000Z');
    await world.send();
    await world.sweep(MORNING);

    expect(world.taken.map(({ text }) => text)).toEqual([expect.stringContaining('START'), expect.stringContaining('STOP')]);
    expect(await world.states()).toEqual(
      expect.arrayContaining(['contactReminder muted stopped', 'paymentFailed muted stopped', 'stopped sent', 'resumed sent']),
    );
  });

  it('are hers alone: a text to staff about her goes on, and never silences her when its number wants nothing', async () => {
    const alertId = derivedId('alert');
    const alert: NewAlert = { alertId, kind: 'bloodPressure', level: 'emergency', signs: [], source: { kind: 'test', id: 't' } };
    const world = await aMessagingWorld();
    await world.table.transact(
      workerWrites(
        {
          workerId: 'asha-1',
          version: 1,
          areas: ['north-1'],
          capacity: 5,
          active: true,
          phone: await testVault.seal('+919800000001', 'asha-1'),
        },
        undefined,
      ),
      'worker',
    );
    await world.files.change(world.caseId, aContext(NIGHT), (file) => {
      const raised = raiseAlert(file, alert, { at: NIGHT, by: 'test' });
      const text = posted(
        {
          messageId: derivedId('text'),
          template: 'staff.emergency',
          variables: { minutes: '5' },
          language: 'en',
          to: 'staff',
          address: 'worker:asha-1',
          group: { alert: { alertId, round: 1, rung: 1 } },
        },
        { at: NIGHT, causedBy: 'test' },
      );
      return { ...together([raised, text]), answer: undefined };
    });
    await world.writes({ is: 'stop' }, NIGHT);
    expect(await world.states()).toContain('staff.emergency queued');
    world.answers.push({ state: 'refused', reason: 'optedOut' });
    await world.send();

    expect(await world.states()).toContain('staff.emergency failed optedOut');
    expect(allOf(await world.open(), Mutes)).toMatchObject([{ by: 'mother' }]);
  });

  it('of one topic leave the others, and never a code that she asks for', async () => {
    const world = await withContact();
    await world.writes({ is: 'stopSome', topic: 'reminders' }, NOON);
    await world.happen(ContactFellDue.of(due), NOON);
    await world.happen(failed(1), NOON);
    await world.writes({ is: 'stop' }, '2026-03-01T12:01:00.000Z');
    await world.happen(AccountCodeRequested.of({ challengeId: derivedId('challenge') }), '2026-03-01T12:02:00.000Z');
    await world.send();

    expect(await world.states()).toEqual(
      expect.arrayContaining([
        'stoppedSome sent',
        'contactReminder muted stopped',
        'paymentFailed muted stopped',
        'stopped sent',
        'accountCode sent',
      ]),
    );
  });
});

describe('a delivery receipt', () => {
  const configuration = SmsConfiguration.parse({ baseUrl: 'http://127.0.0.1', callback: { secret: { value: 'secret' } } });
  const receive = (world: MessagingWorld, receipts: readonly object[], at: string, secret = 'secret') => {
    const rawBody = JSON.stringify({ receipts });
    const operation = receiveReceipts({
      ...world.needs,
      table: world.table,
      receipts: () => smsReceipts(configuration),
      calls: () => messagingCallbacks(undefined),
    });
    return call(operation, {
      rawBody,
      at,
      headers: { 'x-callback-timestamp': at, 'x-callback-signature': signatureOf(secret, at, rawBody) },
    });
  };
  const sent = async () => {
    const world = await withContact();
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();
    return world;
  };

  it('says that a text arrived, once', async () => {
    const world = await sent();

    expect(
      await receive(
        world,
        [
          { id: 'g-1', state: 'delivered' },
          { id: 'unknown', state: 'delivered' },
        ],
        NOON,
      ),
    ).toMatchObject({
      status: 202,
      body: { known: 1 },
    });
    expect(await receive(world, [{ id: 'g-1', state: 'failed' }], NOON)).toMatchObject({ status: 202, body: { known: 0 } });
    expect(await world.states()).toEqual(['contactReminder delivered']);
  });

  it('that she was out of reach has the text sent again after a pause; that she is blocked does not', async () => {
    const away = await sent();
    await receive(away, [{ id: 'g-1', state: 'failed', reason: 'unreachable' }], NOON);
    expect(await away.messages()).toMatchObject([{ state: 'scheduled', lookAt: '2026-03-01T14:00:00.000Z' }]);
    await away.sweep('2026-03-01T14:00:00.000Z');
    expect(away.taken).toHaveLength(2);
    expect(await away.messages()).toMatchObject([{ state: 'sent', costMicros: 100_000 }]);

    const blocked = await sent();
    await receive(blocked, [{ id: 'g-1', state: 'failed', reason: 'blocked' }], NOON);
    expect(await blocked.states()).toEqual(['contactReminder failed blocked']);
  });

  it('is refused when somebody else signed it', async () => {
    const world = await sent();

    expect(await receive(world, [{ id: 'g-1', state: 'delivered' }], NOON, 'wrong')).toMatchObject({ status: 403 });
    expect(await world.states()).toEqual(['contactReminder sent']);
  });
});

describe('a text through the Messaging block of a country', () => {
  const UID = 'UfQK-CPju';
  type Fate = 'underWay' | 'delivered' | 'failed' | 'down';

  /** A text that the block took, which says of it what it is told to, and is asked when the sweep or a call says so. */
  const handedOver = async () => {
    const world = await withContact();
    world.answers.push({ state: 'sent', gateway: 'messaging', gatewayId: UID, askAt: '2026-03-01T12:10:00.000Z' });
    await world.happen(ContactFellDue.of(due), NOON);
    await world.send();
    const asked: string[] = [];
    const block = { fate: 'underWay' as Fate };
    const port = {
      textFate: (requestUid: string) => {
        asked.push(requestUid);
        return block.fate === 'down' ? Promise.reject(new Problem('PartnerUnavailable', 'down')) : Promise.resolve(block.fate);
      },
      askAt: (at: string, times: number) => (times > 2 ? undefined : new Date(Date.parse(at) + times * 3_600_000).toISOString()),
    };
    const [whenDue, whenCalled] = askAfterTexts({ ...world.needs, asked: () => ({ name: 'messaging', port }) });
    const hear = async (fact: NewFact, at: string, which = whenDue) => {
      const metadata = { ...aContext(at), occurredAt: at, eventId: derivedId('hear', at), caseId: world.caseId, area: '', programme: '' };
      await which?.run({ 'detail-type': fact.detailType, detail: { metadata, data: fact.data } } as never);
    };
    return {
      world,
      asked,
      block,
      sweep: async (at: string) => {
        const [message] = await world.messages();
        const item = message === undefined ? '' : Messages.sk(message);
        await hear(ItemFellDue.of({ kind: 'messageReceipt', item, dueOn: at.slice(0, 10) }), at);
      },
      called: (at: string) => hear(MessagesCalledBack.of({ kind: 'text', requestUid: UID, of: world.caseId }), at, whenCalled),
      facts: async () => (await world.files.history(world.caseId)).map(({ detailType }) => detailType),
    };
  };

  it('is asked about when its time has come, and arrives as if its receipt had', async () => {
    const { world, asked, block, sweep, facts } = await handedOver();
    block.fate = 'delivered';

    await sweep('2026-03-01T12:05:00.000Z');
    expect(asked).toEqual([]);
    await sweep('2026-03-01T13:00:00.000Z');
    await sweep('2026-03-01T14:00:00.000Z');

    expect(asked).toEqual([UID]);
    expect(await world.messages()).toMatchObject([{ state: 'delivered', deliveredAt: '2026-03-01T13:00:00.000Z' }]);
    expect((await facts()).filter((fact) => fact === 'MessageDelivered.v1')).toHaveLength(1);
  });

  it('is asked about less and less often while the block says nothing, and no more at the end', async () => {
    const { world, asked, block, sweep } = await handedOver();
    for (const [at, fate] of [
      ['2026-03-01T13:00:00.000Z', 'underWay'],
      ['2026-03-01T13:30:00.000Z', 'underWay'],
      ['2026-03-01T14:00:00.000Z', 'down'],
      ['2026-03-01T15:00:00.000Z', 'down'],
      ['2026-03-01T17:00:00.000Z', 'underWay'],
      ['2026-03-04T17:00:00.000Z', 'delivered'],
    ] as const) {
      block.fate = fate;
      await sweep(at);
    }

    expect(asked).toHaveLength(3);
    expect((await world.messages()).map(({ state, lookAt }) => [state, lookAt])).toEqual([['sent', undefined]]);
  });

  it('is asked about when the block calls, however often; one that failed may be sent again as any other', async () => {
    const { world, block, called, facts } = await handedOver();
    block.fate = 'failed';

    await called('2026-03-01T12:01:00.000Z');
    await called('2026-03-01T12:01:05.000Z');

    expect((await facts()).filter((fact) => fact === 'MessageUndelivered.v1')).toHaveLength(1);
    expect(await world.messages()).toMatchObject([{ state: 'failed', reason: 'other' }]);
  });

  it.each([
    ['of a text that waits for it', 'key', UID, { from: 'messaging' }, 200, 1],
    ['of a text that nobody knows', 'key', 'another', { from: 'messaging' }, 200, 0],
    [
      'of e-mails',
      'key',
      UID,
      { from: 'messaging', request: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', handOver: '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01' },
      200,
      1,
    ],
    ['under a wrong key', 'other', UID, { from: 'messaging' }, 403, 0],
    ['without a name for what it is about', 'key', '', { from: 'messaging' }, 400, 0],
  ] as const)('has a call %s heeded: %s', async (_what, apikey, requestuid, query, status, known) => {
    const { world } = await handedOver();
    const calls = () => messagingCallbacks({ by: 'apiKey', secret: { value: 'key' } });
    const operation = receiveReceipts({
      ...world.needs,
      receipts: () => {
        throw new Error('no gateway sends receipts here');
      },
      calls,
    });
    const transact = jest.spyOn(world.table, 'transact');

    const answer = await call(operation, { body: { meta: 'm', content: '' }, query, at: NOON, headers: { apikey, requestuid } });

    expect(answer.status).toBe(status);
    expect(transact.mock.calls.flatMap(([writes]) => writes)).toMatchObject(
      known === 0 ? [] : [{ put: { detailType: 'MessagesCalledBack.v1', detail: expect.stringContaining(requestuid) as unknown } }],
    );
  });
});

describe('whatever happens in which order', () => {
  const steps = fc.array(fc.constantFrom('due', 'ask', 'visit', 'stop', 'start', 'send', 'again', 'crash', 'lost', 'down', 'sweep'), {
    minLength: 3,
    maxLength: 14,
  });

  it('no text arrives twice, and none after a visit or a STOP that came before its sending', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const world = await withContact();
        let minute = 0;
        let visited = false;
        let stopped = false;
        for (const step of sequence) {
          const at = new Date(Date.parse(NOON) + (minute += 20) * 60_000).toISOString();
          const before = world.taken.length;
          if (step === 'due') await world.happen(ContactFellDue.of(due), at);
          if (step === 'ask') await world.happen(ContactOverdue.of(due), at);
          if (step === 'visit') {
            await visit(world, at);
            visited = true;
          }
          if (step === 'stop' || step === 'start') {
            await world.writes({ is: step }, at);
            stopped = step === 'stop';
          }
          if (step === 'crash') world.answers.push('crash');
          if (step === 'lost') world.answers.push({ state: 'unknown' });
          if (step === 'down') world.answers.push({ state: 'tryAgain', reason: 'gatewayDown' });
          if (step === 'send') await world.send();
          if (step === 'again') await world.sendAgain();
          if (step === 'sweep') await world.sweep(at);
          const added = world.taken.slice(before).map(({ text }) => text);
          const ofContact = added.filter((text) => text.includes('appointment'));
          if ((visited || stopped) && ofContact.length > 0) return false;
        }
        const references = world.taken.map(({ reference }) => reference);
        return new Set(references).size === references.length;
      }),
      { numRuns: 150 },
    );
  });
});
