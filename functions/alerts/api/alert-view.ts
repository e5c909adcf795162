import * as z from 'zod';
import { Alert } from '../../casefile/alert.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';

/** An alert as it is shown; the token of what waits for it is ours. */
export const AlertView = Alert.omit({ token: true, lookOn: true });

/** An alert as lists show it: what has to be done and for which case, nothing of what was found. */
export const AlertRow = Alert.pick({
  alertId: true,
  kind: true,
  level: true,
  childId: true,
  status: true,
  openedAt: true,
  round: true,
  rung: true,
  nextAt: true,
  acceptedAt: true,
  acceptedBy: true,
}).extend({ caseId: z.uuid(), reference: z.string().describe('how texts to staff call the case'), area: z.string().optional() });

export const AlertPath = z.strictObject({ caseId: z.uuid(), alertId: z.uuid() });

/** Names the person for whom a system of the ministry acts; staff act for themselves. */
export const Person = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,127}$/, 'must be 1 to 128 letters, digits, dots, dashes, underscores or @')
  .optional()
  .describe('who takes it; needed from a system, which is no person');

/**
 * Who answers for an alert: always a person by name.
 * @throws {Problem} ScopeMissing for a partner, RoleMissing for staff who name somebody else, InvalidRequest for a system that names nobody
 */
export const personOf = ({ partner, user, client, by }: Caller, person: string | undefined): string => {
  if (partner !== undefined)
    throw new Problem('ScopeMissing', 'an alert is answered by the ministry: this needs the scope nestling/ministry');
  if (user !== undefined) {
    if (person !== undefined && person !== user) throw new Problem('RoleMissing', 'staff answer for themselves only');
    return by;
  }
  if (person === undefined)
    throw new Problem('InvalidRequest', 'a system names the person for whom it acts', {
      errors: [{ pointer: '#/body/person', detail: 'is needed from a system: a named person answers for an alert' }],
    });
  return `client:${client}:${person}`;
};

/** @throws {Problem} ScopeMissing for a partner: lists of an area or a worker are the ministry's */
export const refusePartner = ({ partner }: Caller): void => {
  if (partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry reads the lists of its areas and workers');
};
