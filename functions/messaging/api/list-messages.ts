import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Message, Messages } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/messages`: what she, staff and organisations were told of her case, when, and what became of it; newest first. The words themselves are not kept. */
export const listMessages = ({ files }: Needs) =>
  operation('listMessages', {
    route: 'GET /cases/{caseId}/messages',
    scope: 'messaging.read',
    summary: 'List the texts about a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({
      items: z.array(
        Message.pick({
          messageId: true,
          template: true,
          language: true,
          to: true,
          address: true,
          state: true,
          createdAt: true,
          sentAt: true,
          deliveredAt: true,
          parts: true,
          costMicros: true,
          gateway: true,
          receipt: true,
          reason: true,
        }),
      ),
    }),
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'messages');
      return { items: [...allOf(file, Messages)].reverse() };
    },
  });
