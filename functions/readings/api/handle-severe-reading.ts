import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { operation } from '../../runtime/operation.ts';
import { handleEpisode } from '../domain/judge-episode.ts';
import { Episode, EpisodeAction } from '../records.ts';
import type { Needs } from './needs.ts';

/** `POST /cases/{caseId}/severe-readings/{episodeId}/action`: what was done, and when; in time or not is counted from the first reading. */
export const handleSevereReading = ({ files }: Pick<Needs, 'files'>) =>
  operation('handleSevereReading', {
    route: 'POST /cases/{caseId}/severe-readings/{episodeId}/action',
    scope: 'care.write',
    summary: 'Record what was done about a severe blood pressure',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), episodeId: z.uuid() }),
    body: z.strictObject({ action: EpisodeAction, actedAt: Instant.describe('when it was done, UTC') }),
    response: Episode,
    run: ({ path: { caseId, episodeId }, body }, caller) =>
      files.change(caseId, caller, (file) => handleEpisode(file, episodeId, body, caller)),
  });
