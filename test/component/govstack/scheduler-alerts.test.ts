import { createHash, verify } from 'node:crypto';
import { allOf } from '../../../functions/casefile/files.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { emailStore } from '../../../functions/govstack/messaging/store.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { alertPage } from '../../../functions/govstack/scheduler/alerting.ts';
import { askStatus } from '../../../functions/govstack/scheduler/ask-status.ts';
import { Participants, Things } from '../../../functions/govstack/scheduler/records.ts';
import { askPage } from '../../../functions/govstack/scheduler/replies.ts';
import { MOST_TRIES, sendAlert } from '../../../functions/govstack/scheduler/send-alert.ts';
import { awaitAlerts } from '../../../functions/govstack/scheduler/subscribers/await-alerts.ts';
import { shelf, shelfWrite } from '../../../functions/govstack/shelf.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import type { WebhookAnswer, WebhookCall } from '../../../functions/partners/webhook.ts';
import type { Delivery, OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { duePartition } from '../../../functions/table/keys.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { ALERT_AT, anAlert, anEvent, aSchedulerWorld, asked, type SchedulerWorld } from '../../support/scheduler-block.ts';
import { aSigner } from '../../support/signer.ts';
import { aContext, testVault } from '../../support/world.ts';

const PARTNER = { client: 'hospital', scopes: ['care.read', 'care.write', 'messages.send'] };
const MINUTE_LATER = '2026-03-09T09:01:00.000Z';

const book = (world: SchedulerWorld, eventId: string, participant_id: string, participant_type = 'subscriber') =>
  world.make('appointment', { event_ids: [eventId], participant_type, participant_id });
const bookNew = async (world: SchedulerWorld, eventId: string, details: Record<string, unknown>, type = 'subscriber') =>
  book(world, eventId, await world.make(type, details), type);
const ann = { name: 'Ann', email: 'ann@example.com' };
const kiosk = { name: 'Kiosk', email: 'kiosk@example.com', alert_url: 'https://kiosk.example/alerts', alert_preference: 'url, email' };

/** What alerts lead to, outside of the block. */
const anOutside = (world: SchedulerWorld, { answers = (): WebhookAnswer => ({ status: 204 }), texted = (): Delivery => SENT } = {}) => {
  const store = emailStore(world.table);
  const emails: { readonly to: string; readonly title: string; readonly content: string }[] = [];
  const calls: WebhookCall[] = [];
  const texts: OutgoingText[] = [];
  const signer = aSigner();
  let failing = 0;
  let held: string | undefined;
  const needs = {
    ...world,
    signer,
    programmes: shippedProgrammes,
    shards: () => 2,
    vault: testVault,
    emails: {
      accept: async (...[request, recipients, context]: Parameters<typeof store.accept>) => {
        if (failing > 0 && emails.length === failing) {
          failing = 0;
          throw new Error('killed');
        }
        const isNew = (await store.find(request.requestUid)) === undefined;
        await store.accept(request, recipients, context);
        if (isNew) emails.push(...recipients.map(({ email: to }) => ({ to, title: request.title, content: request.content })));
      },
    },
    sender: {
      send: (call: WebhookCall) => {
        calls.push(call);
        return Promise.resolve(answers());
      },
    },
    texts: {
      send: (text: OutgoingText) => {
        texts.push(text);
        return Promise.resolve(texted());
      },
    },
  };
  return {
    emails,
    calls,
    texts,
    signer,
    /** Fails once, when so many e-mails were taken. */
    failAfter: (count: number) => (failing = count),
    /** Runs an alert schedule to its end, as its state machine does. */
    async run(scheduleId: string, at = MINUTE_LATER, alertAt = ALERT_AT): Promise<number> {
      let pages = 0;
      for (let after: string | undefined; ;) {
        pages += 1;
        const walk = { scheduleId, alertAt, after };
        const { more, next, heldUntil } = await alertPage(needs, walk, aContext(at, { causationId: `run-${String(pages)}-${at}` }));
        held = heldUntil;
        if (!more) return pages;
        after = next;
      }
    },
    /** When the last run is to be made again, for those who are asleep. */
    heldUntil: () => held,
    /** Has those asked what became of an alert who have to be, and works off the questions that wait. */
    async ask(scheduleId: string, participants: readonly string[], at: string, askAt = at): Promise<void> {
      await askPage(needs, { scheduleId, alertAt: askAt }, aContext(at, { causationId: `ask-${at}` }));
      for (const participant of participants)
        await askStatus(needs, { scheduleId, participant }, aContext(at, { causationId: `asks-${participant}-${String(calls.length)}` }));
    },
    /** Works off an alert that waits for its sender. */
    send: (scheduleId: string, participant: string) =>
      sendAlert(needs, { scheduleId, participant }, aContext(MINUTE_LATER, { causationId: `send-${participant}-${String(calls.length)}` })),
  };
};
const SENT: Delivery = { state: 'sent', gateway: 'sns', gatewayId: '1' };

/** What the log tells of alerts, oldest first, without the ids of schedule and event. */
const told = async (world: SchedulerWorld) =>
  (await shelf(world.table, Things.log).all())
    .map(({ value: { details } }) => details)
    .filter((details) => details['log_category'] === 'alert')
    .map((details) => String(details['log_data']).replace(/^.*?event_id:[^,]*,/, ''));
const change = (world: SchedulerWorld, kind: string, id: string, details: unknown, options = {}) =>
  world.call('PUT', `/${kind}/modifications`, { ...options, query: asked({ details }, { [`${kind}_id`]: id }) });

describe('an alert schedule that has fallen due', () => {
  it('reaches each participant by the way that she prefers, once, and tells the log how many', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const caseId = await aConsentedCase(world);
    const { scheduleId } = await anAlert(world, async (event) => {
      await bookNew(world, event, ann);
      await bookNew(world, event, kiosk);
      await bookNew(world, event, { name: 'Quiet', email: 'quiet@example.com', alert_preference: 'none' });
      await bookNew(world, event, { name: 'Phone', phone: '+254712345678', alert_preference: 'phone' });
      await book(world, event, `case:${caseId}`);
      await bookNew(world, event, { name: 'Nurse', email: 'nurse@example.com' }, 'resource');
    });

    await outside.run(scheduleId);
    await outside.run(scheduleId, '2026-03-09T10:00:00.000Z');

    expect(outside.emails.map(({ to }) => to).sort()).toEqual(['ann@example.com', 'nurse@example.com']);
    expect(outside.emails[0]).toMatchObject({
      title: 'Vaccination day: reminder',
      content: expect.stringMatching(/^Please come tomorrow at nine\.\n\nVaccination day\n/) as unknown,
    });
    expect(allOf(await world.files.open(caseId, aContext(MINUTE_LATER)), Messages)).toMatchObject([
      { template: 'campaign', variables: { text: 'Please come tomorrow at nine.' } },
    ]);
    const [summary, ...more] = await told(world);
    expect(more).toEqual([]);
    expect(
      Object.fromEntries(
        String(summary)
          .split(',')
          .map((field) => field.split(':')),
      ),
    ).toMatchObject({
      status: 'sent',
      handed_over: '4',
      email: '2',
      url: '1',
      text: '1',
      not_alerted: '2',
      wants_none: '1',
      no_way: '1',
    });
    expect(JSON.stringify(await world.list('log'))).not.toMatch(/example\.com|Ann|\+254|Please come/);
  });

  it.each([
    ['subscriber', ['ann@example.com']],
    ['Resources', ['nurse@example.com']],
  ])('is for %s alone where it says so', async (target_category, expected) => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const booked = async (event: string) => {
      await bookNew(world, event, ann);
      await bookNew(world, event, { name: 'Nurse', email: 'nurse@example.com' }, 'resource');
    };
    const { scheduleId } = await anAlert(world, booked, { target_category });

    await outside.run(scheduleId);

    expect(outside.emails.map(({ to }) => to)).toEqual(expected);
  });

  it('does not text a mother without her consent, nor for a partner that did not register her, and says why', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    await shelf(world.table, PartnerAgreements).put(
      { client: PARTNER.client, blocks: ['scheduler'], from: parsePlainDate('2026-01-01') },
      aContext('2026-03-01T10:00:00.000Z'),
      undefined,
    );
    const silent = await aConsentedCase(world, { purposes: ['programme'] });
    const ofPartner = { ...world, make: (kind: string, details: unknown) => world.make(kind, details, PARTNER) };
    const own = await anAlert(world, (event) => book(world, event, `case:${silent}`));
    const stranger = await aConsentedCase(world);
    const theirs = await anAlert(ofPartner, (event) => book(world, event, `case:${stranger}`));

    await outside.run(own.scheduleId);
    await outside.run(theirs.scheduleId);

    expect((await told(world)).map((entry) => entry.replace(/message_id:[^,]*,/, '')).sort()).toEqual([
      'status:sent,handed_over:0,not_alerted:1,CaseOfAnotherPartner:1',
      'status:sent,handed_over:0,not_alerted:1,held_back:1',
    ]);
  });

  it('alerts at its new time alone when it was moved, and cannot be moved when it has alerted', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const { scheduleId } = await anAlert(world, (event) => bookNew(world, event, ann));
    const later = '2026-03-09T18:00:00.000Z';
    expect((await change(world, 'alert_schedule', scheduleId, { alert_datetime: later })).status).toBe(200);

    await outside.run(scheduleId);
    expect(outside.emails).toEqual([]);
    await outside.run(scheduleId, '2026-03-09T18:00:10.000Z', later);

    expect(outside.emails).toHaveLength(1);
    expect(await change(world, 'alert_schedule', scheduleId, { alert_datetime: '2026-03-10T00:00:00.000Z' })).toMatchObject({
      status: 409,
      body: { currentStatus: 'alerted' },
    });
  });

  it.each([
    ['the event is cancelled', 'event', 'status:not_sent,reason:event_cancelled'],
    ['the message is deleted', 'message', 'status:not_sent,reason:message_gone'],
    ['the schedule is deleted', 'alert_schedule', undefined],
  ])('alerts nobody when %s', async (_, kind, entry) => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const { eventId, messageId, scheduleId } = await anAlert(world, (event) => bookNew(world, event, ann));
    const id = { event: eventId, message: messageId, alert_schedule: scheduleId }[kind] ?? '';
    expect((await world.call('DELETE', `/${kind}`, { query: asked(undefined, { [`${kind}_id`]: id }) })).status).toBe(200);

    await outside.run(scheduleId);

    expect(outside.emails).toEqual([]);
    expect(await told(world)).toEqual(entry === undefined ? [] : [entry]);
  });

  it('does not alert whose appointment was cancelled', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const { scheduleId } = await anAlert(world, async (event) => {
      const appointment = await bookNew(world, event, ann);
      await bookNew(world, event, { name: 'Ben', email: 'ben@example.com' });
      await world.call('DELETE', '/appointment', { query: asked(undefined, { appointment_id: appointment }) });
    });

    await outside.run(scheduleId);

    expect(outside.emails.map(({ to }) => to)).toEqual(['ben@example.com']);
  });

  it('alerts late while the event is ahead, and not when it is over', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const [ahead, over] = [
      await anAlert(world, (event) => bookNew(world, event, ann)),
      await anAlert(world, (event) => bookNew(world, event, ann)),
    ];

    await outside.run(ahead.scheduleId, '2026-03-10T08:00:00.000Z');
    await outside.run(over.scheduleId, '2026-03-12T08:00:00.000Z');

    expect(outside.emails).toHaveLength(1);
    expect(await told(world)).toEqual([expect.stringContaining('handed_over:1'), 'status:not_sent,reason:event_over']);
  });

  it('goes through many, page by page, and goes on where it was cut off with those who were not reached', async () => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const subscriber = await world.make('subscriber', ann);
    const { eventId, scheduleId } = await anAlert(world, (event) => book(world, event, subscriber));
    for (let n = 0; n < 130; n += 1) {
      const id = await world.make('subscriber', { name: 'One', email: `n${String(n)}@example.com` });
      await world.table.transact(
        [shelfWrite(Participants, { type: 'subscriber' as const, id, appointmentId: id }, { within: eventId })],
        id,
      );
    }
    outside.failAfter(57);

    await expect(outside.run(scheduleId)).rejects.toThrow('killed');
    const pages = await outside.run(scheduleId, '2026-03-09T09:11:00.000Z');

    expect(pages).toBe(2);
    expect(outside.emails).toHaveLength(131);
    expect(new Set(outside.emails.map(({ to }) => to)).size).toBe(131);
    expect(await told(world)).toEqual([expect.stringContaining('handed_over:131,email:131,not_alerted:0')]);
  });
});

describe('an alert to an address', () => {
  const waiting = async (answers?: () => WebhookAnswer) => {
    const world = aSchedulerWorld();
    const outside = anOutside(world, answers === undefined ? {} : { answers });
    const subscriber = await world.make('subscriber', kiosk);
    const alert = await anAlert(world, (event) => book(world, event, subscriber));
    await outside.run(alert.scheduleId);
    const send = () => outside.send(alert.scheduleId, `subscriber#${subscriber}`);
    return { world, outside, subscriber, send, ...alert };
  };

  it('is a call that its receiver can verify, once, and an entry of the log', async () => {
    const { world, outside, subscriber, eventId, send } = await waiting();

    await send();
    await send();

    const [call, ...more] = outside.calls;
    expect(more).toEqual([]);
    expect(call?.url).toBe('https://kiosk.example/alerts');
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      event_id: eventId,
      participant_id: subscriber,
      category: 'reminder',
      entity_name: 'Kisumu clinic',
      message_body: 'Please come tomorrow at nine.',
    });
    const digest = createHash('sha256')
      .update(call?.body ?? '')
      .digest('hex');
    const signed = Buffer.from(`${String(call?.headers['nestling-timestamp'])}.${digest}`);
    expect(verify('sha256', signed, outside.signer.pem, Buffer.from(String(call?.headers['nestling-signature']), 'base64'))).toBe(true);
    expect((await told(world)).filter((entry) => entry.startsWith('subscriber_id'))).toEqual([
      expect.stringMatching(/,way:url,status:sent,tries:1$/) as unknown,
    ]);
  });

  it('is tried again, has failed after the last try, and can be handed over again', async () => {
    const answers: WebhookAnswer[] = Array.from({ length: MOST_TRIES }, () => ({ status: 500 }));
    const { world, outside, send } = await waiting(() => answers.shift() ?? { status: 200 });

    for (let n = 0; n < MOST_TRIES; n += 1) await expect(send()).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await send();

    expect(outside.calls).toHaveLength(MOST_TRIES + 1);
    expect(
      (await told(world))
        .filter((entry) => entry.startsWith('subscriber_id'))
        .map((entry) => entry.replace(/^.*way/, 'way'))
        .sort(),
    ).toEqual(['way:url,status:failed,reason:status 500,tries:5', 'way:url,status:sent,tries:6']);
  });

  it('is not made when the event is cancelled before it is taken', async () => {
    const { world, outside, send, eventId } = await waiting();
    await world.call('DELETE', '/event', { query: asked(undefined, { event_id: eventId }) });

    await send();

    expect(outside.calls).toEqual([]);
  });
});

describe('an alert to a care worker', () => {
  it('is a text to her phone, tried again where it was certainly not sent', async () => {
    const world = aSchedulerWorld();
    const answers: Delivery[] = [{ state: 'tryAgain', reason: 'gatewayDown' }];
    const outside = anOutside(world, { texted: () => answers.shift() ?? SENT });
    const phone = await testVault.seal('+254712345678', 'w-1');
    await world.table.transact(
      workerWrites({ workerId: 'w-1', version: 1, areas: ['north-1'], capacity: 10, active: true, phone }, undefined),
      'worker',
    );
    const { scheduleId } = await anAlert(world, (event) => book(world, event, 'worker:w-1', 'resource'));
    await outside.run(scheduleId);
    const send = () => outside.send(scheduleId, 'resource#worker:w-1');

    await expect(send()).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await send();
    await send();

    expect(outside.texts.map(({ phone: to, text }) => [to, text])).toEqual([
      ['+254712345678', 'Please come tomorrow at nine.'],
      ['+254712345678', 'Please come tomorrow at nine.'],
    ]);
    expect(await told(world)).toContainEqual(expect.stringMatching(/^resource_id:worker:w-1,.*way:text,status:sent,tries:2$/));
  });
});

describe('the text to a care worker', () => {
  // 2 and 8 o'clock in Dhaka, by whose clock the first of the shipped programmes leaves people to sleep
  const [NIGHT, MORNING] = ['2026-03-09T20:00:00.000Z', '2026-03-10T02:00:00.000Z'];
  const anAlertAt = async (slot: { readonly from: string; readonly to: string }) => {
    const world = aSchedulerWorld();
    const outside = anOutside(world);
    const phone = await testVault.seal('+254712345678', 'w-1');
    await world.table.transact(
      workerWrites({ workerId: 'w-1', version: 1, areas: ['north-1'], capacity: 10, active: true, phone }, undefined),
      'worker',
    );
    const eventId = await world.make('event', anEvent({ slots: [slot] }));
    await book(world, eventId, 'worker:w-1', 'resource');
    await bookNew(world, eventId, ann);
    const { details } = await anAlert(world);
    const scheduleId = await world.make('alert_schedule', { ...details, event_id: eventId, alert_datetime: NIGHT });
    await outside.run(scheduleId, NIGHT, NIGHT);
    return { world, outside, scheduleId };
  };

  it('waits for the end of her quiet hours, while others are alerted at once', async () => {
    const { world, outside, scheduleId } = await anAlertAt({ from: '2026-03-10T12:00:00.000Z', to: '2026-03-10T13:00:00.000Z' });

    expect(outside.emails).toHaveLength(1);
    expect(outside.heldUntil()).toBe(MORNING);
    expect(await told(world)).toEqual([]);

    await outside.run(scheduleId, MORNING, NIGHT);
    await outside.send(scheduleId, 'resource#worker:w-1');
    expect([outside.emails.length, outside.texts.length, outside.heldUntil()]).toEqual([1, 1, undefined]);
    expect(await told(world)).toContainEqual(expect.stringContaining('handed_over:2,'));
  });

  it('goes at once when the event begins before she would know of it in time', async () => {
    const { outside, scheduleId } = await anAlertAt({ from: '2026-03-10T02:30:00.000Z', to: '2026-03-10T03:30:00.000Z' });

    await outside.send(scheduleId, 'resource#worker:w-1');

    expect([outside.texts.length, outside.heldUntil()]).toEqual([1, undefined]);
  });
});

describe('the reply to an alert', () => {
  const anAlerted = async (details: Record<string, unknown> = kiosk, answers = (): WebhookAnswer => ({ status: 204 })) => {
    const world = aSchedulerWorld();
    const outside = anOutside(world, { answers });
    const subscriber = await world.make('subscriber', details);
    let appointmentId = '';
    const alert = await anAlert(world, async (event) => (appointmentId = await book(world, event, subscriber)));
    await outside.run(alert.scheduleId);
    await outside.send(alert.scheduleId, `subscriber#${subscriber}`);
    const { token } = JSON.parse(outside.calls[0]?.body ?? '{}') as { token: string };
    const reply = async (text: string, options = {}) => {
      const log_details = { log_category: 'attendance', log_data: text };
      const { status, body } = await world.call('POST', '/log/new', { ...options, query: asked({ log_details }) });
      return [status, ...((body as { errors?: readonly { readonly pointer: string }[] }).errors ?? []).map(({ pointer }) => pointer)];
    };
    const appointment = async () =>
      (await world.list('appointment', { appointment_filter: { participant_id: subscriber } }))[0]?.details['status_id'];
    return { world, outside, subscriber, token, reply, appointment, appointmentId, ...alert };
  };

  it('is an entry of the log with its token, and moves the appointment along its life cycle', async () => {
    const { world, reply, token, eventId, appointment } = await anAlerted();

    expect(await reply(`event_id:${eventId},token:${token},status:acknowledged`)).toEqual([200]);
    expect(await appointment()).toBe('booked');
    expect(await reply(`event_id:${eventId},token:${token},status:Attended`)).toEqual([200]);
    expect(await appointment()).toBe('attended');
    expect(await reply(`token:${token},status:missed`)).toEqual([409]);
    const entries = (await world.list('log')).map(({ details }) => details['log_data']).filter((text) => String(text).includes('status:A'));
    expect(entries).toEqual([`event_id:${eventId},token:${token},status:Attended`]);
  });

  it('gives the place back when it is that she does not come', async () => {
    const { world, reply, token, subscriber, eventId } = await anAlerted();

    expect(await reply(`token:${token},status:cancelled`)).toEqual([200]);

    await book(world, eventId, subscriber);
    expect(await world.list('appointment', { appointment_filter: { participant_id: subscriber } })).toHaveLength(2);
  });

  it('is refused where no alert has its token, and from whoever has neither made the alert nor the participant', async () => {
    const { world, reply, token, appointment } = await anAlerted();
    await shelf(world.table, PartnerAgreements).put(
      { client: PARTNER.client, blocks: ['scheduler'], from: parsePlainDate('2026-01-01') },
      aContext('2026-03-01T10:00:00.000Z'),
      undefined,
    );
    const before = (await world.list('log')).length;

    expect(await reply('token:7c0de1f2-4b8a-4a53-9d2c-5e7f90a1b2c3,status:attended')).toEqual([400, '#/qry/log_details/log_data']);
    expect(await reply(`token:${token},status:attended`, PARTNER)).toEqual([403]);
    expect(await appointment()).toBe('booked');
    expect(await world.list('log')).toHaveLength(before);
  });

  const polled = { ...kiosk, status_poll_url: 'https://kiosk.example/status' };
  const ASK_AT = '2026-03-10T10:15:00.000Z';

  it('is asked for once, after the event, at the address that was given for it', async () => {
    const { world, outside, subscriber, token, scheduleId, appointment } = await anAlerted(polled, () => ({
      status: 200,
      body: '{"status": "missed"}',
    }));

    await outside.ask(scheduleId, [`subscriber#${subscriber}`], '2026-03-10T10:00:00.000Z');
    expect(outside.calls).toHaveLength(1);
    await outside.ask(scheduleId, [`subscriber#${subscriber}`, `subscriber#${subscriber}`], ASK_AT);
    await outside.ask(scheduleId, [`subscriber#${subscriber}`], '2026-03-11T10:15:00.000Z', ASK_AT);

    expect(outside.calls.map(({ url }) => url)).toEqual([polled.alert_url, polled.status_poll_url]);
    expect(JSON.parse(outside.calls[1]?.body ?? '')).toMatchObject({ token, participant_id: subscriber });
    expect(await appointment()).toBe('missed');
    expect(await told(world)).toContainEqual(expect.stringMatching(new RegExp(`token:${token},way:poll,status:missed,tries:1$`, 'u')));
  });

  it('is not asked for when it has come', async () => {
    const { outside, subscriber, token, scheduleId, reply } = await anAlerted(polled);
    await reply(`token:${token},status:attended`);

    await outside.ask(scheduleId, [`subscriber#${subscriber}`], ASK_AT);

    expect(outside.calls).toHaveLength(1);
  });

  it.each([
    ['does not say a status', { status: 200, body: '<html>' }, 'status:unknown,tries:1'],
    [
      'says one that her appointment does not lead to',
      { status: 200, body: '{"status":"booked"}' },
      'status:booked,reason:StatusRefuses,tries:1',
    ],
  ])('is noted when the address %s', async (_, answer, entry) => {
    const { world, outside, subscriber, token, scheduleId, appointmentId } = await anAlerted(polled, () => answer);
    await change(world, 'appointment', appointmentId, { status_id: 'confirmed' });

    await outside.ask(scheduleId, [`subscriber#${subscriber}`], ASK_AT);

    expect(await told(world)).toContainEqual(expect.stringMatching(new RegExp(`token:${token},way:poll,${entry}$`, 'u')));
  });

  it('is asked for again when the address fails, and noted after the last try', async () => {
    const { world, outside, subscriber, token, scheduleId } = await anAlerted(polled, () => ({ status: 204 }));
    const failing = anOutside(world, { answers: () => ({ failure: 'no answer: ECONNREFUSED' }) });
    await outside.ask(scheduleId, [], ASK_AT);

    for (let n = 0; n < MOST_TRIES; n += 1)
      await expect(failing.ask(scheduleId, [`subscriber#${subscriber}`], ASK_AT)).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    expect(failing.calls).toHaveLength(MOST_TRIES);
    expect(await told(world)).toContainEqual(
      expect.stringMatching(new RegExp(`token:${token},way:poll,status:not_answered,reason:no answer: ECONNREFUSED,tries:5$`, 'u')),
    );
  });
});

describe('an alert schedule', () => {
  const refusalOf = async (world: SchedulerWorld, details: unknown, options = {}) => {
    const { status, body } = await world.call('POST', '/alert_schedule/new', {
      ...options,
      query: asked({ alert_schedule_details: details }),
    });
    const { errors = [] } = body as { errors?: readonly { readonly pointer: string }[] };
    return [status, ...errors.map(({ pointer }) => pointer)];
  };

  it('is refused for what is wrong with it, by its name', async () => {
    const world = aSchedulerWorld();
    const { details, eventId } = await anAlert(world);

    expect(await refusalOf(world, { ...details, alert_datetime: '2026-02-01T09:00:00Z' })).toEqual([
      400,
      '#/qry/alert_schedule_details/alert_datetime',
    ]);
    expect(await refusalOf(world, { ...details, target_category: 'patients' })).toEqual([
      400,
      '#/query/qry/alert_schedule_details/target_category',
    ]);
    expect(await refusalOf(world, details, { scopes: ['care.write', 'ministry'] })).toEqual([403]);
    await bookNew(world, eventId, { name: 'Phone', phone: '+254712345678' });
    expect(await refusalOf(world, details)).toEqual([400, '#/qry/alert_schedule_details/target_category']);
    await world.call('DELETE', '/event', { query: asked(undefined, { event_id: eventId }) });
    expect(await refusalOf(world, details)).toEqual([409]);
    expect(await world.list('alert_schedule')).toHaveLength(1);
  });

  it('is made by who made the event, and by the ministry', async () => {
    const world = aSchedulerWorld();
    await shelf(world.table, PartnerAgreements).put(
      { client: PARTNER.client, blocks: ['scheduler'], from: parsePlainDate('2026-01-01') },
      aContext('2026-03-01T10:00:00.000Z'),
      undefined,
    );
    const entity_id = await world.make('entity', { name: 'clinic' }, PARTNER);
    const message_id = await world.make('message', { entity_id, category: 'reminder', message_body: 'Come' }, PARTNER);
    const details = { event_id: await world.make('event', anEvent()), target_category: 'both', message_id, alert_datetime: ALERT_AT };

    expect(await refusalOf(world, details, PARTNER)).toEqual([403]);
    expect(await refusalOf(world, { ...details, event_id: await world.make('event', anEvent(), PARTNER) }, PARTNER)).toEqual([200]);
  });

  it.each([
    ['alert_url', 'https://10.0.0.1/alerts', '#/qry/subscriber_details/alert_url'],
    ['alert_url', 'http://kiosk.example/alerts', '#/qry/subscriber_details/alert_url'],
    ['status_poll_url', 'https://169.254.169.254/latest', '#/qry/subscriber_details/status_poll_url'],
    ['alert_preference', 'pigeon', '#/query/qry/subscriber_details/alert_preference'],
  ])('leads to nobody whose %s is %s: that is refused', async (field, value, pointer) => {
    const { status, body } = await aSchedulerWorld().call('POST', '/subscriber/new', {
      query: asked({ subscriber_details: { name: 'Kiosk', [field]: value } }),
    });

    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('stands in the due index until it has alerted, and is waited for from the day before by one run', async () => {
    const world = aSchedulerWorld();
    const due = async () =>
      (await Promise.all([0, 1].map((shard) => world.table.pageOf('due', duePartition('update', shard), {}, {})))).flatMap(({ items }) =>
        items.map(({ dueSk }) => dueSk),
      );
    const started: (readonly [string, unknown])[] = [];
    const start = (_: string, name: string, input: unknown) => {
      if (started.every(([other]) => other !== name)) started.push([name, input]);
      return Promise.resolve();
    };
    const [onDay] = awaitAlerts({ table: world.table, workflows: { start } });
    const sweep = (id: string, at: string) => {
      const eventId = '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01';
      const metadata = { eventId, occurredAt: at, caseId: id, correlationId: 'sweep', causationId: 'sweep', area: '', programme: '' };
      const data = { kind: 'schedulerAlert', item: id, dueOn: '2026-03-08' };
      return onDay?.run({ detail: { metadata, data } } as unknown as Parameters<typeof onDay.run>[0]);
    };

    const { scheduleId } = await anAlert(world, (event) => bookNew(world, event, ann));
    expect(await due()).toEqual([`2026-03-08#schedulerAlert#${scheduleId}#${scheduleId}`]);
    for (const at of ['2026-03-07T23:00:00.000Z', '2026-03-08T00:00:00.000Z', '2026-03-08T01:00:00.000Z', '2026-03-09T09:00:00.000Z'])
      await sweep(scheduleId, at);
    expect(started).toEqual([[`${scheduleId}-20260309090000000-2026-03-09`, { scheduleId, alertAt: ALERT_AT }]]);
    await sweep(scheduleId, '2026-03-10T00:00:00.000Z');
    expect(started).toHaveLength(2);

    await anOutside(world).run(scheduleId);
    expect(await due()).toEqual([]);
    await sweep(scheduleId, '2026-03-11T00:00:00.000Z');
    expect(started).toHaveLength(2);
  });
});
