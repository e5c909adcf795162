import { CaseExited, ChildDied, ChildRegistered, PregnancyLost, VisitRecorded } from '../../../events/catalogue.ts';
import type { Context } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { silenced } from '../domain/silence.ts';
import type { TellNeeds } from '../send.ts';

/** Everything after which a text that waits may have lost its reason. What is missed here is still kept back when it is about to be sent. */
const OCCASIONS = [VisitRecorded, ChildRegistered, ChildDied, PregnancyLost, CaseExited] as const;

/** Ends texts that wait, and takes back questions, when what they are about is over. */
export const clearOver = ({ files, programmes }: TellNeeds): readonly Subscription[] => {
  const clear = async ({ metadata: { caseId } }: { metadata: { caseId: string } }, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => silenced(file, programmes.get(file.root.programme)));
  };
  return OCCASIONS.map((fact) => on(fact, 'ClearOver', clear));
};
