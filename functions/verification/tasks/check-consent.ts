import * as z from 'zod';
import { findVerifiedConsent } from '../../consent/domain/consent-record.ts';
import { Problem } from '../../kernel/problem.ts';
import { task } from '../../runtime/task.ts';
import { beginRun } from '../domain/run.ts';
import { refuseClosed, Scope } from '../domain/track.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/** Registers are asked under a verified consent record only; gives it, and the children to ask about. @throws {Problem} ConsentMissing, StatusRefuses */
export const checkConsent = ({ files, vault }: Pick<VerificationNeeds, 'files' | 'vault'>) =>
  task(z.object(Scope.shape), ({ caseId, ...scope }, context) =>
    files.change(caseId, context, async (file) => {
      const run = runOf(scope, context);
      refuseClosed(file, run);
      const consent = await findVerifiedConsent(file, 'verification', context.at, (text) => vault.hash('consent', text));
      if (consent === undefined) throw new Problem('ConsentMissing', 'no signed consent record with a whole seal covers verification');
      const { answer: children, ...change } = beginRun(file, run);
      return { ...change, answer: { consentId: consent.consentId, children } };
    }),
  );
