import { schedulerBlock } from '../../functions/govstack/scheduler/block.ts';
import { faultOfUrl } from '../../functions/partners/http/webhook-client.ts';
import { callBlock, type BlockAnswer, type BlockCall } from './block-call.ts';
import { memoryTable } from './memory-table.ts';
import { worldOn, type World } from './world.ts';

/** The object of a call in its query, with what every call says of who asks. */
export const asked = (qry?: unknown, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  requestor_id: 'clinic-admin',
  request_token: 'organizer',
  ...more,
  ...(qry === undefined ? {} : { qry: JSON.stringify(qry) }),
});

export interface SchedulerWorld extends World {
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
  /** Makes something new, and gives its id. */
  readonly make: (kind: string, details: unknown, options?: BlockCall) => Promise<string>;
  /** The only list of an answer of `list_details`. */
  readonly list: (kind: string, qry?: unknown, options?: BlockCall) => Promise<readonly { details: Record<string, unknown> }[]>;
}

const NEW_IN = new Set(['event', 'entity']);

const OUTSIDE = { insecure: false, privateAddresses: false };

/** The Scheduler block over a table in memory, by the clocks of Nairobi: three hours ahead of UTC. */
export const aSchedulerWorld = (): SchedulerWorld => {
  const world = worldOn(memoryTable());
  const block = schedulerBlock({
    ...world,
    timeZone: () => 'Africa/Nairobi',
    shards: () => 2,
    faultOfUrl: (url) => faultOfUrl(url, OUTSIDE),
  });
  const call: SchedulerWorld['call'] = (method, path, options) => callBlock(block, method, path, options);
  return {
    ...world,
    call,
    async make(kind, details, options = {}) {
      const qry = { [NEW_IN.has(kind) ? 'details' : `${kind}_details`]: details };
      const { status, body } = await call('POST', `/${kind}/new`, { ...options, query: asked(qry) });
      if (status !== 200) throw new Error(`${kind}: ${String(status)} ${JSON.stringify(body)}`);
      return String(body);
    },
    async list(kind, qry = {}, options = {}) {
      const { status, body } = await call('GET', `/${kind}/list_details`, { ...options, query: asked(qry) });
      if (status !== 200) throw new Error(`${kind}: ${String(status)} ${JSON.stringify(body)}`);
      return (body as { details: Record<string, unknown> }[][])[0] ?? [];
    },
  };
};

/** An event, a message of a clinic, and an alert schedule for 9 o'clock the day before, with whoever is booked in between. */
export const anAlert = async (
  world: SchedulerWorld,
  book: (eventId: string) => Promise<unknown> = () => Promise.resolve(),
  changes: Record<string, unknown> = {},
  words = 'Please come tomorrow at nine.',
) => {
  const eventId = await world.make('event', anEvent());
  await book(eventId);
  const entity_id = await world.make('entity', { name: 'Kisumu clinic' });
  const messageId = await world.make('message', { entity_id, category: 'reminder', message_body: words });
  const details = { event_id: eventId, target_category: 'both', message_id: messageId, alert_datetime: ALERT_AT, ...changes };
  return { eventId, messageId, details, scheduleId: await world.make('alert_schedule', details) };
};
export const ALERT_AT = '2026-03-09T09:00:00.000Z';

export const aSlot = (day: string, from = '09:00', to = '10:00') => ({ from: `${day}T${from}:00.000Z`, to: `${day}T${to}:00.000Z` });
export const anEvent = (changes: Record<string, unknown> = {}) => ({ name: 'Vaccination day', slots: [aSlot('2026-03-10')], ...changes });
