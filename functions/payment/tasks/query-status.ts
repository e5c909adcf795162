import { withoutOnce } from '../../casefile/files.ts';
import type { PartnerCall } from '../../partners/partner-call.ts';
import type { PaymentRailPort, SettledLine } from '../../partners/payment-rail.ts';
import { task } from '../../runtime/task.ts';
import { askedAbout, nextStep } from '../domain/await.ts';
import { paymentOf } from '../domain/lines.ts';
import { settle } from '../domain/settle.ts';
import { PaymentInput, type Needs } from './needs.ts';

const detailsOf = async (rail: PaymentRailPort, batchId: string, call: PartnerCall): Promise<readonly SettledLine[]> => {
  const lines: SettledLine[] = [];
  for (let page: number | undefined = 0; page !== undefined;) {
    const details = await rail.batchDetail(batchId, page, call);
    lines.push(...details.lines);
    page = details.nextPage;
  }
  return lines;
};

/** Asks the rail what became of a payment's instructions, and settles what it says. A callback is never believed by itself. */
export const queryStatus = ({ files, programmes, rail }: Pick<Needs, 'files' | 'programmes' | 'rail'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, taskContext) => {
    const context = withoutOnce(taskContext);
    const { at, correlationId } = context;
    const seen = await files.open(caseId, context);
    const rules = programmes.get(seen.root.programme).operations.payment;
    const { answers, batches } = paymentOf(seen, paymentId);
    const reports: SettledLine[] = [];
    for (const { batchId } of batches)
      if (batchId !== undefined) reports.push(...(await detailsOf(rail(), batchId, { at, correlationId })));
    await files.change(caseId, context, (file) =>
      settle({ file, rules, at }, reports, { payment: askedAbout(paymentOf(file, paymentId), answers) }),
    );
    return nextStep(await files.open(caseId, context), paymentId, { rules, at });
  });
