import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { getEForm as find } from '../services.ts';
import { eFormView, EFormView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

/** `GET /eForms/{eFormId}`: a form with its JSON schema. */
export const getEForm = (needs: ReferenceNeeds) =>
  operation('getEForm', {
    route: 'GET /eForms/{eFormId}',
    scope: 'registration.read',
    summary: 'Read a form with its schema',
    status: 200,
    path: z.strictObject({ eFormId: z.string() }),
    response: EFormView,
    run: async ({ path: { eFormId } }, { at }) => eFormView(await find(needs, eFormId, at)),
  });
