import {
  CaseCorrected,
  CaseReinstated,
  ChildDied,
  ChildRegistered,
  LifeEventReversed,
  MotherEnrolled,
  MotherRegistered,
  PregnancyLost,
} from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, onDue, onEach, type Subscription } from '../../runtime/subscriber.ts';
import { checkWatch, finishScheduledExit, watchExit as decideWatch } from '../domain/exit-watch.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Everything after which a case may end on another day. */
const OCCASIONS = [MotherRegistered, MotherEnrolled, ChildRegistered, ChildDied, PregnancyLost, LifeEventReversed, CaseReinstated] as const;
/** Corrections that a rule may depend on. */
const DECISIVE = /^(applicant|pregnancy|mother\.birthDate|child)/;

/** Sets the day on which the exit sweep looks at a case; a corrected fact has it looked at soon. */
export const watchExit = ({ files, programmes }: Needs): readonly Subscription[] => {
  const watch = async (caseId: string, context: Context, soon = false): Promise<void> => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return decideWatch(file, programme, dayOf(programme, context.at), soon);
    });
  };
  return [
    ...onEach(OCCASIONS, 'WatchExit', (caseId, context) => watch(caseId, context)),
    on(CaseCorrected, 'WatchExit', ({ metadata: { caseId }, data: { fields } }, context) =>
      watch(
        caseId,
        context,
        fields.some((field) => DECISIVE.test(field)),
      ),
    ),
  ];
};

/** Sees whether a case is over whose day has come: the child's age, the programme's end, days of grace that have passed. */
export const checkExit = ({ files, programmes }: Needs) =>
  onDue(['childAge', 'exit'], 'CheckExit', async ({ metadata: { caseId }, data: { kind } }, context) => {
    const decide = kind === 'childAge' ? checkWatch : finishScheduledExit;
    await files.change(caseId, context, (file) => decide(file, programmes.get(file.root.programme), context));
  });
