import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity, type IndexContext } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { dueOn, placePartition, workerPartition, type IndexKeys } from '../table/keys.ts';

/** Where a contact stands, and where it may go. What is missed may still be done late; what is cancelled comes back with a reinstatement. */
export const CONTACT_NEXT = {
  scheduled: ['due', 'overdue', 'missed', 'done', 'doneLate', 'cancelled'],
  due: ['overdue', 'missed', 'done', 'doneLate', 'cancelled', 'scheduled'],
  overdue: ['missed', 'done', 'doneLate', 'cancelled', 'scheduled', 'due'],
  missed: ['done', 'doneLate', 'cancelled', 'scheduled', 'due', 'overdue'],
  cancelled: ['scheduled', 'due', 'overdue'],
  done: [],
  doneLate: [],
} as const satisfies Record<string, readonly string[]>;

export const ContactStatus = z.enum(Object.keys(CONTACT_NEXT) as [keyof typeof CONTACT_NEXT, ...(keyof typeof CONTACT_NEXT)[]]);
export type ContactStatus = z.infer<typeof ContactStatus>;

const OPEN: readonly ContactStatus[] = ['scheduled', 'due', 'overdue'];

/** Whether a contact still lies ahead or within its window. */
export const isOpen = ({ status }: Pick<Contact, 'status'>): boolean => OPEN.includes(status);

/** One planned meeting with a mother or a child. Days are of the programme's own calendar; both ends of the window count. */
export const Contact = z.object({
  /** The plan's id, followed by `#` and the child for a contact with a child, and by `#` and the day for one after danger signs. */
  contactId: z.string(),
  kind: z.string(),
  of: z.enum(['mother', 'child']),
  childId: ChildId.optional(),
  dueOn: PlainDate,
  opensOn: PlainDate,
  closesOn: PlainDate,
  urgent: z.boolean(),
  status: ContactStatus,
  /** The next day on which something has to happen: a reminder, the day after it was due, the day after the window. */
  nextOn: PlainDate.optional(),
  visitId: z.uuid().optional(),
  doneOn: PlainDate.optional(),
  /** A later visit has made up for a missed contact: the worker need not go after it any more. */
  followedUp: z.boolean(),
});
export type Contact = z.infer<typeof Contact>;

/** A contact as a list of work shows it. */
export const ContactRow = Contact.pick({
  contactId: true,
  kind: true,
  of: true,
  childId: true,
  dueOn: true,
  opensOn: true,
  closesOn: true,
  status: true,
  urgent: true,
});

/** Whether a contact is work for somebody: it lies ahead, or was missed and nobody has been there since. */
export const isWork = (contact: Contact): boolean => isOpen(contact) || (contact.status === 'missed' && !contact.followedUp);

const contactSk = (contactId: string): string => `CONTACT#${contactId}`;

const contactIndex = (contact: Contact, { root, shards }: IndexContext): IndexKeys => ({
  ...(contact.nextOn === undefined ? {} : dueOn('update', contact.nextOn, 'contact', root.caseId, contactSk(contact.contactId), shards)),
  ...(root.workerId === undefined || !isWork(contact)
    ? {}
    : { workerPk: workerPartition(root.workerId), workerSk: `${contact.dueOn}#${root.caseId}#${contact.contactId}` }),
});

export const Contacts = entity({ name: 'contact', schema: Contact, sk: ({ contactId }) => contactSk(contactId), index: contactIndex });

/** What was measured at a visit, under the worker's own names. */
export const Measurements = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/),
  z.union([z.number(), z.string().max(200), z.boolean()]),
);

/** The answer to something that is asked at a visit: a choice, yes or no, a number, a text. */
export const ContentAnswer = z.union([z.boolean(), z.number(), z.string().max(200)]);

/** What was asked and seen of one person at a visit, by the codes of the programme. */
export const Observed = z.object({
  /** Absent: the mother. */
  childId: ChildId.optional(),
  content: z.record(z.string(), ContentAnswer),
  /** Danger signs that were ticked, or that an answer is. */
  signs: z.array(z.string()),
  readingIds: z.array(z.uuid()),
  /** Whether all was answered that the programme asks of this person at such a contact. */
  whole: z.boolean(),
});
export type Observed = z.infer<typeof Observed>;

/** A meeting that took place. */
export const Visit = z.object({
  visitId: z.uuid(),
  contactId: z.string().optional(),
  kind: z.string(),
  childId: ChildId.optional(),
  on: PlainDate,
  /** Local time, HH:MM. */
  time: z.string().optional(),
  place: z.enum(['home', 'facility', 'community', 'phone']),
  measurements: Measurements,
  observed: z.array(Observed).default([]),
  notes: z.string().optional(),
  late: z.boolean(),
  recordedAt: Instant,
  by: z.string(),
});
export type Visit = z.infer<typeof Visit>;

export const Visits = entity({ name: 'visit', schema: Visit, sk: ({ on, visitId }) => `VISIT#${on}#${visitId}` });

/** A move of a case to another worker or area. */
export const Transfer = z.object({
  transferId: z.uuid(),
  at: Instant,
  by: z.string(),
  reason: z.string(),
  fromArea: z.string(),
  toArea: z.string(),
  fromWorker: z.string().optional(),
  toWorker: z.string().optional(),
});
export type Transfer = z.infer<typeof Transfer>;

export const Transfers = entity({ name: 'transfer', schema: Transfer, sk: ({ at, transferId }) => `TRANSFER#${at}#${transferId}` });

export const GrievanceSubject = z.enum(['payment', 'visit', 'conduct', 'data', 'other']);
export const GrievanceOutcome = z.enum(['upheld', 'notUpheld', 'withdrawn']);

/** A complaint with an owner and a day by which it has to be answered. */
export const Grievance = z.object({
  grievanceId: z.uuid(),
  about: GrievanceSubject,
  /** Code of the facility that it is about. */
  facility: z.string().optional(),
  text: z.string(),
  status: z.enum(['open', 'closed']),
  openedAt: Instant,
  openedBy: z.string(),
  dueOn: PlainDate,
  /** Who has to answer: a role of staff, or one named user of it. */
  owner: z.object({ role: z.string(), user: z.string().optional() }),
  /** The next day on which an unanswered one is raised. */
  nextOn: PlainDate.optional(),
  outcome: GrievanceOutcome.optional(),
  answer: z.string().optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
});
export type Grievance = z.infer<typeof Grievance>;

const grievanceSk = (grievanceId: string): string => `GRIEVANCE#${grievanceId}`;

export const Grievances = entity({
  name: 'grievance',
  schema: Grievance,
  sk: ({ grievanceId }) => grievanceSk(grievanceId),
  index: ({ grievanceId, status, dueOn: answerBy, nextOn }, { root, shards }) => ({
    placePk: placePartition('GRIEVANCES', root.area),
    placeSk: `${status}#${answerBy}#${root.caseId}#${grievanceId}`,
    ...(nextOn === undefined ? {} : dueOn('update', nextOn, 'grievance', root.caseId, grievanceSk(grievanceId), shards)),
  }),
});

/** Who sees a complaint about somebody's conduct: not those of whom it may tell, so none who are workers only. */
export const maySee = (
  { about }: Pick<Grievance, 'about'>,
  { user, roles }: { readonly user?: string; readonly roles: readonly string[] },
): boolean => about !== 'conduct' || user === undefined || roles.some((role) => role !== 'worker');

/** Good words of a mother for a facility or for those who care for her; nobody has to answer. */
export const Compliment = z.object({
  complimentId: z.uuid(),
  /** Code of the facility that it is for; absent: for those who care for her at home. */
  facility: z.string().optional(),
  text: z.string(),
  at: Instant,
  by: z.string(),
});
export type Compliment = z.infer<typeof Compliment>;

/** A compliment stands in its area's list, where the supervisor of the facility reads it. */
export const Compliments = entity({
  name: 'compliment',
  schema: Compliment,
  sk: ({ at, complimentId }) => `COMPLIMENT#${at}#${complimentId}`,
  index: ({ at, complimentId }, { root }) => ({
    placePk: placePartition('COMPLIMENTS', root.area),
    placeSk: `${at}#${root.caseId}#${complimentId}`,
  }),
});

/** A remark on a case. Notes are added, never changed. */
export const Note = z.object({ noteId: z.uuid(), text: z.string(), at: Instant, by: z.string() });
export type Note = z.infer<typeof Note>;

export const Notes = entity({ name: 'note', schema: Note, sk: ({ at, noteId }) => `NOTE#${at}#${noteId}` });
