import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { formsOf, getService } from '../services.ts';
import { EFormRow, eFormView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

/** `GET /services/{serviceId}/eForms`: the forms of a service, without their schemas. */
export const listEForms = (needs: ReferenceNeeds) =>
  operation('listEForms', {
    route: 'GET /services/{serviceId}/eForms',
    scope: 'registration.read',
    summary: 'List the forms of a service',
    status: 200,
    path: z.strictObject({ serviceId: z.string() }),
    response: z.array(EFormRow),
    run: async ({ path: { serviceId } }, { at }) => (await formsOf(needs, await getService(needs, serviceId, at), at)).map(eFormView),
  });
