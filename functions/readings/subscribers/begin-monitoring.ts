import { ChildRegistered } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { startOfMonitoring } from '../domain/monitoring.ts';
import { Risks } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** A woman whose risk was known before the birth has given birth: what the programme monitors begins. */
export const beginMonitoring = ({ files, programmes }: Needs) =>
  on(ChildRegistered, 'BeginMonitoring', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      const [started] = allOf(file, Risks)
        .filter(({ childId, endedOn }) => childId === undefined && endedOn === undefined)
        .map(({ code }) => startOfMonitoring(file, programme, code, context))
        .filter(({ put }) => put.length > 0);
      return started === undefined ? unchanged(undefined) : { ...started, answer: undefined };
    });
  });
