import { findCaregiver } from '../../casefile/caregiver.ts';
import { Children, Consents, type CaseRoot } from '../../casefile/case.ts';
import { openLossReport } from '../../casefile/loss-report.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { wantedContacts } from '../../care/domain/wanted-contacts.ts';
import { Contacts, type Contact } from '../../care/records.ts';
import { findPhoneChange } from '../../casefile/phone-change.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import type { MessageTemplate } from '../../policy/schema/operations.ts';
import { Mutes, type Group, type Message, type MessageState, type Mute } from '../records.ts';
import { aboutOf, childDied, recipientOf, type About, type Recipient } from './about.ts';

/** Why a text is not sent. */
export type Denial = 'noPhone' | 'consentWithdrawn' | 'motherDied' | 'noCaregiver' | 'otherRecipient' | 'optedOut' | 'muted' | 'stopped';
/** Why what a text is about is over. */
export type Over = 'visitDone' | 'contactCancelled' | 'childDied' | 'pregnancyEnded' | 'caseExited' | 'alertAnswered' | 'offerEnded';

/** What keeps a text back, and the state that it gets by it. */
export interface Hold {
  readonly state: Extract<MessageState, 'denied' | 'muted' | 'cleared'>;
  readonly reason: Denial | Over;
}

const STATE_BY: Readonly<Record<Denial, Hold['state']>> = {
  noPhone: 'denied',
  consentWithdrawn: 'denied',
  motherDied: 'denied',
  noCaregiver: 'denied',
  otherRecipient: 'denied',
  optedOut: 'denied',
  muted: 'muted',
  stopped: 'muted',
};

/** What is said in each mode. A text about a child or a pregnancy is none of the mother's own, whatever its template. */
const allows = (mode: CaseRoot['messages'], { subject }: MessageTemplate, about: About): boolean => {
  switch (mode) {
    case 'all':
      return true;
    case 'motherOnly':
    case 'bereavement':
      return about === 'mother' && subject === 'mother';
    case 'none':
      return false;
  }
};

/** After a loss that she told by text it is her own care alone, until somebody knows what happened. */
const silencedMode = (file: CaseFile): CaseRoot['messages'] =>
  file.root.messages === 'all' && openLossReport(file) !== undefined ? 'motherOnly' : file.root.messages;

const muteOf = (file: CaseFile, recipient: Recipient['is']): Mute | undefined =>
  findOf(file, Mutes, ({ of = 'mother' }) => of === recipient);

/** Whether it may go to whoever looks after the children of a mother who has died: about a living child, with a consent of their own. */
const caregiverDenial = (file: CaseFile, about: About): Denial | undefined => {
  const caregiver = findCaregiver(file);
  if (caregiver === undefined) return file.root.mother.diedOn === undefined ? 'noCaregiver' : 'motherDied';
  if (about !== 'caregiver' && caregiver.consent !== 'given') return 'motherDied';
  if (caregiver.phone === undefined) return 'noPhone';
  return muteOf(file, 'caregiver') === undefined ? undefined : 'optedOut';
};

const motherDenial = (file: CaseFile, template: MessageTemplate, about: About): Denial | undefined => {
  const { root } = file;
  const mute = muteOf(file, 'mother');
  if (root.mother.phone === undefined) return 'noPhone';
  if (mute?.all === true && mute.by === 'gateway') return 'optedOut';
  if (template.subject === 'always') return undefined;
  const consented = allOf(file, Consents).some(({ state, purposes }) => state === 'signed' && purposes.includes('messages'));
  if (!consented) return 'consentWithdrawn';
  if (!allows(silencedMode(file), template, about)) return 'muted';
  const isStopped = mute !== undefined && (mute.all || (template.topic !== undefined && mute.topics.includes(template.topic)));
  return isStopped ? 'stopped' : undefined;
};

/** What a text belongs to, and for whom it was written where it is written already. */
export type Belonging = Pick<Partial<Message>, 'group' | 'to'>;

/** Whether this may be told now; undefined means yes. What is marked `always` passes every mute and goes without consent to messages. */
export const denialOf = (
  file: CaseFile,
  id: MessageTemplateId,
  programme: Pick<Programme, 'operations'>,
  { group, to }: Belonging = {},
): Denial | undefined => {
  const about = aboutOf(file, programme, group);
  if (to !== undefined && to !== recipientOf(file, about).is) return 'otherRecipient';
  if (about === 'caregiver') return caregiverDenial(file, about);
  if (about === 'newPhone') return findPhoneChange(file) === undefined ? 'noPhone' : undefined;
  if (file.root.mother.diedOn !== undefined)
    return about === 'mother' || about === 'pregnancy' ? 'motherDied' : caregiverDenial(file, about);
  return motherDenial(file, programme.operations.messages[id], about);
};

const hasPregnancyEnded = (file: CaseFile): boolean => file.root.pregnancy.endedOn !== undefined || allOf(file, Children).length > 0;

/** Whether a contact that was cancelled is wanted on its day after all, as when a loss was reported in error and nobody has planned it again yet. */
const isWantedAgain = (file: CaseFile, programme: Programme, { contactId, dueOn }: Contact): boolean =>
  file.root.status === 'enrolled' && wantedContacts(file, programme).some((one) => one.contactId === contactId && one.dueOn === dueOn);

/** Why what a text is about is over, or undefined while it is not. */
export const overOf = (file: CaseFile, programme: Programme, group: Group): Over | undefined => {
  const about = aboutOf(file, programme, group);
  if (typeof about === 'object' && childDied(file, about.childId)) return 'childDied';
  const { contactId, setId } = group;
  const contact = contactId === undefined ? undefined : findOf(file, Contacts, (one) => one.contactId === contactId);
  if (contact !== undefined && (contact.status === 'done' || contact.status === 'doneLate' || contact.followedUp)) return 'visitDone';
  if (contact?.status === 'cancelled' && !isWantedAgain(file, programme, contact)) return 'contactCancelled';
  if (about === 'pregnancy' && hasPregnancyEnded(file)) return 'pregnancyEnded';
  if (setId !== undefined && file.root.status === 'exited') return 'caseExited';
  return undefined;
};

/** What keeps a text back at this moment; undefined when it may be sent. */
export const holdOf = (
  file: CaseFile,
  programme: Programme,
  { template, group, to }: { readonly template: MessageTemplateId } & Belonging,
): Hold | undefined => {
  const over = group === undefined ? undefined : overOf(file, programme, group);
  if (over !== undefined) return { state: 'cleared', reason: over };
  const denial = denialOf(file, template, programme, { group, to });
  return denial === undefined ? undefined : { state: STATE_BY[denial], reason: denial };
};
