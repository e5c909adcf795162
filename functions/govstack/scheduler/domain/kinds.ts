/** The kinds of things that a scheduler keeps, each described once: its operations follow from this. @source GovStack Scheduler 1.0.0 */
import * as z from 'zod';
import { AlertPreference, TargetCategory } from './alert-fields.ts';

export const KIND_NAMES = [
  'event',
  'appointment',
  'entity',
  'resource',
  'subscriber',
  'message',
  'affiliation',
  'alert_schedule',
  'log',
] as const;
export type KindName = (typeof KIND_NAMES)[number];

const Text = z.string().trim().min(1).max(500);
/** Any instant with its zone, kept in UTC so that two of them compare as text. */
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day, HH:MM');
const Count = z.string().regex(/^\d{1,6}$/, 'must be a number of people, in digits');
const Id = z.string().min(1).max(200);

const Venue = z.strictObject({
  building: Text.optional(),
  street: Text.optional(),
  area: Text.optional(),
  city: Text.optional(),
  state: Text.optional(),
  country: Text.optional(),
  lat: Text.optional(),
  long: Text.optional(),
});

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const WorkHours = z
  .strictObject({
    day_of_week: z
      .string()
      .toLowerCase()
      .pipe(z.enum(DAYS, `must be one of ${DAYS.join(', ')}`)),
    start_time: Hour,
    end_time: Hour,
  })
  .refine(({ start_time: start, end_time: end }) => start < end, { path: ['end_time'], error: 'must be after start_time' });

export const EVENT_NEXT = {
  planned: ['open', 'cancelled'],
  open: ['closed', 'completed', 'cancelled'],
  closed: ['open', 'completed', 'cancelled'],
  completed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export const APPOINTMENT_NEXT = {
  booked: ['confirmed', 'attended', 'missed', 'cancelled'],
  confirmed: ['attended', 'missed', 'cancelled'],
  attended: [],
  missed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

const EventStatus = z.enum(Object.keys(EVENT_NEXT) as [keyof typeof EVENT_NEXT]);
const AppointmentStatus = z.enum(Object.keys(APPOINTMENT_NEXT) as [keyof typeof APPOINTMENT_NEXT]);
const ParticipantType = z.enum(['resource', 'subscriber']);

const MOST_SLOTS = 20;
/** How long a slot may last; a calendar is looked through so far back. */
export const LONGEST_SLOT_DAYS = 7;

const inOrder = ({ from, to }: { from: string; to: string }): boolean => from < to;
const Slot = z
  .strictObject({ from: Moment, to: Moment })
  .refine(inOrder, { path: ['to'], error: 'must be after from' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= LONGEST_SLOT_DAYS * 86_400_000, {
    path: ['to'],
    error: `must be within ${String(LONGEST_SLOT_DAYS)} days of from`,
  });

const eventFields = {
  name: Text.optional(),
  description: Text.optional(),
  category: Text.optional(),
  host_entity_id: Id.optional(),
  deadline: Moment.optional(),
  subscriber_limit: Count.optional(),
  terms: Text.optional(),
  status: EventStatus.optional(),
  venue: Venue.optional(),
};

const contactFields = {
  name: Text.optional(),
  category: Text.optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164')
    .optional(),
  email: z.email().optional(),
};
/** What it may lead to is the deployment's to say. */
const Address = z.url({ protocol: /^https?$/ }).max(500);
const alertFields = {
  alert_url: Address.optional(),
  alert_preference: AlertPreference.optional(),
  status_poll_url: Address.optional(),
};

const participantFields = {
  participant_type: ParticipantType,
  participant_id: Id,
  participant_entity_id: Id.optional(),
};
const affiliationFields = {
  resource_id: Id,
  entity_id: Id,
  resource_category: Text.optional(),
  work_days_hours: z.array(WorkHours).max(50),
};
const alertScheduleFields = { event_id: Id, target_category: TargetCategory, message_id: Id, alert_datetime: Moment };
const messageFields = { entity_id: Id, category: Text, message_body: z.string().min(1).max(2000) };
const logFields = {
  logger_role: Text.optional(),
  logger_id: Id.optional(),
  entity_id: Id.optional(),
  log_category: Text,
  datetime: Moment.optional(),
  log_data: z.string().min(1).max(2000),
};

/** What is said of a thing, by the names of the definition. */
export type Details = Readonly<Record<string, unknown>>;

export interface Kind {
  readonly name: KindName;
  /** Under which name `qry` holds what a new one is made of. */
  readonly newIn: string;
  readonly creation: z.ZodType<Details>;
  /** What may be said anew; what is left out stays as it is. */
  readonly changes: z.ZodType<Details>;
  /** Fields to look for, each with the field of the details that it is compared with. */
  readonly filter: Readonly<Record<string, string>>;
  /** Parts that can be asked for, each with the fields of the details that it shows. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
  /** Fields that name another thing, which has to exist. */
  readonly names: Readonly<Record<string, KindName>>;
  /** The fields that say when it is. */
  readonly when?: readonly [from: string, to: string];
  /** A partner sees only its own: it tells of people. */
  readonly personal: boolean;
  /** What others than the one that made it, and the ministry, are not told. */
  readonly private: readonly string[];
}

const asIs = (...fields: readonly string[]): Record<string, string> => Object.fromEntries(fields.map((field) => [field, field]));
const each = (...fields: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(fields.map((field) => [field, [field]]));

const PERSON = ['name', 'category', 'phone', 'email', 'alert_url', 'alert_preference', 'status_poll_url'];
const personLike = (name: 'resource' | 'subscriber', personal: boolean): Kind => {
  const details = z.strictObject({ ...contactFields, ...alertFields, name: Text });
  return {
    name,
    newIn: `${name}_details`,
    creation: details,
    changes: details.partial(),
    filter: asIs(...PERSON),
    parts: each(...PERSON),
    names: {},
    personal,
    private: ['phone', 'email', 'alert_url', 'status_poll_url'],
  };
};

const website = z.url({ protocol: /^https?$/ }).optional();
const Entity = z.strictObject({ ...contactFields, name: Text, website });
const Affiliation = z.strictObject(affiliationFields);
const AlertSchedule = z.strictObject(alertScheduleFields);
const MessageDetails = z.strictObject(messageFields);
const Log = z.strictObject(logFields);

export const KINDS: Readonly<Record<KindName, Kind>> = {
  event: {
    name: 'event',
    newIn: 'details',
    creation: z.strictObject({ ...eventFields, name: Text, slots: z.array(Slot).min(1).max(MOST_SLOTS) }),
    changes: z.strictObject({ ...eventFields, from: Moment.optional(), to: Moment.optional() }),
    filter: asIs('description', 'name', 'category', 'host_entity_id', 'subscriber_limit', 'terms', 'venue'),
    parts: {
      ...each('description', 'name', 'category', 'host_entity_id', 'venue', 'deadline', 'subscriber_limit', 'terms', 'status'),
      period: ['from', 'to'],
    },
    names: { host_entity_id: 'entity' },
    when: ['from', 'to'],
    personal: false,
    private: [],
  },
  appointment: {
    name: 'appointment',
    newIn: 'appointment_details',
    creation: z.strictObject({ ...participantFields, exclusive: z.boolean().optional(), event_ids: z.array(Id).min(1).max(10) }),
    changes: z.strictObject({ status_id: AppointmentStatus }),
    filter: { ...asIs('exclusive', 'participant_type', 'participant_id', 'participant_entity_id'), status: 'status_id' },
    parts: {
      ...each('exclusive', 'participant_type', 'participant_id', 'participant_entity_id'),
      event_details: ['event_id'],
      status: ['status_id'],
    },
    names: { participant_entity_id: 'entity' },
    when: ['from', 'to'],
    personal: true,
    private: [],
  },
  entity: {
    name: 'entity',
    newIn: 'details',
    creation: Entity,
    changes: Entity.partial(),
    filter: asIs('category', 'name', 'phone', 'email', 'website'),
    parts: each('category', 'name', 'phone', 'email', 'website'),
    names: {},
    personal: false,
    private: [],
  },
  resource: personLike('resource', false),
  subscriber: personLike('subscriber', true),
  message: {
    name: 'message',
    newIn: 'message_details',
    creation: MessageDetails,
    changes: MessageDetails.partial(),
    filter: asIs('entity_id', 'category', 'message_body'),
    parts: each('entity_id', 'category', 'message_body'),
    names: { entity_id: 'entity' },
    personal: true,
    private: [],
  },
  affiliation: {
    name: 'affiliation',
    newIn: 'affiliation_details',
    creation: Affiliation,
    changes: Affiliation.partial(),
    filter: { ...asIs('resource_id', 'entity_id'), category: 'resource_category' },
    parts: { ...each('resource_id', 'entity_id', 'work_days_hours'), category: ['resource_category'] },
    names: { resource_id: 'resource', entity_id: 'entity' },
    personal: false,
    private: [],
  },
  alert_schedule: {
    name: 'alert_schedule',
    newIn: 'alert_schedule_details',
    creation: AlertSchedule,
    changes: AlertSchedule.partial(),
    filter: asIs('target_category', 'message_id'),
    parts: { ...each('message_id', 'alert_datetime'), entity_id: ['event_id'] },
    names: { event_id: 'event', message_id: 'message' },
    when: ['alert_datetime', 'alert_datetime'],
    personal: true,
    private: [],
  },
  log: {
    name: 'log',
    newIn: 'log_details',
    creation: Log,
    changes: Log.partial(),
    filter: { entity_id: 'entity_id', category: 'log_category' },
    parts: { ...each('logger_id', 'entity_id', 'log_category', 'datetime', 'log_data'), logger_category: ['logger_role'] },
    names: { entity_id: 'entity' },
    when: ['datetime', 'datetime'],
    personal: true,
    private: [],
  },
};

const oneOrMany = z
  .union([Id, z.array(Id).min(1).max(100)], 'must be an id or a list of at most 100 ids')
  .transform((given) => [given].flat());

/** Ours, and not in the definition: within what the contacts of care, and whoever takes part in them, are looked for. */
const WITHIN: Readonly<Record<KindName, readonly ('worker' | 'case' | 'area')[]>> = {
  event: ['worker', 'case', 'area'],
  appointment: ['worker', 'case', 'area'],
  resource: ['area'],
  subscriber: ['case'],
  alert_schedule: ['case'],
  entity: [],
  message: [],
  affiliation: [],
  log: [],
};

/** What `list_details` of a kind may be asked. */
export const listQuery = ({ name, filter, parts, when }: Kind) =>
  z.strictObject({
    [`${name}_filter`]: z
      .strictObject({
        [`${name}_id`]: oneOrMany.optional(),
        ...Object.fromEntries(
          Object.keys(filter).map((field) => [
            field,
            field === 'venue' ? Venue.optional() : field === 'exclusive' ? z.boolean().optional() : z.string().max(2000).optional(),
          ]),
        ),
        ...(when === undefined ? {} : { from: Moment.optional(), to: Moment.optional() }),
        // the definition has an entity here, where a schedule knows an event
        ...(name === 'alert_schedule' ? { entity_id: Id.optional() } : {}),
        ...Object.fromEntries(WITHIN[name].map((field) => [field, field === 'case' ? z.uuid().optional() : Id.optional()])),
      })
      .prefault({}),
    [`${name}_details_required`]: z
      .strictObject(Object.fromEntries([`${name}_id`, ...Object.keys(parts)].map((part) => [part, z.boolean().optional()])))
      .optional(),
  });

export const AvailabilityQuery = z.strictObject({
  free_resource_filter: z
    .strictObject({ category: Text.optional(), Entity_id: Id.optional(), from: Moment, to: Moment, resource_id: Id.optional() })
    .refine(inOrder, { path: ['to'], error: 'must be after from' })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 31 * 86_400_000, {
      path: ['to'],
      error: 'must be within 31 days of from',
    }),
});
export type AvailabilityFilter = z.output<typeof AvailabilityQuery>['free_resource_filter'];
