import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { linkToCare } from '../domain/link.ts';
import { settingOf, type Needs } from './needs.ts';

/** `POST /cases/{caseId}/screens/{screenId}/care`: keeps that a mother whose result called for it was given care. */
export const linkScreen = (needs: Needs) =>
  operation('linkScreen', {
    route: 'POST /cases/{caseId}/screens/{screenId}/care',
    scope: 'screening.write',
    summary: 'Record that a positive result reached care',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), screenId: z.uuid() }),
    body: z.strictObject({ on: PlainDate, note: z.string().trim().min(1).max(500).optional() }),
    response: z.object({ screenId: z.uuid(), linked: z.object({ on: PlainDate }) }),
    run: ({ path: { caseId, screenId }, body }, caller) =>
      needs.files.change(caseId, caller, (file) => linkToCare(settingOf(needs, file, caller), screenId, body)),
  });
