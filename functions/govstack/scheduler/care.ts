/** What care has planned, as a scheduler says it: contacts are events, care workers resources, mothers subscribers. Only read here. */
import * as z from 'zod';
import { isWithin, refuseOutside } from '../../casefile/access.ts';
import { allOf, type CaseFile, type CaseFiles } from '../../casefile/files.ts';
import type { Worker } from '../../casefile/worker.ts';
import { ContactRow, Contacts, isOpen, type Contact } from '../../care/records.ts';
import { findWorker, workersOf } from '../../enrolment/workers.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import { workerPartition } from '../../table/keys.ts';
import type { Item, PageRequest, Table } from '../../table/table.ts';
import type { Details, KindName } from './domain/kinds.ts';

export interface CareNeeds {
  readonly table: Table;
  readonly files: CaseFiles;
}

/** A thing of any kind as a list shows it, before its parts are chosen. */
export interface Row {
  readonly id: string;
  readonly details: Details;
}

export interface RowPage {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** What the ids of care begin with. */
export const CARE_PREFIX = { contact: 'contact:', worker: 'worker:', case: 'case:', reminder: 'reminder:', area: 'area:' } as const;

/** Whether an id is of something that care plans; such things are changed where they are planned. */
export const isOfCare = (id: string): boolean => Object.values(CARE_PREFIX).some((prefix) => id.startsWith(prefix));

type Planned = Pick<Contact, 'contactId' | 'kind' | 'of' | 'dueOn' | 'opensOn' | 'closesOn' | 'status' | 'urgent'> & {
  nextOn?: string | undefined;
};
interface Placed {
  readonly contact: Planned;
  readonly caseId: string;
  readonly area: string;
  readonly workerId: string | undefined;
}

const EVENT_STATUS: Readonly<Record<Contact['status'], string>> = {
  scheduled: 'planned',
  due: 'open',
  overdue: 'open',
  missed: 'closed',
  done: 'completed',
  doneLate: 'completed',
  cancelled: 'cancelled',
};
const APPOINTMENT_STATUS: Readonly<Record<Contact['status'], string>> = {
  scheduled: 'booked',
  due: 'booked',
  overdue: 'booked',
  missed: 'missed',
  done: 'attended',
  doneLate: 'attended',
  cancelled: 'cancelled',
};

const eventIdOf = ({ caseId, contact }: Placed): string => `${CARE_PREFIX.contact}${caseId}:${contact.contactId}`;
const spanOf = ({ opensOn, closesOn }: Planned) => ({ from: `${opensOn}T00:00:00.000Z`, to: `${closesOn}T23:59:59.999Z` });

const eventOf = (placed: Placed): Row => {
  const { contact, area } = placed;
  return {
    id: eventIdOf(placed),
    details: {
      name: contact.kind,
      description: `contact with the ${contact.of}, due on ${contact.dueOn}`,
      category: contact.urgent ? 'urgent contact' : 'contact',
      host_entity_id: `${CARE_PREFIX.area}${area}`,
      ...spanOf(contact),
      status: EVENT_STATUS[contact.status],
    },
  };
};

const appointmentsOf = (placed: Placed): readonly Row[] => {
  const { contact, caseId, area, workerId } = placed;
  const appointment = (type: string, participant: string): Row => ({
    id: `${eventIdOf(placed)}:${type}`,
    details: {
      exclusive: false,
      event_id: eventIdOf(placed),
      participant_type: type,
      participant_id: participant,
      status_id: APPOINTMENT_STATUS[contact.status],
      participant_entity_id: `${CARE_PREFIX.area}${area}`,
      ...spanOf(contact),
    },
  });
  return [
    ...(workerId === undefined ? [] : [appointment('resource', `${CARE_PREFIX.worker}${workerId}`)]),
    appointment('subscriber', `${CARE_PREFIX.case}${caseId}`),
  ];
};

/** The next day on which she is reminded, or looked after, because of a contact that is still ahead. */
const reminderOf = (placed: Placed): readonly Row[] => {
  const { contact, caseId } = placed;
  if (!isOpen(contact) || contact.nextOn === undefined || contact.nextOn > contact.dueOn) return [];
  return [
    {
      id: `${CARE_PREFIX.reminder}${caseId}:${contact.contactId}`,
      details: {
        event_id: eventIdOf(placed),
        target_category: 'subscriber',
        message_id: `${CARE_PREFIX.reminder}${contact.kind}`,
        alert_datetime: `${contact.nextOn}T00:00:00.000Z`,
      },
    },
  ];
};

const resourceOf = ({ workerId, displayName, phone }: Worker): Row => ({
  id: `${CARE_PREFIX.worker}${workerId}`,
  details: {
    name: displayName ?? workerId,
    category: 'care worker',
    ...(phone === undefined ? {} : { alert_preference: 'sms' }),
  },
});

const subscriberOf = ({ root }: CaseFile, { partner }: Caller): Row => ({
  id: `${CARE_PREFIX.case}${root.caseId}`,
  details: {
    category: 'mother',
    alert_preference: root.messages === 'none' || root.mother.phone === undefined ? 'none' : 'sms',
    // a partner knows her by her case
    ...(partner === undefined ? { name: `${root.mother.givenName} ${root.mother.familyName}`, phone: root.mother.phone } : {}),
  },
});

const ofContacts = (kind: KindName, placed: readonly Placed[]): readonly Row[] =>
  placed.flatMap((each) => (kind === 'event' ? [eventOf(each)] : kind === 'appointment' ? appointmentsOf(each) : reminderOf(each)));

const placedIn = (file: CaseFile): readonly Placed[] =>
  allOf(file, Contacts).map((contact) => ({
    contact,
    caseId: file.root.caseId,
    area: file.root.area,
    workerId: file.root.workerId,
  }));

/** Where in an area a list goes on: at which worker, and where in her contacts. */
const Place = z.tuple([z.string().nullable(), z.string().nullable()]);
const cursorOf = (place: z.infer<typeof Place>): string => Buffer.from(JSON.stringify(place)).toString('base64url');
const placeOf = (cursor: string | undefined): z.infer<typeof Place> => {
  if (cursor === undefined) return [null, null];
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalidRequest({ pointer: '#/query/cursor', detail: 'is not one that this list gave' });
  }
};

const refusePartner = ({ partner }: Caller): void => {
  if (partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry reads the lists of its workers');
};

export const careSchedule = ({ table, files }: CareNeeds) => {
  const ofCase = async (kind: KindName, caseId: string, caller: Caller): Promise<readonly Row[]> => {
    const file = await files.read(caseId, caller, 'scheduler');
    return kind === 'subscriber' ? [subscriberOf(file, caller)] : ofContacts(kind, placedIn(file));
  };

  /** The work of a care worker from her index, as far as it lies in the areas of who asks. */
  const ofWorker = async (kind: KindName, workerId: string, caller: Caller, request: PageRequest, area?: string): Promise<RowPage> => {
    // alerts and reviews of the same worker sort before every day
    const { items, next } = await table.pageOf('worker', workerPartition(workerId), { from: '0' }, request);
    const isShown = (item: Item): boolean =>
      item.entity === Contacts.name && isWithin(caller.areas, String(item['area'])) && (area === undefined || item['area'] === area);
    const placed = items.filter(isShown).map((item) => ({
      contact: ContactRow.parse(item),
      caseId: String(item['caseId']),
      area: String(item['area']),
      workerId,
    }));
    return { rows: ofContacts(kind, placed), ...(next === undefined ? {} : { next }) };
  };

  /** The contacts of an area, worker after worker: a page holds those of one. */
  const ofArea = async (kind: KindName, area: string, caller: Caller, { limit = 1, after }: PageRequest): Promise<RowPage> => {
    const [worker, contacts] = placeOf(after);
    const { workers, next } = await workersOf(table, area, 1, worker ?? undefined);
    const [first] = workers;
    if (first === undefined) return { rows: [] };
    const page = await ofWorker(kind, first.workerId, caller, { limit, ...(contacts === null ? {} : { after: contacts }) }, area);
    if (page.next === undefined && next === undefined) return { rows: page.rows };
    return { rows: page.rows, next: page.next === undefined ? cursorOf([next ?? null, null]) : cursorOf([worker, page.next]) };
  };

  const within = {
    case: async (kind: KindName, caseId: string, caller: Caller): Promise<RowPage> => ({ rows: await ofCase(kind, caseId, caller) }),
    worker(kind: KindName, workerId: string, caller: Caller, request: PageRequest): Promise<RowPage> {
      refusePartner(caller);
      return ofWorker(kind, workerId, caller, request);
    },
    async area(kind: KindName, area: string, caller: Caller, request: PageRequest): Promise<RowPage> {
      refusePartner(caller);
      refuseOutside(caller, area);
      if (kind !== 'resource') return ofArea(kind, area, caller, request);
      const { workers, next } = await workersOf(table, area, request.limit ?? 1, request.after);
      return { rows: workers.map(resourceOf), ...(next === undefined ? {} : { next }) };
    },
  };

  return {
    within,
    /** Things of care by their ids; what is not there is left out. Each case is opened once. */
    async byIds(kind: KindName, ids: readonly string[], caller: Caller): Promise<readonly Row[]> {
      if (kind === 'resource') {
        refusePartner(caller);
        const workers = await Promise.all(ids.map((id) => findWorker(table, id.slice(CARE_PREFIX.worker.length))));
        return workers.flatMap((worker) => (worker === undefined ? [] : [resourceOf(worker)]));
      }
      const cases = new Set(ids.map((id) => id.split(':')[1] ?? ''));
      const rows: Row[] = [];
      for (const caseId of cases) rows.push(...(await ofCase(kind, caseId, caller)));
      return rows.filter(({ id }) => ids.includes(id));
    },
    /** Whether somebody of care can be booked for an event by this caller. @throws {Problem} as the reading of a case */
    async refuseStranger(type: 'resource' | 'subscriber', id: string, caller: Caller): Promise<void> {
      if (type === 'subscriber' && id.startsWith(CARE_PREFIX.case)) {
        await files.read(id.slice(CARE_PREFIX.case.length), caller, 'scheduler');
        return;
      }
      const worker = id.startsWith(CARE_PREFIX.worker) ? await findWorker(table, id.slice(CARE_PREFIX.worker.length)) : undefined;
      if (worker === undefined || type !== 'resource') throw new Problem('RecordNotFound', `there is no ${type} of this id`);
    },
  };
};
export type CareSchedule = ReturnType<typeof careSchedule>;

/** Within what a participant of care is looked for; undefined for others. */
export const withinOf = (participant: string): readonly ['worker' | 'case', string] | undefined =>
  participant.startsWith(CARE_PREFIX.worker)
    ? ['worker', participant.slice(CARE_PREFIX.worker.length)]
    : participant.startsWith(CARE_PREFIX.case)
      ? ['case', participant.slice(CARE_PREFIX.case.length)]
      : undefined;

/** The area that an entity's id stands for; undefined where it is no area. */
export const areaOf = (entityId: string): string | undefined =>
  entityId.startsWith(CARE_PREFIX.area) ? entityId.slice(CARE_PREFIX.area.length) : undefined;
