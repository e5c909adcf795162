import * as z from 'zod';
import { task } from '../../runtime/task.ts';
import { Scope } from '../domain/track.ts';
import { park } from '../domain/waiting.ts';
import { runOf, settingsOf, type VerificationNeeds } from './needs.ts';

/** Puts the verification aside after a try in vain, until a sweep tries again. */
export const parkCase = ({ files, programmes }: Pick<VerificationNeeds, 'files' | 'programmes'>) =>
  task(Scope.extend({ fault: z.object({ Error: z.string() }) }), ({ caseId, fault, ...scope }, context) =>
    files.change(caseId, context, (file) => park(file, runOf(scope, context), fault.Error.slice(0, 120), settingsOf(programmes, file))),
  );
