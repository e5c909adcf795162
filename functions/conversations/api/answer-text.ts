import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { answerTexts } from '../domain/answer-texts.ts';
import { Reply } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/messages`: a person writes to a mother; what waited for an answer is closed by it. */
export const answerText = ({ files }: Needs) =>
  operation('answerText', {
    route: 'POST /cases/{caseId}/messages',
    scope: 'conversations.write',
    roles: ['worker', 'supervisor'],
    summary: 'Answer a mother by text message',
    status: 201,
    bodyLimitBytes: 4096,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      text: z.string().trim().min(1).max(480).describe('what she reads; others may use her phone, so no diagnosis and no result'),
    }),
    response: Reply.omit({ text: true }).extend({ closed: z.array(z.uuid()).describe('the reviews that it answers') }),
    run: ({ path: { caseId }, body: { text } }, caller) => files.change(caseId, caller, (file) => answerTexts(file, text, caller)),
  });
