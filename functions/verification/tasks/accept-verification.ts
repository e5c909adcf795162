import { task } from '../../runtime/task.ts';
import { accept } from '../domain/run.ts';
import { Scope } from '../domain/track.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/** The registration stands as verified. @throws {Problem} StatusRefuses */
export const acceptVerification = ({ files }: Pick<VerificationNeeds, 'files'>) =>
  task(Scope, ({ caseId, ...scope }, context) => files.change(caseId, context, (file) => accept(file, runOf(scope, context))));
