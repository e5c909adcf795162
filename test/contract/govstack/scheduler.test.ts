import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import { anEvent, aSchedulerWorld, asked, type SchedulerWorld } from '../../support/scheduler-block.ts';

/** Of each kind one thing, made from what it needs. */
const MADE: Readonly<Record<string, (world: SchedulerWorld) => Promise<unknown>>> = {
  event: () => Promise.resolve(anEvent({ venue: { city: 'Nairobi' }, subscriber_limit: '20', deadline: '2026-03-09T00:00:00Z' })),
  entity: () => Promise.resolve({ name: 'Kisumu clinic', category: 'clinic', website: 'https://clinic.example' }),
  resource: () => Promise.resolve({ name: 'Cold box', category: 'equipment', email: 'store@clinic.example' }),
  subscriber: () => Promise.resolve({ name: 'Ward 3', category: 'group', phone: '+254712345678' }),
  message: async ({ make }) => ({
    entity_id: await make('entity', { name: 'clinic' }),
    category: 'reminder',
    message_body: 'Come tomorrow',
  }),
  affiliation: async ({ make }) => ({
    resource_id: await make('resource', { name: 'Cold box' }),
    entity_id: await make('entity', { name: 'clinic' }),
    resource_category: 'equipment',
    work_days_hours: [{ day_of_week: 'Monday', start_time: '08:00', end_time: '12:00' }],
  }),
  appointment: async ({ make }) => ({
    event_ids: [await make('event', anEvent())],
    participant_type: 'resource',
    participant_id: await make('resource', { name: 'Cold box' }),
  }),
  alert_schedule: async ({ make }) => ({
    event_id: await make('event', anEvent()),
    target_category: 'subscriber',
    message_id: await make('message', {
      entity_id: await make('entity', { name: 'clinic' }),
      category: 'reminder',
      message_body: 'Come tomorrow',
    }),
    alert_datetime: '2026-03-09T08:00:00Z',
  }),
  log: () => Promise.resolve({ log_category: 'stock', log_data: 'the cold box was opened' }),
};
const CHANGES: Readonly<Record<string, unknown>> = {
  event: { terms: 'bring the card' },
  entity: { category: 'hospital' },
  resource: { category: 'cold chain' },
  subscriber: { category: 'ward' },
  message: { message_body: 'Come today' },
  affiliation: { resource_category: 'cold chain' },
  appointment: { status_id: 'confirmed' },
  alert_schedule: { target_category: 'resource' },
  log: { log_data: 'the cold box was opened twice' },
};

const NEW_IN = (kind: string): string => (kind === 'event' || kind === 'entity' ? 'details' : `${kind}_details`);

describe('the Scheduler block, held to its definition', () => {
  const path = findDefinition('scheduler/scheduler.json');
  if (path === undefined) {
    it('has no definition beside the project to be held to', () => {
      expect(findDefinition('scheduler/scheduler.json')).toBeUndefined();
    });
    return;
  }
  const held = apiDefinition(path);

  it('has 37 operations, of nine kinds', () => {
    expect(held.operations).toHaveLength(37);
    expect(new Set(held.operations.map((operation) => operation.split(/[ /]/)[2]))).toEqual(new Set(Object.keys(MADE)));
  });

  it.each(held.operations)(
    'answers %s as defined, with the object in the query and in the body, and 400 and 404 as well',
    async (operation) => {
      const [method = '', route = ''] = operation.split(' ');
      const kind = route.split('/')[1] ?? '';
      const world = aSchedulerWorld();
      const details = await MADE[kind]?.(world);
      const id = route.endsWith('/new') ? '' : await world.make(kind, details);
      const named = { [`${kind}_id`]: id };
      const [qry, more] = route.endsWith('/new')
        ? [{ [NEW_IN(kind)]: details }, {}]
        : route.endsWith('/modifications')
          ? [{ details: CHANGES[kind] }, named]
          : route.endsWith('/list_details')
            ? [{ [`${kind}_filter`]: named }, {}]
            : route.endsWith('/availability')
              ? [{ free_resource_filter: { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' } }, {}]
              : [undefined, named];

      const answers = [
        await world.call(method, route, { query: asked(qry, more) }),
        ...(qry === undefined || method === 'POST' ? [] : [await world.call(method, route, { query: asked(undefined, more), body: qry })]),
      ];
      const refused = await world.call(method, route, { query: { requestor_id: 'clinic-admin' } });
      const missing =
        'resource_id' in named && route.endsWith('/availability')
          ? undefined
          : await world.call(method, route, {
              query: route.endsWith('/list_details')
                ? asked({ [`${kind}_filter`]: { [`${kind}_id`]: 'nothing' } })
                : asked(qry, { ...more, ...(id === '' ? {} : { [`${kind}_id`]: 'nothing' }) }),
            });

      expect(answers.map((answer) => [answer.status, held.faultsOf(operation, answer)])).toEqual(answers.map(() => [200, []]));
      expect(refused.status).toBe(400);
      if (missing !== undefined && id !== '') expect(missing.status).toBe(404);
    },
  );
});
