import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { correctByText as decide } from '../domain/correct-by-text.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** She asked by text for another language or another phone. */
export const correctByText = ({ files, programmes }: Needs) =>
  on(TextReceived, 'CorrectByText', async ({ metadata: { caseId }, data: { intent, inboundId } }, context) => {
    if (intent !== 'language' && intent !== 'phone') return;
    await files.change(caseId, context, (file) => {
      const change = decide(file, programmes.get(file.root.programme), inboundId, context);
      return { ...change, answer: undefined };
    });
  });
