import { VisitAffirmed, VisitDenied } from '../../../events/catalogue.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { findInbound } from '../../casefile/inbound.ts';
import { answeredBy } from '../../casefile/question.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import { Contacts, isWork, Notes, type Contact } from '../records.ts';
import { openGrievance } from './grievance.ts';

/** She complained by text: what she wrote is the complaint, and somebody has to answer it. */
export const complainByText = (file: CaseFile, programme: Programme, inboundId: string, context: Context): Change<unknown> => {
  const inbound = findInbound(file, inboundId);
  if (inbound?.intent.is !== 'complaint') return unchanged(undefined);
  return openGrievance(file, programme, { about: programme.operations.conversations.complaintAbout, text: inbound.text }, context);
};

/** Her worker sees it first, also where an earlier visit had made up for it. */
const chased = (contact: Contact): readonly Placed[] =>
  contact.status === 'missed' || isWork(contact) ? [place(Contacts, { ...contact, urgent: true, followedUp: false })] : [];

/** She said whether she went to a contact. Her word is noted; only who saw her records the visit. A no has her worker go after it. */
export const hearOfVisit = (file: CaseFile, inboundId: string, context: Context): Change<void> => {
  const answered = answeredBy(file, inboundId, 'visit');
  if (answered === undefined) return unchanged(undefined);
  const { value, question, key } = answered;
  const contactId = question.subjectId;
  const went = value === 1;
  const contact = findOf(file, Contacts, (one) => one.contactId === contactId);
  const text = `By text message she said that she ${went ? 'went' : 'did not go'} to ${contact?.kind ?? contactId}.`;
  const note = { noteId: derivedId('note', file.root.caseId, inboundId), text, at: context.at, by: 'mother' };
  return {
    put: [place(Notes, note), ...(went || contact === undefined ? [] : chased(contact))],
    remove: [key],
    facts: [went ? VisitAffirmed.of({ contactId }) : VisitDenied.of({ contactId })],
    answer: undefined,
  };
};
