import { ChildRegistered, MotherRegistered, VerificationRequested } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { needsOwnRun } from '../domain/run.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

const MACHINE = 'verification';

/** A registration is verified; the event's id names the run, so that the same event starts one. */
export const startVerification = ({ workflows }: Pick<Needs, 'workflows'>) =>
  on(MotherRegistered, 'StartVerification', ({ metadata: { caseId, eventId } }) => workflows.start(MACHINE, eventId, { caseId, scope: 'case' }));

/** A run was asked for, by whatever made it necessary. */
export const startRequested = ({ workflows }: Pick<Needs, 'workflows'>) =>
  on(VerificationRequested, 'StartRequestedVerification', ({ metadata: { caseId, eventId }, data: { scope, childId, awaitedBirth } }) =>
    workflows.start(MACHINE, eventId, {
      caseId,
      scope,
      ...(childId === undefined ? {} : { childId }),
      ...(awaitedBirth === true ? { awaitedBirth } : {}),
    }),
  );

/** A child that came after its case was verified is verified for itself; the case stays where it is. */
export const verifyLateChild = ({ files, workflows }: Needs) =>
  on(ChildRegistered, 'VerifyLateChild', async ({ metadata: { caseId, eventId }, data: { childId } }, context) => {
    const file = await files.open(caseId, context);
    if (needsOwnRun(file, ChildId.parse(childId))) await workflows.start(MACHINE, eventId, { caseId, scope: 'child', childId });
  });
