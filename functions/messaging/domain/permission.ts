import { Children, Consents, type CaseRoot } from '../../casefile/case.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { Contacts } from '../../care/records.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplate, MessageTemplateId } from '../../policy/schema/operations.ts';
import { Mutes, type Group, type MessageState } from '../records.ts';

/** Why a text is not sent. */
export type Denial = 'noPhone' | 'consentWithdrawn' | 'motherDied' | 'optedOut' | 'muted' | 'stopped';
/** Why what a text is about is over. */
export type Over = 'visitDone' | 'contactCancelled' | 'childDied' | 'pregnancyEnded' | 'caseExited';

/** What keeps a text back, and the state that it gets by it. */
export interface Hold {
  readonly state: Extract<MessageState, 'denied' | 'muted' | 'cleared'>;
  readonly reason: Denial | Over;
}

const STATE_BY: Readonly<Record<Denial, Hold['state']>> = {
  noPhone: 'denied',
  consentWithdrawn: 'denied',
  motherDied: 'denied',
  optedOut: 'denied',
  muted: 'muted',
  stopped: 'muted',
};

const allows = (mode: CaseRoot['messages'], { subject }: MessageTemplate): boolean => {
  switch (mode) {
    case 'all':
      return true;
    case 'motherOnly':
    case 'bereavement':
      return subject === 'mother';
    case 'none':
      return false;
  }
};

/** Whether she may be told this now; undefined means yes. What is marked `always` passes every mute and goes without consent to messages. */
export const denialOf = (file: CaseFile, id: MessageTemplateId, { operations }: Pick<Programme, 'operations'>): Denial | undefined => {
  const { root } = file;
  const template = operations.messages[id];
  const [mute] = allOf(file, Mutes);
  if (root.mother.diedOn !== undefined) return 'motherDied';
  if (root.mother.phone === undefined) return 'noPhone';
  if (mute?.all === true && mute.by === 'gateway') return 'optedOut';
  if (template.subject === 'always') return undefined;
  const consented = allOf(file, Consents).some(({ state, purposes }) => state === 'signed' && purposes.includes('messages'));
  if (!consented) return 'consentWithdrawn';
  if (!allows(root.messages, template)) return 'muted';
  const isStopped = mute !== undefined && (mute.all || (template.topic !== undefined && mute.topics.includes(template.topic)));
  return isStopped ? 'stopped' : undefined;
};

/** Why what a text is about is over, or undefined while it is not. */
export const overOf = (file: CaseFile, { contactId, childId, pregnancy, setId }: Group): Over | undefined => {
  const contact = contactId === undefined ? undefined : findOf(file, Contacts, (one) => one.contactId === contactId);
  const child = childId ?? contact?.childId;
  if (child !== undefined && allOf(file, Children).some((one) => one.childId === child && one.diedOn !== undefined)) return 'childDied';
  if (contact !== undefined && (contact.status === 'done' || contact.status === 'doneLate' || contact.followedUp)) return 'visitDone';
  if (contact?.status === 'cancelled') return 'contactCancelled';
  if (pregnancy === true && (file.root.pregnancy.endedOn !== undefined || allOf(file, Children).length > 0)) return 'pregnancyEnded';
  if (setId !== undefined && file.root.status === 'exited') return 'caseExited';
  return undefined;
};

/** What keeps a text back at this moment; undefined when it may be sent. */
export const holdOf = (
  file: CaseFile,
  programme: Pick<Programme, 'operations'>,
  { template, group }: { readonly template: MessageTemplateId; readonly group?: Group | undefined },
): Hold | undefined => {
  const over = group === undefined ? undefined : overOf(file, group);
  if (over !== undefined) return { state: 'cleared', reason: over };
  const denial = denialOf(file, template, programme);
  return denial === undefined ? undefined : { state: STATE_BY[denial], reason: denial };
};
