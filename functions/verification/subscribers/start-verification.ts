import { MotherRegistered } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly workflows: Workflows;
}

/** A registration is verified; the event's id names the run, so that the same event starts one. */
export const startVerification = ({ workflows }: Needs) =>
  on(MotherRegistered, 'StartVerification', ({ metadata: { caseId, eventId } }) =>
    workflows.start('verification', eventId, { caseId, scope: 'case' }),
  );
