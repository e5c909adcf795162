import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { complainByText, hearOfVisit } from '../domain/hear-mother.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** She complained, or said whether she went to a contact, by text. */
export const hearMother = ({ files, programmes }: Needs) =>
  on(TextReceived, 'HearMother', async ({ metadata: { caseId }, data: { intent, question, inboundId } }, context) => {
    if (intent === 'complaint')
      await files.change(caseId, context, (file) => {
        const change = complainByText(file, programmes.get(file.root.programme), inboundId, context);
        return { ...change, answer: undefined };
      });
    if (question === 'visit') await files.change(caseId, context, (file) => hearOfVisit(file, inboundId, context));
  });
