import { task } from '../../runtime/task.ts';
import { Comparison } from '../domain/findings.ts';
import { recordAcceptance as accepted } from '../domain/run.ts';
import { Scope } from '../domain/track.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/** Remembers whom a person accepted. @throws {Problem} StatusRefuses */
export const recordAcceptance = ({ files }: Pick<VerificationNeeds, 'files'>) =>
  task(Scope.extend({ comparison: Comparison.pick({ subjects: true }) }), ({ caseId, comparison: { subjects }, ...scope }, context) =>
    files.change(caseId, context, (file) => accepted(file, runOf(scope, context), subjects)),
  );
