import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { closeLead, type LeadNeeds } from '../leads.ts';
import { PreRegistration } from '../records.ts';

/** `POST /pre-registrations/{preRegistrationId}/dismissal`: nobody is to be registered; it leaves the list. Again it changes nothing. */
export const dismissPreRegistration = (needs: LeadNeeds) =>
  operation('dismissPreRegistration', {
    route: 'POST /pre-registrations/{preRegistrationId}/dismissal',
    scope: 'conversations.write',
    summary: 'Take a request for registration off the list',
    status: 200,
    path: z.strictObject({ preRegistrationId: z.uuid() }),
    response: PreRegistration.pick({ preRegistrationId: true, status: true }),
    run: ({ path: { preRegistrationId } }, caller) => closeLead(needs, preRegistrationId, { status: 'dismissed' }, caller),
  });
