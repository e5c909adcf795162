import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import type { Campaigns } from '../campaigns.ts';
import { ContentId, ContentView, viewOf } from './content-view.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `GET /contents/{contentId}`: the newest version of a text, or the one asked for, with what it costs in message parts. */
export const getContent = ({ campaigns }: Needs) =>
  operation('getContent', {
    route: 'GET /contents/{contentId}',
    scope: 'outreach.read',
    summary: 'Read a text, with its length in message parts',
    status: 200,
    path: z.strictObject({ contentId: ContentId }),
    query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
    response: ContentView,
    run: async ({ path, query }) => viewOf(await campaigns.content(path.contentId, query.version)),
  });
