import { CaseExited, ChildDied, ChildRegistered, PregnancyLost, VisitRecorded } from '../../../events/catalogue.ts';
import { onEach } from '../../runtime/subscriber.ts';
import { silenced } from '../domain/silence.ts';
import type { TellNeeds } from '../send.ts';

/** Everything after which a text that waits may have lost its reason. What is missed here is still kept back when it is about to be sent. */
const OCCASIONS = [VisitRecorded, ChildRegistered, ChildDied, PregnancyLost, CaseExited] as const;

/** Ends texts that wait, and takes back questions, when what they are about is over. */
export const clearOver = ({ files, programmes }: TellNeeds) =>
  onEach(OCCASIONS, 'ClearOver', async (caseId, context) => {
    await files.change(caseId, context, (file) => silenced(file, programmes.get(file.root.programme)));
  });
