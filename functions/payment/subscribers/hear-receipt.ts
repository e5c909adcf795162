import { PaymentConfirmed, TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { awaitReceipt, hearReceipt as hear } from '../domain/hear-receipt.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** She is told that she was paid, and may say that she was not. */
export const hearReceipt = ({ files, programmes }: Needs): readonly Subscription[] => [
  on(PaymentConfirmed, 'AwaitReceipt', async ({ metadata: { caseId }, data: { lineId, payee } }, context) => {
    if (payee === 'mother')
      await files.change(caseId, context, (file) => awaitReceipt(file, programmes.get(file.root.programme), lineId, context));
  }),
  on(TextReceived, 'HearReceipt', async ({ metadata: { caseId }, data: { question, inboundId } }, context) => {
    if (question === 'payment')
      await files.change(caseId, context, (file) => hear(file, programmes.get(file.root.programme), inboundId, context));
  }),
];
