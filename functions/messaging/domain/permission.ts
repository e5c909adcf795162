import { Consents, type CaseRoot } from '../../casefile/case.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import type { MessageTemplateId } from '../../policy/schema/operations.ts';

/** Why a text is not sent. */
export type Denial = 'noPhone' | 'consentWithdrawn' | 'motherDied' | 'muted';

/** Codes that she asked for herself, the last word on leaving, and that somebody from outside looked: no mute and no missing consent to messages holds them. */
const ALWAYS: ReadonlySet<MessageTemplateId> = new Set([
  'withdrawalCode',
  'accountCode',
  'exited',
  'exitedBereaved',
  'reinstated',
  'correctionApplied',
  'grievanceReceived',
  'grievanceClosed',
  'accessOpened',
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
]);

const allows = (mode: CaseRoot['messages'], template: MessageTemplateId): boolean => {
  switch (mode) {
    case 'all':
      return true;
    case 'motherOnly':
    case 'bereavement':
      return WITHOUT_CHILD.has(template);
    case 'none':
      return ALWAYS.has(template);
  }
};

/** Whether she may be told this now; undefined means yes. */
export const denialOf = (file: CaseFile, template: MessageTemplateId): Denial | undefined => {
  const { root } = file;
  if (root.mother.diedOn !== undefined) return 'motherDied';
  if (root.mother.phone === undefined) return 'noPhone';
  if (ALWAYS.has(template)) return undefined;
  const consented = allOf(file, Consents).some(({ state, purposes }) => state === 'signed' && purposes.includes('messages'));
  if (!consented) return 'consentWithdrawn';
  return allows(root.messages, template) ? undefined : 'muted';
};
