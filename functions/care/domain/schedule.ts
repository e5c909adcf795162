import { ContactFellDue, ContactMissed, ContactOverdue, ContactReminderDue } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { isOpen, type Contact } from '../records.ts';

/** The days of a contact: when it is due, and the window in which it may be done. */
export type Window = Pick<Contact, 'dueOn' | 'opensOn' | 'closesOn'>;

/** The days on which the mother is told: as the programme says, or else on the due day itself. */
const reminderDays = ({ dueOn }: Window, daysBefore: readonly number[]): readonly PlainDate[] =>
  daysBefore.length === 0 ? [dueOn] : daysBefore.map((days) => addDays(dueOn, -days)).sort();

const lookDays = (window: Window, daysBefore: readonly number[]): readonly PlainDate[] =>
  [...reminderDays(window, daysBefore), addDays(window.dueOn, 1), addDays(window.closesOn, 1)].sort();

/** The next day after `today` on which a contact has to be looked at; undefined when its window has closed. */
export const nextLookOn = (window: Window, daysBefore: readonly number[], today: PlainDate): PlainDate | undefined =>
  lookDays(window, daysBefore).find((day) => day > today);

/** Where an open contact stands on a day: announced and near is due, past its due day is overdue, past its window is missed. */
export const statusOn = (window: Window, daysBefore: readonly number[], today: PlainDate): 'scheduled' | 'due' | 'overdue' | 'missed' => {
  if (today > window.closesOn) return 'missed';
  if (today > window.dueOn) return 'overdue';
  const [announced = window.dueOn] = reminderDays(window, daysBefore);
  return today >= announced ? 'due' : 'scheduled';
};

/** A contact as it stands on a day. */
export const withStatusOn = (contact: Contact, daysBefore: readonly number[], today: PlainDate): Contact => {
  const { nextOn: _, ...rest } = contact;
  const nextOn = nextLookOn(contact, daysBefore, today);
  return { ...rest, status: statusOn(contact, daysBefore, today), ...(nextOn === undefined ? {} : { nextOn }) };
};

const factsOfMove = (before: Contact, after: Contact): readonly NewFact[] => {
  const { contactId, kind, dueOn } = after;
  switch (after.status) {
    case 'due':
      return [
        before.status === 'scheduled' ? ContactFellDue.of({ contactId, kind, dueOn }) : ContactReminderDue.of({ contactId, kind, dueOn }),
      ];
    case 'missed':
      return [ContactMissed.of({ contactId, kind, dueOn })];
    case 'overdue':
      // asked is only who was told of the day
      return before.status === 'due' ? [ContactOverdue.of({ contactId, kind, dueOn })] : [];
    case 'scheduled':
    case 'done':
    case 'doneLate':
    case 'cancelled':
      return [];
  }
};

/** Moves an open contact to where it stands on a day, or undefined when nothing has to happen yet. Days that were slept through bring no reminder. */
export const advance = (
  contact: Contact,
  daysBefore: readonly number[],
  today: PlainDate,
): { contact: Contact; facts: readonly NewFact[] } | undefined => {
  if (!isOpen(contact) || contact.nextOn === undefined || contact.nextOn > today) return undefined;
  const moved = withStatusOn(contact, daysBefore, today);
  return { contact: moved, facts: factsOfMove(contact, moved) };
};
