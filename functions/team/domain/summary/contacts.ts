import { Contacts, isOpen } from '../../../care/records.ts';
import { allOf } from '../../../casefile/files.ts';
import type { Summariser } from './summariser.ts';

/** How many contacts took place and were missed, each that nobody has made up for, and the next one. */
export const contactsSummary: Summariser = {
  section: 'contacts',
  of: (file) => {
    const contacts = allOf(file, Contacts).toSorted((left, right) => left.dueOn.localeCompare(right.dueOn));
    const next = contacts.find(isOpen);
    return [
      { what: 'done', value: contacts.filter(({ status }) => status === 'done' || status === 'doneLate').length },
      { what: 'missed', value: contacts.filter(({ status }) => status === 'missed').length },
      ...contacts
        .filter(({ status, followedUp }) => status === 'missed' && !followedUp)
        .map(({ kind, dueOn }) => ({ what: 'notMadeUpFor', value: kind, on: dueOn })),
      ...(next === undefined ? [] : [{ what: 'next', value: next.kind, on: next.dueOn }]),
    ];
  },
};
