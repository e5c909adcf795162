import { task } from '../../runtime/task.ts';
import { Comparison } from '../domain/findings.ts';
import { refuse } from '../domain/run.ts';
import { Scope } from '../domain/track.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/** A person found that the registration does not stand. @throws {Problem} StatusRefuses */
export const refuseVerification = ({ files }: Pick<VerificationNeeds, 'files'>) =>
  task(Scope.extend({ comparison: Comparison.pick({ reasons: true }) }), ({ caseId, comparison: { reasons }, ...scope }, context) =>
    files.change(caseId, context, (file) => refuse(file, runOf(scope, context), reasons)),
  );
