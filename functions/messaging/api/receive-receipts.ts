import * as z from 'zod';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { fingerprint } from '../../kernel/ids.ts';
import type { MessagingCallbackPort } from '../../partners/messaging-block.ts';
import type { DeliveryReceipt, ReceiptPort } from '../../partners/sms-gateway.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Table } from '../../table/table.ts';
import { recordReceipt } from '../domain/receipt.ts';
import { receiptPartition } from '../records.ts';
import { CalledBack, heedCall } from './heed-call.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly receipts: () => ReceiptPort;
  readonly calls: () => MessagingCallbackPort;
}

/** The gateway may speak of every text that it took; the same receipt twice is one. */
const contextOf = ({ at, correlationId, causationId }: Caller, receipt: DeliveryReceipt): Context => ({
  at,
  correlationId,
  causationId,
  by: 'partner:sms',
  once: { key: fingerprint(['receipt', receipt]), fingerprint: 'receipt' },
});

/**
 * `POST /delivery-receipts`: the gateway says what became of texts that it took. One that is not known, or that was settled before, changes
 * nothing. With `from=messaging` it is the Messaging block of the country that calls back.
 */
export const receiveReceipts = ({ files, table, programmes, receipts, calls }: Needs) =>
  operation('receiveReceipts', {
    route: 'POST /delivery-receipts',
    scope: null,
    summary: 'Delivery receipts of the text gateway',
    status: 202,
    bodyLimitBytes: 64 * 1024,
    query: CalledBack.partial(),
    body: z.looseObject({}).describe('`receipts`: up to 100 of `{id, state: delivered | failed, reason}`'),
    response: z.object({ known: z.int().describe('how many of them belong to a text that waits for one') }),
    run: async ({ query }, caller) => {
      if (query.from === 'messaging') return heedCall({ table, calls: calls() }, query, caller);
      const port = receipts();
      port.verifySignature({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      let known = 0;
      for (const receipt of port.parseReceipts(caller.rawBody)) {
        const { items } = await table.pageOf('lookup', receiptPartition(port.name, receipt.gatewayId), {}, { limit: 1 });
        const caseId = items[0]?.['caseId'];
        if (typeof caseId !== 'string') continue;
        known += 1;
        await files.change(caseId, contextOf(caller, receipt), (file) =>
          recordReceipt(file, port.name, receipt, programmes.get(file.root.programme).operations.texting, caller.at),
        );
      }
      return { known };
    },
  });
