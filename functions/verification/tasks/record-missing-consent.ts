import { task } from '../../runtime/task.ts';
import { Scope } from '../domain/track.ts';
import { awaitConsent } from '../domain/waiting.ts';
import { runOf, settingsOf, type VerificationNeeds } from './needs.ts';

/** Nothing may be asked: a person is told, and a consent that arrives lets the verification go on. */
export const recordMissingConsent = ({ files, programmes }: Pick<VerificationNeeds, 'files' | 'programmes'>) =>
  task(Scope, ({ caseId, ...scope }, context) =>
    files.change(caseId, context, (file) => awaitConsent(file, runOf(scope, context), settingsOf(programmes, file))),
  );
