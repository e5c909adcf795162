import { Alerts } from '../../casefile/alert.ts';
import { place } from '../../casefile/entity.ts';
import { findOf, unchanged, withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { isLost } from '../domain/tell-rung.ts';
import { LadderInput } from './tell-rung.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
}

/** Waits for a person to accept. When one has already, a later round has begun, or this rung reaches nobody, the state is answered at once. */
export const awaitAcceptance = ({ files, programmes, workflows }: Needs) =>
  task(LadderInput, async ({ caseId, alertId, round }, { token, ...rest }) => {
    if (token === undefined) throw new Error('waiting for a person needs the token of the state that waits');
    // a repeat brings a new token, which has to be stored: so it is not taken for done
    const waiting = await files.change(caseId, withoutOnce(rest), (file) => {
      const alert = findOf(file, Alerts, (one) => one.alertId === alertId);
      if (alert?.status !== 'open' || alert.round !== round) return unchanged(false);
      if (isLost(file, alert, programmes.get(file.root.programme).operations.alerts)) return unchanged(false);
      return alert.token === token ? unchanged(true) : { put: [place(Alerts, { ...alert, token })], answer: true };
    });
    if (!waiting) await workflows.answer(token, { answered: true });
    return { waiting };
  });
