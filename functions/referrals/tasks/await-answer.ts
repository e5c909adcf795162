import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { awaitAnswer as decideToWait, type Step } from '../domain/look.ts';
import { ReferralInput, type Needs } from './needs.ts';

/** Waits for somebody's answer, or for time. Where something has happened since the last look, the state is answered at once. */
export const awaitAnswer = ({ files, workflows }: Pick<Needs, 'files' | 'workflows'>, awaited: Step['step']) =>
  task(ReferralInput, async ({ caseId, referralId }, { token, ...context }) => {
    if (token === undefined) throw new Error('waiting for an answer needs the token of the state that waits');
    const { waiting } = await files.change(caseId, withoutOnce(context), (file) =>
      decideToWait(file, referralId, { awaited, token, execution: context.execution, at: context.at }),
    );
    if (!waiting) await workflows.answer(token, { answered: true });
    return { waiting };
  });
