import { Children, type CaseRoot } from '../../casefile/case.ts';
import { findCaregiver } from '../../casefile/caregiver.ts';
import { findOf, type CaseFile } from '../../casefile/files.ts';
import { findPhoneChange } from '../../casefile/phone-change.ts';
import { Contacts } from '../../care/records.ts';
import { ChildId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Group } from '../records.ts';

/** Whom a text is about: the mother herself, on the phone that she has or that she asked for, her pregnancy, one of her children, or the caregiver's own consent. */
export type About = 'mother' | 'newPhone' | 'pregnancy' | 'caregiver' | { readonly childId: string };

/** Who gets a text. */
export interface Recipient {
  readonly is: 'mother' | 'caregiver' | 'newPhone';
  readonly phone: string | undefined;
  readonly language: string;
}

const mother = ({ mother: { phone }, language }: CaseRoot): Recipient => ({ is: 'mother', phone, language });

/** Who gets a text about somebody: the mother, or when she has died whoever looks after the child. */
export const recipientOf = (file: CaseFile, about: About): Recipient => {
  if (about === 'newPhone') return { is: 'newPhone', phone: findPhoneChange(file)?.to, language: file.root.language };
  const caregiver = about === 'caregiver' || typeof about === 'object' ? findCaregiver(file) : undefined;
  if (caregiver === undefined) return mother(file.root);
  return { is: 'caregiver', phone: caregiver.phone, language: caregiver.language };
};

export const childDied = (file: CaseFile, childId: string): boolean =>
  findOf(file, Children, (child) => child.childId === childId)?.diedOn !== undefined;

/** Whom a planned contact is about: that child, the pregnancy for an antenatal contact, or the mother. */
const aboutContact = (file: CaseFile, { operations }: Pick<Programme, 'operations'>, contactId: string): About => {
  const contact = findOf(file, Contacts, (one) => one.contactId === contactId);
  const [plan = contactId, child] = contactId.split('#');
  const childId = ChildId.safeParse(contact?.childId ?? child);
  if (childId.success) return { childId: childId.data };
  const isAntenatal = operations.contacts.some(({ id, anchor }) => id === (contact?.kind ?? plan) && anchor === 'lastMenstrualPeriod');
  return isAntenatal ? 'pregnancy' : 'mother';
};

/** Whom a text is about, by what it belongs to. */
export const aboutOf = (file: CaseFile, programme: Pick<Programme, 'operations'>, group: Group = {}): About => {
  if (group.caregiver === true) return 'caregiver';
  if (group.newPhone === true) return 'newPhone';
  if (group.childId !== undefined) return { childId: group.childId };
  if (group.pregnancy === true) return 'pregnancy';
  return group.contactId === undefined ? 'mother' : aboutContact(file, programme, group.contactId);
};
