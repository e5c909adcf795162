import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { advance } from '../domain/schedule.ts';
import { Contacts } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Moves a contact whose day has come: the mother is reminded, or the worker sees that it is overdue or was missed. */
export const advanceContact = ({ files, programmes }: Needs) =>
  onDue(['contact'], 'AdvanceContact', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      const contact = findOf(file, Contacts, (one) => Contacts.sk(one) === item);
      const moved = contact && advance(contact, programme.operations.reminders.daysBefore, dayOf(programme, context.at));
      return moved === undefined ? unchanged(undefined) : { put: [place(Contacts, moved.contact)], facts: moved.facts, answer: undefined };
    });
  });
