import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { Inbound, Inbounds } from '../../casefile/inbound.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Text = Inbound.pick({ inboundId: true, receivedAt: true, channel: true, text: true }).extend({
  intent: z.string().describe('what it was taken for'),
});

/** `GET /cases/{caseId}/incoming-texts`: what she wrote, and what it was taken for; newest first. */
export const listTexts = ({ files }: Needs) =>
  operation('listTexts', {
    route: 'GET /cases/{caseId}/incoming-texts',
    scope: 'conversations.read',
    summary: 'List what a mother wrote',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(Text), next: z.string().optional() }),
    async run({ path: { caseId }, query: { limit, cursor } }, caller) {
      const texts = [...allOf(await files.read(caseId, caller, 'texts'), Inbounds)].reverse();
      const start = cursor === undefined ? 0 : texts.findIndex(({ inboundId }) => inboundId === cursor) + 1;
      const page = texts.slice(start, start + limit);
      const last = page.at(-1);
      return {
        items: page.map(({ intent, ...text }) => ({ ...text, intent: intent.is })),
        ...(last === undefined || start + page.length >= texts.length ? {} : { next: last.inboundId }),
      };
    },
  });
