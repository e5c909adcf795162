import { WorkerAssigned } from '../../../events/catalogue.ts';
import { Alerts } from '../../casefile/alert.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { on } from '../../runtime/subscriber.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** A case was given a worker: what waits for a person stands in her list from now on. */
export const followWorker = ({ files }: Needs) =>
  on(WorkerAssigned, 'FollowWorker', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => ({
      put: [
        ...allOf(file, Alerts)
          .filter(({ status }) => status !== 'closed')
          .map((alert) => place(Alerts, alert)),
        ...allOf(file, Reviews)
          .filter(({ status }) => status === 'open')
          .map((review) => place(Reviews, review)),
      ],
      answer: undefined,
    }));
  });
