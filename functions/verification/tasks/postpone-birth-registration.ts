import { task } from '../../runtime/task.ts';
import { postponeBirth } from '../domain/birth.ts';
import { Scope } from '../domain/track.ts';
import { runOf, settingsOf, type VerificationNeeds } from './needs.ts';

/** The birth is asked about another day. */
export const postponeBirthRegistration = ({ files, programmes }: Pick<VerificationNeeds, 'files' | 'programmes'>) =>
  task(Scope, ({ caseId, ...scope }, context) =>
    files.change(caseId, context, (file) =>
      postponeBirth(file, runOf(scope, context), settingsOf(programmes, file).birthRegistrationWaitDays),
    ),
  );
