import { AlertLevel } from '../../policy/schema/alert-kinds.ts';
import { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import type { Group, Message } from '../records.ts';

/** Whether it is for the mother, or for whoever looks after her children. */
export const isToFamily = ({ to }: Pick<Message, 'to'>): boolean => to !== 'staff' && to !== 'organisation';

/** A text to staff or to an organisation: who it is for, and what makes its words when it is sent. */
export type Letter = Required<Pick<Message, 'messageId' | 'template' | 'variables' | 'language' | 'address'>> & {
  readonly to: 'staff' | 'organisation';
  readonly group: Group;
};

const [STAFF, ORGANISATION] = ['staff.', 'organisation.'] as const;

export const staffTemplate = (level: AlertLevel): string => `${STAFF}${level}`;
export const isToStaff = (template: string): boolean => template.startsWith(STAFF);
/** @throws {Error} when it is not one to staff */
export const levelOf = (template: string): AlertLevel => AlertLevel.parse(template.slice(STAFF.length));

export const organisationTemplate = (which: OrganisationText): string => `${ORGANISATION}${which}`;
export const isToOrganisation = (template: string): boolean => template.startsWith(ORGANISATION);
/** @throws {Error} when it is not one to an organisation */
export const organisationTextOf = (template: string): OrganisationText => OrganisationText.parse(template.slice(ORGANISATION.length));
