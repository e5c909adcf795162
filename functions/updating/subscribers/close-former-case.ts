import { MotherRegistered } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { exitCase } from '../domain/exit-case.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Ends the former case of a mother who is enrolled for her next pregnancy. */
export const closeFormerCase = ({ files, programmes }: Needs) =>
  on(MotherRegistered, 'CloseFormerCase', async ({ metadata: { caseId }, data: { channel } }, context) => {
    if (channel !== 'reenrolment') return;
    const { previousCaseId } = (await files.open(caseId, context)).root;
    if (previousCaseId === undefined) return;
    await files.change(previousCaseId, context, (file) => {
      if (file.root.status === 'exited') return unchanged(undefined);
      const programme = programmes.get(file.root.programme);
      return { ...exitCase(file, programme, { reason: 'completed', on: dayOf(programme, context.at) }, context), answer: undefined };
    });
  });
