import * as z from 'zod';
import { partsOf } from '../../messaging/domain/parts.ts';
import { operation } from '../../runtime/operation.ts';
import type { Campaigns } from '../campaigns.ts';
import { Content } from '../domain/campaign.ts';
import { LanguageTag } from '../../registration/domain/request.ts';

const ContentId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens');
const View = Content.pick({ contentId: true, version: true, title: true, texts: true, createdAt: true }).extend({
  parts: z.record(z.string(), z.object({ encoding: z.string(), units: z.int(), parts: z.int() })),
});

const viewOf = (content: Content) => ({ ...content, parts: Object.fromEntries(Object.entries(content.texts).map(([language, text]) => [language, partsOf(text)])) });

interface Needs {
  readonly campaigns: Campaigns;
}

/** `POST /contents/{contentId}/versions`: a new version of a text, in every language that it has. */
export const addContentVersion = ({ campaigns }: Needs) =>
  operation('addContentVersion', {
    route: 'POST /contents/{contentId}/versions',
    scope: 'outreach.write',
    summary: 'Add a version of a text, in each of its languages',
    status: 201,
    path: z.strictObject({ contentId: ContentId }),
    body: z.strictObject({ title: z.string().trim().min(1).max(120), texts: z.record(LanguageTag, z.string().trim().min(1).max(918)).refine((texts) => Object.keys(texts).length > 0, 'needs a text in at least one language') }),
    response: View,
    run: async ({ path, body }, caller) => viewOf(await campaigns.addContent({ ...body, ...path, createdAt: caller.at, createdBy: caller.by }, caller)),
  });

/** `GET /contents/{contentId}`: the newest version of a text, or the one asked for, with what it costs in message parts. */
export const getContent = ({ campaigns }: Needs) =>
  operation('getContent', {
    route: 'GET /contents/{contentId}',
    scope: 'outreach.read',
    summary: 'Read a text, with its length in message parts',
    status: 200,
    path: z.strictObject({ contentId: ContentId }),
    query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
    response: View,
    run: async ({ path, query }) => viewOf(await campaigns.content(path.contentId, query.version)),
  });
