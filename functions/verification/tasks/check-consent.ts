import * as z from 'zod';
import { Consents } from '../../casefile/case.ts';
import { findOf, withoutOnce } from '../../casefile/files.ts';
import { confirmConsent, isRegisterFault } from '../../consent/ask-register.ts';
import { covers } from '../../consent/domain/consent-record.ts';
import { Problem } from '../../kernel/problem.ts';
import { task } from '../../runtime/task.ts';
import { beginRun, takeRun } from '../domain/run.ts';
import { refuseClosed, Scope } from '../domain/track.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/**
 * Registers are asked under a verified consent record only, which the country's consent block confirms where there is one; gives it, and the
 * children to ask about.
 * @throws {Problem} ConsentMissing, StatusRefuses, PartnerUnavailable, PartnerAnswerInvalid
 */
export const checkConsent = (needs: Pick<VerificationNeeds, 'files' | 'vault' | 'register'>) =>
  task(z.object(Scope.shape), async ({ caseId, ...scope }, context) => {
    const run = runOf(scope, context);
    const seen = await needs.files.open(caseId, context);
    refuseClosed(seen, run);
    const consent = await confirmConsent({ ...needs, identities: needs.vault }, seen, 'verification', context).catch(
      async (error: unknown) => {
        if (isRegisterFault(error)) await needs.files.change(caseId, withoutOnce(context), (file) => takeRun(file, run));
        throw error;
      },
    );
    return needs.files.change(caseId, context, (file) => {
      const stands = findOf(file, Consents, (one) => one.consentId === consent?.consentId && covers(one, 'verification'));
      if (consent === undefined || stands === undefined)
        throw new Problem('ConsentMissing', 'no signed consent record with a whole seal covers verification');
      const { answer: children, ...change } = beginRun(file, run);
      return { ...change, answer: { consentId: consent.consentId, children } };
    });
  });
