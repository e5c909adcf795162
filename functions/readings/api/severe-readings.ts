import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { handleEpisode } from '../domain/judge-episode.ts';
import { Episode, EpisodeAction, Episodes } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/severe-readings`: the runs of severe blood pressures with their clock. */
export const listSevereReadings = ({ files }: Pick<Needs, 'files'>) =>
  operation('listSevereReadings', {
    route: 'GET /cases/{caseId}/severe-readings',
    scope: 'care.read',
    summary: 'List the severe blood pressures of a case, with their clock',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Episode), next: z.string().optional() }),
    run: async ({ path, query }, caller) =>
      pageOf(
        allOf(await files.read(path.caseId, caller, 'severe readings'), Episodes).toSorted((a, b) => (a.firstAt < b.firstAt ? -1 : 1)),
        Episodes.sk,
        query,
      ),
  });

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
