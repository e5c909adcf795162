import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { LanguageTag } from '../../registration/domain/request.ts';
import type { Campaigns } from '../campaigns.ts';
import { ContentId, ContentView, viewOf } from './content-view.ts';

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
    body: z.strictObject({
      title: z.string().trim().min(1).max(120),
      texts: z
        .record(LanguageTag, z.string().trim().min(1).max(918))
        .refine((texts) => Object.keys(texts).length > 0, 'needs a text in at least one language'),
    }),
    response: ContentView,
    run: async ({ path, body }, caller) =>
      viewOf(await campaigns.addContent({ ...body, ...path, createdAt: caller.at, createdBy: caller.by }, caller)),
  });
