import { findCaregiver } from '../../casefile/caregiver.ts';
import { Consents, type CaseRoot } from '../../casefile/case.ts';
import { openLossReport } from '../../casefile/loss-report.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import type { MessageTemplateId } from '../../policy/schema/operations.ts';
import type { Message } from '../records.ts';
import { childDied, recipientOf, type About } from './about.ts';

/** Why a text is not sent. */
export type Denial =
  'noPhone' | 'consentWithdrawn' | 'motherDied' | 'muted' | 'childDied' | 'pregnancyEnded' | 'otherRecipient' | 'noCaregiver';

/** Codes that she asked for herself, and the last word on leaving: no mute and no missing consent to messages holds them. */
const ALWAYS: ReadonlySet<MessageTemplateId> = new Set([
  'withdrawalCode',
  'accountCode',
  'exited',
  'exitedBereaved',
  'reinstated',
  'correctionApplied',
  'grievanceReceived',
  'grievanceClosed',
  'lossHeard',
  'forgetConfirm',
  'forgetPlanned',
  'forgetCancelled',
]);
/** What a mother who lost a child or a pregnancy still gets: her own care, her money, her complaints. */
const WITHOUT_CHILD: ReadonlySet<MessageTemplateId> = new Set([
  ...ALWAYS,
  'contactReminder',
  'contactMissed',
  'paymentConfirmed',
  'paymentFailed',
  'paymentReturned',
  'transferred',
  'appealReceived',
  'appealDecided',
  'correctionRefused',
  'bereavementOffer',
  'bereavementFirst',
  'bereavementSecond',
  'bereavementThird',
]);

/** What is said in each mode. A text about a child or a pregnancy is none of the mother's own, whatever its template. */
const allows = (mode: CaseRoot['messages'], template: MessageTemplateId, about: About): boolean => {
  switch (mode) {
    case 'all':
      return true;
    case 'motherOnly':
    case 'bereavement':
      return about === 'mother' && WITHOUT_CHILD.has(template);
    case 'none':
      return ALWAYS.has(template);
  }
};

/** After a loss that she told by text it is her own care alone, until somebody knows what happened. */
const silencedMode = (file: CaseFile): CaseRoot['messages'] =>
  file.root.messages === 'all' && openLossReport(file) !== undefined ? 'motherOnly' : file.root.messages;

/** Whom a text is about, and for whom it was written where it is written already. */
export type Subject = Partial<Pick<Message, 'about' | 'to'>>;

/** Whether it may go to whoever looks after the children of a mother who has died: about a living child, with a consent of their own. */
const caregiverDenial = (file: CaseFile, about: About): Denial | undefined => {
  const caregiver = findCaregiver(file);
  if (caregiver === undefined) return file.root.mother.diedOn === undefined ? 'noCaregiver' : 'motherDied';
  if (about !== 'caregiver' && caregiver.consent !== 'given') return 'motherDied';
  return caregiver.phone === undefined ? 'noPhone' : undefined;
};

const motherDenial = (file: CaseFile, template: MessageTemplateId, about: About): Denial | undefined => {
  const { root } = file;
  if (root.mother.phone === undefined) return 'noPhone';
  if (ALWAYS.has(template)) return undefined;
  const consented = allOf(file, Consents).some(({ state, purposes }) => state === 'signed' && purposes.includes('messages'));
  if (!consented) return 'consentWithdrawn';
  return allows(silencedMode(file), template, about) ? undefined : 'muted';
};

/** Whether this may be told now; undefined means yes. What is about a dead child or a pregnancy that is over is told to nobody. */
export const denialOf = (file: CaseFile, template: MessageTemplateId, { about = 'mother', to }: Subject = {}): Denial | undefined => {
  if (typeof about === 'object' && childDied(file, about.childId)) return 'childDied';
  if (about === 'pregnancy' && file.root.pregnancy.endedOn !== undefined) return 'pregnancyEnded';
  if (to !== undefined && to !== recipientOf(file, about).is) return 'otherRecipient';
  if (about === 'caregiver') return caregiverDenial(file, about);
  if (file.root.mother.diedOn !== undefined)
    return about === 'mother' || about === 'pregnancy' ? 'motherDied' : caregiverDenial(file, about);
  return motherDenial(file, template, about);
};
