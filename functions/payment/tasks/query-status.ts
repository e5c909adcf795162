import { allOf, withoutOnce, type CaseFile } from '../../casefile/files.ts';
import type { PartnerCall } from '../../partners/partner-call.ts';
import { DEFAULT_RAIL, type HandedOver, type PaymentRailPort, type SettledLine } from '../../partners/payment-rail.ts';
import { task } from '../../runtime/task.ts';
import { askedAbout, nextStep } from '../domain/await.ts';
import { paymentOf } from '../domain/lines.ts';
import { Lines, type Payment } from '../records.ts';
import { settle } from '../domain/settle.ts';
import { PaymentInput, type Needs } from './needs.ts';

const detailsOf = async (rail: PaymentRailPort, batch: HandedOver, call: PartnerCall): Promise<readonly SettledLine[]> => {
  const lines: SettledLine[] = [];
  for (let page: number | undefined = 0; page !== undefined;) {
    const details = await rail.batchDetail(batch, page, call);
    lines.push(...details.lines);
    page = details.nextPage;
  }
  return lines;
};

/** The batches of a payment that a rail took, each with the rail and the lines that it was handed. */
const handedOver = (file: CaseFile, { paymentId, batches }: Payment): readonly { readonly rail: string; readonly batch: HandedOver }[] =>
  batches.flatMap(({ round, rail = DEFAULT_RAIL, batchId }) => {
    if (batchId === undefined) return [];
    const lines = allOf(file, Lines).flatMap(({ attempts, amountMinor, currency }) =>
      attempts
        .filter((attempt) => attempt.paymentId === paymentId && attempt.round === round)
        .map(({ requestId, reference }) => ({ requestId, reference, amountMinor, currency })),
    );
    return [{ rail, batch: { batchId, lines } }];
  });

/** Asks the rail what became of a payment's instructions, and settles what it says. A callback is never believed by itself. */
export const queryStatus = ({ files, programmes, rails }: Pick<Needs, 'files' | 'programmes' | 'rails'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, taskContext) => {
    const context = withoutOnce(taskContext);
    const { at, correlationId } = context;
    const seen = await files.open(caseId, context);
    const rules = programmes.get(seen.root.programme).operations.payment;
    const payment = paymentOf(seen, paymentId);
    const { answers } = payment;
    const reports: SettledLine[] = [];
    for (const { rail, batch } of handedOver(seen, payment))
      reports.push(...(await detailsOf(rails().of(rail), batch, { at, correlationId })));
    await files.change(caseId, context, (file) =>
      settle({ file, rules, at }, reports, { payment: askedAbout(paymentOf(file, paymentId), answers) }),
    );
    return nextStep(await files.open(caseId, context), paymentId, { rules, at });
  });
