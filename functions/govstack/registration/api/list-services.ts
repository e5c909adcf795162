import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { allServices } from '../services.ts';
import type { ReferenceNeeds } from './needs.ts';
import { serviceView, ServiceView } from '../views.ts';

/** `GET /services`: what can be applied for: the programmes in force, then the services on the shelf. */
export const listServices = (needs: ReferenceNeeds) =>
  operation('listRegistrationServices', {
    route: 'GET /services',
    scope: 'registration.read',
    summary: 'List the services that can be applied for',
    status: 200,
    query: z.strictObject({ name: z.string().max(200).optional().describe('the exact name') }),
    response: z.array(ServiceView),
    run: async ({ query: { name } }, { at }) =>
      (await allServices(needs, at)).filter((service) => name === undefined || service.name === name).map(serviceView),
  });
