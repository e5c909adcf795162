import { AlertClosed, ChildRegistered, ContactMissed, MotherEnrolled } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { scheduleByRules as decideReviews, type Occasion } from '../domain/review-rules.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** After what a programme may want a case to be reviewed, it is. */
export const scheduleByRules = ({ files, programmes }: Needs): readonly Subscription[] => {
  const schedule = async (caseId: string, occasion: Occasion, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return decideReviews(file, programme.operations.team, occasion, dayOf(programme, context.at), context);
    });
  };
  return [
    on(AlertClosed, 'ReviewAfterAlert', ({ metadata: { caseId }, data: { alertId, level } }, context) =>
      schedule(caseId, { event: 'alertClosed', alertId, level }, context),
    ),
    on(ContactMissed, 'ReviewAfterMissed', ({ metadata: { caseId } }, context) => schedule(caseId, { event: 'contactsMissed' }, context)),
    on(ChildRegistered, 'ReviewAfterBirth', ({ metadata: { caseId } }, context) => schedule(caseId, { event: 'birth' }, context)),
    on(MotherEnrolled, 'ReviewAfterBirth', ({ metadata: { caseId } }, context) => schedule(caseId, { event: 'birth' }, context)),
  ];
};
