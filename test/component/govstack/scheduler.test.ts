import { Contacts } from '../../../functions/care/records.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelf } from '../../../functions/govstack/shelf.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aCase } from '../../support/builders.ts';
import { anEvent, aSchedulerWorld, asked, aSlot, type SchedulerWorld } from '../../support/scheduler-block.ts';
import { aContext } from '../../support/world.ts';

const PARTNER = { client: 'hospital', scopes: ['care.read', 'care.write'] };
const agree = ({ table }: SchedulerWorld, client = PARTNER.client) =>
  shelf(table, PartnerAgreements).put(
    { client, blocks: ['scheduler'], from: parsePlainDate('2026-01-01') },
    aContext('2026-03-01T10:00:00.000Z', { causationId: client }),
    undefined,
  );

const book = (world: SchedulerWorld, event: string, participant: string, changes: Record<string, unknown> = {}, options = {}) =>
  world.call('POST', '/appointment/new', {
    ...options,
    query: asked({ appointment_details: { event_ids: [event], participant_type: 'resource', participant_id: participant, ...changes } }),
  });

const CONTACT = {
  contactId: 'pnc-2',
  kind: 'postnatal',
  of: 'mother' as const,
  dueOn: parsePlainDate('2026-03-05'),
  opensOn: parsePlainDate('2026-03-04'),
  closesOn: parsePlainDate('2026-03-07'),
  urgent: false,
  status: 'scheduled' as const,
  nextOn: parsePlainDate('2026-03-03'),
  followedUp: false,
};

describe('what the scheduler takes', () => {
  it.each([
    ['a field that is wrong', { details: anEvent({ deadline: 'soon' }) }, '#/query/qry/details/deadline'],
    ['a field that nobody knows', { details: anEvent({ colour: 'red' }) }, '#/query/qry/details/colour'],
    [
      'a slot that ends before it begins',
      { details: anEvent({ slots: [aSlot('2026-03-10', '10:00', '09:00')] }) },
      '#/query/qry/details/slots/0/to',
    ],
    ['a deadline after the event', { details: anEvent({ deadline: '2026-03-11T00:00:00Z' }) }, '#/qry/details/deadline'],
  ])('is refused for %s, by its name, and nothing is stored', async (_, qry, pointer) => {
    const world = aSchedulerWorld();

    const { status, body } = await world.call('POST', '/event/new', { query: asked(qry) });

    expect({ status, pointers: (body as { errors: { pointer: string }[] }).errors.map((each) => each.pointer) }).toEqual({
      status: 400,
      pointers: [pointer],
    });
    expect(await world.list('event')).toEqual([]);
    expect(await world.list('log')).toEqual([]);
  });

  it('names another thing only where there is one', async () => {
    const { status, body } = await aSchedulerWorld().call('POST', '/event/new', {
      query: asked({ details: anEvent({ host_entity_id: 'nowhere' }) }),
    });

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining('host_entity_id') as string });
  });

  it('is an event for each slot, and an entry in the log for each', async () => {
    const world = aSchedulerWorld();
    const ids = (await world.make('event', anEvent({ slots: [aSlot('2026-03-10'), aSlot('2026-03-11')] }))).split(',');

    const events = await world.list('event', {
      event_filter: { from: '2026-03-11T00:00:00Z' },
      event_details_required: { name: true, period: true },
    });

    expect(ids).toHaveLength(2);
    expect(events.map(({ details }) => details)).toEqual([{ name: 'Vaccination day', ...aSlot('2026-03-11') }]);
    expect(await world.list('log')).toHaveLength(2);
  });

  it('moves along its life cycle only', async () => {
    const world = aSchedulerWorld();
    const id = await world.make('event', anEvent());
    const change = async (status: string) =>
      (await world.call('PUT', '/event/modifications', { query: asked({ details: { status } }, { event_id: id }) })).status;

    expect([await change('completed'), await change('open')]).toEqual([200, 409]);
  });
});

describe('an appointment', () => {
  it('of an exclusive resource is refused while it is booked, and possible next to it', async () => {
    const world = aSchedulerWorld();
    const nurse = await world.make('resource', { name: 'Nurse' });
    const [first, during, after] = await Promise.all([
      world.make('event', anEvent()),
      world.make('event', anEvent({ slots: [aSlot('2026-03-10', '09:30', '11:00')] })),
      world.make('event', anEvent({ slots: [aSlot('2026-03-10', '10:00', '11:00')] })),
    ]);

    const answers = [await book(world, first, nurse), await book(world, during, nurse), await book(world, after, nurse)];

    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200]);
    expect(await world.list('appointment', { appointment_filter: { participant_type: 'resource', participant_id: nurse } })).toHaveLength(
      2,
    );
  });

  it('wins once when two ask at the same time', async () => {
    const world = aSchedulerWorld();
    const nurse = await world.make('resource', { name: 'Nurse' });
    const events = await Promise.all(['a', 'b', 'c'].map((name) => world.make('event', anEvent({ name }))));

    const answers = await Promise.all(events.map((event) => book(world, event, nurse)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  it('takes a place of an event that has some left, and gives it back when it is cancelled', async () => {
    const world = aSchedulerWorld();
    const event = await world.make('event', anEvent({ subscriber_limit: '1' }));
    const [one, two] = await Promise.all([world.make('subscriber', { name: 'Ward 1' }), world.make('subscriber', { name: 'Ward 2' })]);
    const asSubscriber = { participant_type: 'subscriber' };

    const held = await book(world, event, one, asSubscriber);
    const full = await book(world, event, two, asSubscriber);
    const cancelled = await world.call('DELETE', '/appointment', { query: asked(undefined, { appointment_id: String(held.body) }) });
    const later = await book(world, event, two, asSubscriber);

    expect([held, full, cancelled, later].map(({ status }) => status)).toEqual([200, 409, 200, 200]);
    expect(full.body).toMatchObject({ currentStatus: 'full' });
  });

  it('is refused after the deadline, and keeps the time of its event', async () => {
    const world = aSchedulerWorld();
    const event = await world.make('event', anEvent({ deadline: '2026-03-05T00:00:00Z' }));
    const ward = await world.make('subscriber', { name: 'Ward 1' });
    const late = await book(world, event, ward, { participant_type: 'subscriber' }, { at: '2026-03-06T00:00:00.000Z' });
    await book(world, event, ward, { participant_type: 'subscriber' });

    const moved = await world.call('PUT', '/event/modifications', {
      query: asked({ details: { from: '2026-03-10T08:00:00Z' } }, { event_id: event }),
    });

    expect([late.status, moved.status]).toEqual([409, 409]);
  });

  it('ends with its event, so that the time is free again', async () => {
    const world = aSchedulerWorld();
    const nurse = await world.make('resource', { name: 'Nurse' });
    const [first, second] = await Promise.all([world.make('event', anEvent()), world.make('event', anEvent())]);
    await book(world, first, nurse);
    await world.call('DELETE', '/event', { query: asked(undefined, { event_id: first }) });

    expect((await book(world, second, nurse)).status).toBe(200);
  });
});

describe('a resource', () => {
  it('is free in the hours of its affiliation, by the clocks of the country, without what it is booked for', async () => {
    const world = aSchedulerWorld();
    const nurse = await world.make('resource', { name: 'Nurse' });
    const clinic = await world.make('entity', { name: 'Clinic' });
    // 10 March 2026 is a Tuesday; 8 to 16 o'clock in Nairobi is 5 to 13 o'clock UTC
    const work_days_hours = [{ day_of_week: 'Tuesday', start_time: '08:00', end_time: '16:00' }];
    await world.make('affiliation', { resource_id: nurse, entity_id: clinic, work_days_hours });
    await book(world, await world.make('event', anEvent()), nurse);

    const { body } = await world.call('GET', '/resource/availability', {
      query: asked({ free_resource_filter: { Entity_id: clinic, from: '2026-03-09T00:00:00Z', to: '2026-03-12T00:00:00Z' } }),
    });

    expect(body).toEqual([
      [
        {
          resource_id: nurse,
          resource_name: 'Nurse',
          free_slots: ['2026-03-10T05:00:00.000Zto2026-03-10T09:00:00.000Z', '2026-03-10T10:00:00.000Zto2026-03-10T13:00:00.000Z'],
        },
      ],
    ]);
  });

  it('stays while there are appointments ahead', async () => {
    const world = aSchedulerWorld();
    const nurse = await world.make('resource', { name: 'Nurse' });
    await book(world, await world.make('event', anEvent()), nurse);
    const remove = async (at: string) =>
      (await world.call('DELETE', '/resource', { at, query: asked(undefined, { resource_id: nurse }) })).status;

    expect([await remove('2026-03-09T00:00:00.000Z'), await remove('2026-03-11T00:00:00.000Z')]).toEqual([409, 200]);
  });
});

describe('a partner', () => {
  it('without an agreement is turned away', async () => {
    const { status } = await aSchedulerWorld().call('GET', '/event/list_details', { ...PARTNER, query: asked({}) });

    expect(status).toBe(403);
  });

  it('sees events of others, but changes only its own, and sees no subscriber of others', async () => {
    const world = aSchedulerWorld();
    await agree(world);
    const event = await world.make('event', anEvent());
    const ward = await world.make('subscriber', { name: 'Ward', phone: '+254712345678' });
    await world.make('resource', { name: 'Nurse', phone: '+254712345678' });

    const change = await world.call('PUT', '/event/modifications', {
      ...PARTNER,
      query: asked({ details: { terms: 'x' } }, { event_id: event }),
    });
    const subscriber = await world.call('PUT', '/subscriber/modifications', {
      ...PARTNER,
      query: asked({ details: { name: 'x' } }, { subscriber_id: ward }),
    });

    expect(await world.list('event', {}, PARTNER)).toHaveLength(1);
    expect(await world.list('subscriber', {}, PARTNER)).toEqual([]);
    expect((await world.list('resource', {}, PARTNER)).map(({ details }) => details)).toEqual([{ name: 'Nurse' }]);
    expect([change.status, subscriber.status]).toEqual([403, 404]);
  });
});

describe('an event', () => {
  it('takes its appointments with it when it is cancelled', async () => {
    const world = aSchedulerWorld();
    const [event, nurse] = [await world.make('event', anEvent()), await world.make('resource', { name: 'Nurse' })];
    await book(world, event, nurse);
    await world.call('DELETE', '/event', { query: asked(undefined, { event_id: event }) });

    const all = await world.list('appointment', { appointment_filter: { participant_type: 'resource', participant_id: nurse } });
    const booked = await world.list('appointment', { appointment_filter: { status: 'booked' } });

    expect(all.map(({ details }) => details['status_id'])).toEqual(['cancelled']);
    expect(booked).toEqual([]);
  });

  it('changes nothing but its status when it is over', async () => {
    const world = aSchedulerWorld();
    const event = await world.make('event', anEvent());
    const change = async (details: unknown) =>
      (
        await world.call('PUT', '/event/modifications', {
          at: '2026-03-10T10:00:00.000Z',
          query: asked({ details }, { event_id: event }),
        })
      ).status;

    expect([await change({ terms: 'free' }), await change({ status: 'completed' })]).toEqual([409, 200]);
    expect((await world.list('event'))[0]?.details).not.toHaveProperty('terms');
  });
});

describe('phones and addresses', () => {
  it('are not found out by guessing, by a partner or by staff who are bound to areas', async () => {
    const world = aSchedulerWorld();
    await agree(world);
    const phone = '+254712345678';
    await world.make('resource', { name: 'Nurse', phone });
    const bound = { client: 'staff', user: 'ann', groups: ['worker', 'area:north-1'], scopes: ['care.read'] };
    const guess = (kind: string, options: object) => world.list(kind, { [`${kind}_filter`]: { phone } }, options);

    expect(await guess('resource', {})).toHaveLength(1);
    expect([await guess('resource', PARTNER), await guess('resource', bound)]).toEqual([[], []]);
    expect((await world.list('resource', {}, bound)).map(({ details }) => details)).toEqual([{ name: 'Nurse' }]);
  });
});

describe('what care has planned', () => {
  const aPlannedCase = async (world: SchedulerWorld, client: string) => {
    await world.table.transact(
      workerWrites({ workerId: 'w-1', version: 1, displayName: 'Amina', areas: ['north-1'], capacity: 10, active: true }, undefined),
      'worker',
    );
    return aCase(world.files, {
      root: { workerId: 'w-1', status: 'enrolled', registeredBy: { client, channel: 'partner' } },
      put: [place(Contacts, CONTACT)],
    });
  };

  it('stands as events of a worker, a case and an area', async () => {
    const world = aSchedulerWorld();
    const caseId = await aPlannedCase(world, 'hospital');
    const within = async (filter: Record<string, string>) =>
      (await world.list('event', { event_filter: filter })).map(({ details }) => details);
    const contact = {
      name: 'postnatal',
      description: 'contact with the mother, due on 2026-03-05',
      category: 'contact',
      host_entity_id: 'area:north-1',
      from: '2026-03-04T00:00:00.000Z',
      to: '2026-03-07T23:59:59.999Z',
      status: 'planned',
    };

    expect([await within({ worker: 'w-1' }), await within({ case: caseId }), await within({ area: 'north-1' })]).toEqual([
      [contact],
      [contact],
      [contact],
    ]);
    expect(await within({ worker: 'w-1', from: '2026-03-08T00:00:00Z' })).toEqual([]);
  });

  it('is listed behind all that a worker is booked for, page by page', async () => {
    const world = aSchedulerWorld();
    await aPlannedCase(world, 'hospital');
    for (const day of ['2026-03-10', '2026-03-11', '2026-03-12'])
      await book(world, await world.make('event', anEvent({ slots: [aSlot(day)] })), 'worker:w-1');
    const seen: string[] = [];

    for (let cursor: string | undefined, page = 0; page < 9; page += 1) {
      const { body, headers } = await world.call('GET', '/appointment/list_details', {
        query: asked(
          { appointment_filter: { participant_type: 'resource', participant_id: 'worker:w-1' } },
          { limit: '2', ...(cursor === undefined ? {} : { cursor }) },
        ),
      });
      seen.push(...((body as { appointment_id: string }[][])[0] ?? []).map(({ appointment_id: id }) => id));
      cursor = headers['x-next-cursor'] as string | undefined;
      if (cursor === undefined) break;
    }

    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
    expect(seen.at(-1)).toMatch(/^contact:/);
  });

  it.each(['garbage', Buffer.from('null').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])(
    'refuses the cursor %s, which no list of an area gave',
    async (cursor) => {
      const { status, body } = await aSchedulerWorld().call('GET', '/event/list_details', {
        query: asked({ event_filter: { area: 'north-1' } }, { cursor }),
      });

      expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/query/cursor' }] } });
    },
  );

  it('tells a partner of its own case without her name and phone, leaves an entry, and refuses another partner', async () => {
    const world = aSchedulerWorld();
    await agree(world);
    await agree(world, 'clinic');
    const caseId = await aPlannedCase(world, 'hospital');
    const qry = { subscriber_filter: { subscriber_id: `case:${caseId}` } };

    const [told] = await world.list('subscriber', qry, PARTNER);
    const [staff] = await world.list('subscriber', qry);
    const stranger = await world.call('GET', '/subscriber/list_details', { ...PARTNER, client: 'clinic', query: asked(qry) });
    const { items } = await world.files.readAccesses(caseId, aContext('2026-03-01T10:00:00.000Z'), {});

    expect(told?.details).toEqual({ category: 'mother', alert_preference: 'sms' });
    expect(staff?.details).toMatchObject({ name: 'Asha Devi', phone: '+919876543210' });
    expect(stranger.status).toBe(403);
    expect(new Set(items.filter(({ why }) => why === 'scheduler').map(({ by }) => by))).toEqual(
      new Set(['client:client-1', 'client:hospital']),
    );
  });

  it('has appointments of worker and mother, and the next reminder as an alert schedule', async () => {
    const world = aSchedulerWorld();
    const caseId = await aPlannedCase(world, 'hospital');

    const appointments = await world.list('appointment', { appointment_filter: { case: caseId } });
    const alerts = await world.list('alert_schedule', { alert_schedule_filter: { case: caseId } });

    expect(appointments.map(({ details }) => details['participant_id'])).toEqual(['worker:w-1', `case:${caseId}`]);
    expect(alerts.map(({ details }) => details['alert_datetime'])).toEqual(['2026-03-03T00:00:00.000Z']);
  });

  it('is changed where it is planned, and its worker can be booked for an event of the country', async () => {
    const world = aSchedulerWorld();
    const caseId = await aPlannedCase(world, 'hospital');
    const change = await world.call('DELETE', '/event', { query: asked(undefined, { event_id: `contact:${caseId}:pnc-2` }) });

    const booked = await book(world, await world.make('event', anEvent()), 'worker:w-1');

    expect([change.status, booked.status]).toEqual([400, 200]);
  });
});
