import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { takeText as decide } from '../domain/take-text.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const MINE: readonly string[] = ['bloodPressure', 'symptom'];

/** A mother texted a blood pressure or how she feels. */
export const takeText = ({ files, programmes }: Needs) =>
  on(TextReceived, 'TakeReadingText', async ({ metadata: { caseId }, data: { inboundId, intent } }, context) => {
    if (!MINE.includes(intent)) return;
    await files.change(caseId, context, (file) => decide(file, programmes.get(file.root.programme), inboundId, context));
  });
