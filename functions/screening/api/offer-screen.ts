import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { offerScreen as decideOffer } from '../domain/offer.ts';
import { settingOf, type Needs } from './needs.ts';

/** `POST /cases/{caseId}/screens/offers`: has a mother asked by text, question by question. */
export const offerScreen = (needs: Needs) =>
  operation('offerScreen', {
    route: 'POST /cases/{caseId}/screens/offers',
    scope: 'screening.write',
    summary: 'Offer a questionnaire by text',
    status: 202,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({ questionnaire: z.string().min(1).max(64) }),
    response: z.object({ screenId: z.uuid() }),
    run: ({ path, body }, caller) =>
      needs.files.change(path.caseId, caller, (file) => decideOffer(settingOf(needs, file, caller), body.questionnaire)),
  });
