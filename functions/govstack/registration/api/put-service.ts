import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { serviceIdOf } from '../domain/programme-service.ts';
import { Handling, RecordId, Service, Services } from '../records.ts';
import { serviceView, ServiceView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

/** `PUT /services/{serviceId}`: reference data of the ministry; it replaces what was there. */
export const putService = ({ table, programmes }: ReferenceNeeds) =>
  operation('putRegistrationService', {
    route: 'PUT /services/{serviceId}',
    scope: 'exchange.manage',
    summary: 'Set up a service beside those of the programmes',
    status: 200,
    path: z.strictObject({ serviceId: RecordId }),
    body: Service.omit({ id: true, serviceVersion: true }).extend({ version: Service.shape.serviceVersion }),
    response: ServiceView.extend({ eForms: z.array(z.string()), handling: Handling }),
    async run({ path: { serviceId }, body: { version, ...body } }, caller) {
      if (programmes.all().some((programme) => serviceIdOf(programme) === serviceId))
        throw invalidRequest({ pointer: '#/path/serviceId', detail: 'is the service of a programme, which its file defines' });
      const { handling } = body;
      if (handling.kind === 'registration' && !programmes.all().some(({ id }) => id === handling.programme))
        throw invalidRequest({ pointer: '#/body/handling/programme', detail: 'is no programme of this deployment' });
      const services = shelf(table, Services);
      const { value } = await services.put({ id: serviceId, serviceVersion: version, ...body }, caller, await services.find(serviceId));
      return serviceView(value);
    },
  });
