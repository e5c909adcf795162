import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { notPlanned } from '../domain/plan-contacts.ts';
import { Contact, Contacts } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `GET /cases/{caseId}/contacts`: what is planned for a mother and her children, what was done, and what was over before it could be planned. */
export const listContacts = ({ files, programmes }: Needs) =>
  operation('listContacts', {
    route: 'GET /cases/{caseId}/contacts',
    scope: 'care.read',
    summary: 'List the contacts of a mother and her children by due day',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({
      items: z.array(Contact.omit({ followedUp: true })),
      notPlanned: z.array(Contact.pick({ contactId: true, kind: true, of: true, childId: true, dueOn: true, closesOn: true })),
    }),
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'contacts');
      const programme = programmes.get(file.root.programme);
      const items = [...allOf(file, Contacts)].sort((left, right) => left.dueOn.localeCompare(right.dueOn));
      return versioned(file.root.version, { items, notPlanned: notPlanned(file, programme, dayOf(programme, caller.at)) });
    },
  });
