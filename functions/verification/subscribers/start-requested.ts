import { VerificationRequested } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly workflows: Workflows;
}

/** A run was asked for, by whatever made it necessary. */
export const startRequested = ({ workflows }: Needs) =>
  on(VerificationRequested, 'StartRequestedVerification', ({ metadata: { caseId, eventId }, data: { scope, childId, awaitedBirth } }) =>
    workflows.start('verification', eventId, {
      caseId,
      scope,
      ...(childId === undefined ? {} : { childId }),
      ...(awaitedBirth === true ? { awaitedBirth } : {}),
    }),
  );
