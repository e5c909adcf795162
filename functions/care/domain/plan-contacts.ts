import { ContactFellDue, ContactsPlanned } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import { workerPartition } from '../../table/keys.ts';
import { Contacts, isOpen, isWork, type Contact } from '../records.ts';
import { withStatusOn } from './schedule.ts';
import { wantedContacts, type WantedContact } from './wanted-contacts.ts';

type Window = Omit<WantedContact, 'madeUpUntil'>;

const isSame = (left: Window, right: Contact): boolean =>
  left.dueOn === right.dueOn && left.opensOn === right.opensOn && left.closesOn === right.closesOn && left.urgent === right.urgent;

/** Nobody goes there any more: what lay ahead is cancelled, what was missed stays missed. */
const closed = ({ nextOn: _, ...contact }: Contact): Contact =>
  isOpen(contact) ? { ...contact, status: 'cancelled' } : { ...contact, followedUp: true };

/** A contact as it is planned on a day: one whose window was over before it could be planned is due at once while it is still made up for. */
const windowOn = ({ madeUpUntil, ...wanted }: WantedContact, today: PlainDate): Window =>
  wanted.closesOn >= today || madeUpUntil === undefined || madeUpUntil < today
    ? wanted
    : { ...wanted, dueOn: today, opensOn: today, closesOn: addDays(today, daysBetween(wanted.opensOn, wanted.closesOn)) };

/** What planning does to one contact: a new version of it, or nothing. */
const replanned = (
  asked: WantedContact | undefined,
  existing: Contact | undefined,
  daysBefore: readonly number[],
  today: PlainDate,
): Contact | undefined => {
  if (existing?.status === 'done' || existing?.status === 'doneLate') return undefined;
  if (asked === undefined) return existing !== undefined && isWork(existing) ? closed(existing) : undefined;
  const isKnown = existing !== undefined && existing.status !== 'cancelled';
  // one that is made up for keeps the day on which that began
  if (isKnown && asked.madeUpUntil !== undefined && asked.closesOn < today) return undefined;
  const wanted = windowOn(asked, today);
  if (isKnown && isSame(wanted, existing)) return undefined;
  // a window that has closed is never opened: no reminder for what is over
  if (wanted.closesOn < today) return existing !== undefined && isOpen(existing) ? closed(existing) : undefined;
  return withStatusOn({ ...wanted, status: 'scheduled', followedUp: false }, daysBefore, today);
};

/** Contacts whose worker is no longer the case's: they go into the new worker's list. */
const misplaced = ({ root, items }: CaseFile, contacts: readonly Contact[]): readonly Contact[] => {
  const expected = root.workerId === undefined ? undefined : workerPartition(root.workerId);
  const stale = new Set(items.filter(({ entity, workerPk }) => entity === Contacts.name && workerPk !== expected).map(({ sk }) => sk));
  return contacts.filter((contact) => isWork(contact) && stale.has(Contacts.sk(contact)));
};

const plannedFacts = (added: readonly Contact[]) => [
  ...(['mother', 'child'] as const).flatMap((of) => {
    const contacts = added.filter((contact) => contact.of === of).length;
    return contacts === 0 ? [] : [ContactsPlanned.of({ of, contacts })];
  }),
  // planned so late that its first reminder is due at once
  ...added.filter(({ status }) => status === 'due').map(({ contactId, kind, dueOn }) => ContactFellDue.of({ contactId, kind, dueOn })),
];

/**
 * Brings the contacts of a case into line with what the programme asks for on a day: plans what is new and not over, moves what has
 * another date, cancels what is no longer asked for, and brings back what a reinstatement wants again. What was done stays.
 */
export const planContacts = (file: CaseFile, programme: Programme, today: PlainDate): Change<{ planned: number }> => {
  const { daysBefore } = programme.operations.reminders;
  const wanted = new Map(
    (file.root.status === 'enrolled' ? wantedContacts(file, programme) : []).map((contact) => [contact.contactId, contact]),
  );
  const existing = new Map(allOf(file, Contacts).map((contact) => [contact.contactId, contact]));
  const changed = [...new Set([...wanted.keys(), ...existing.keys()])].flatMap((contactId) => {
    const contact = replanned(wanted.get(contactId), existing.get(contactId), daysBefore, today);
    return contact === undefined ? [] : [contact];
  });
  const added = changed.filter((contact) => isWork(contact) && !existing.has(contact.contactId));
  const untouched = [...existing.values()].filter(({ contactId }) => !changed.some((contact) => contact.contactId === contactId));
  return {
    put: [...changed, ...misplaced(file, untouched)].map((contact) => place(Contacts, contact)),
    facts: plannedFacts(added),
    answer: { planned: added.length },
  };
};

/** Contacts that the programme asks for and that were over before they could be planned. */
export const notPlanned = (file: CaseFile, programme: Programme, today: PlainDate): readonly WantedContact[] => {
  if (file.root.status !== 'enrolled') return [];
  const known = new Set(allOf(file, Contacts).map(({ contactId }) => contactId));
  return wantedContacts(file, programme).filter(({ contactId, closesOn }) => closesOn < today && !known.has(contactId));
};
