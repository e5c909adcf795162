import { SevereEpisodeOpened } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly workflows: Workflows;
}

/** A severe reading came: a state machine keeps its clock. */
export const startEpisode = ({ workflows }: Needs) =>
  on(SevereEpisodeOpened, 'StartEpisode', ({ metadata: { caseId }, data: { episodeId } }) =>
    workflows.start('severe-blood-pressure', episodeId, { caseId, episodeId }),
  );
