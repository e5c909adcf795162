import { ChildRegistered, PregnancyLost } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFiles, type Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { startOfMonitoring } from '../domain/monitoring.ts';
import { Risks } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** The pregnancy of a woman whose risk was known has ended, by whatever outcome: what the programme monitors begins. */
export const beginMonitoring = ({ files, programmes }: Needs): readonly Subscription[] => {
  const begin = async ({ metadata: { caseId } }: { metadata: { caseId: string } }, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      const [started] = allOf(file, Risks)
        .filter(({ childId, endedOn }) => childId === undefined && endedOn === undefined)
        .map(({ code }) => startOfMonitoring(file, programme, code, context))
        .filter(({ put }) => put.length > 0);
      return started === undefined ? unchanged(undefined) : { ...started, answer: undefined };
    });
  };
  return [on(ChildRegistered, 'BeginMonitoring', begin), on(PregnancyLost, 'BeginMonitoring', begin)];
};
