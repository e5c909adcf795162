import { EntitlementsFellDue } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly workflows: Workflows;
}

/** Lines fell due: a state machine sees them paid. */
export const startPayment = ({ workflows }: Needs) =>
  on(EntitlementsFellDue, 'StartPayment', ({ metadata: { caseId }, data: { paymentId } }) =>
    workflows.start('payment', paymentId, { caseId, paymentId }),
  );
