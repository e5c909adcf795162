import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { advanceContact } from './advance-contact.ts';
import { followMove } from './follow-move.ts';
import { hearMother } from './hear-mother.ts';
import { planContacts } from './plan-contacts.ts';
import { raiseGrievance } from './raise-grievance.ts';

const needs = { files, table, programmes };

export const { handler, manifest } = subscriberFunction([
  ...planContacts(needs),
  advanceContact(needs),
  raiseGrievance(needs),
  followMove(needs),
  hearMother(needs),
]);
