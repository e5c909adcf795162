import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { getService as find } from '../services.ts';
import { serviceView, ServiceView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

/** `GET /services/{serviceId}`: one service, an object as the definition says. */
export const getService = (needs: ReferenceNeeds) =>
  operation('getRegistrationService', {
    route: 'GET /services/{serviceId}',
    scope: 'registration.read',
    summary: 'Read a service',
    status: 200,
    path: z.strictObject({ serviceId: z.string() }),
    response: ServiceView,
    run: async ({ path: { serviceId } }, { at }) => serviceView(await find(needs, serviceId, at)),
  });
