import * as z from 'zod';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { fingerprint } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { PaymentRailPort } from '../../partners/payment-rail.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { railCalled } from '../domain/await.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly rail: () => PaymentRailPort;
}

/** The rail sees every case that it pays; the same call twice is one. */
const contextOf = ({ at, correlationId, causationId, rawBody }: Caller, code: string): Context => ({
  at,
  correlationId,
  causationId,
  by: 'partner:rail',
  once: { key: fingerprint(['paymentCallback', code, rawBody]), fingerprint: 'paymentCallback' },
});

/**
 * `POST /payment-callbacks/{code}`: the payment rail says that something became of a payment. Nothing that it says here is believed; it is a
 * reason to ask.
 */
export const receivePaymentCallback = ({ files, table, rail }: Needs) =>
  operation('receivePaymentCallback', {
    route: 'POST /payment-callbacks/{code}',
    scope: null,
    summary: 'Callback of the payment rail about a payment',
    status: 202,
    bodyLimitBytes: 64 * 1024,
    path: z.strictObject({ code: z.string().regex(/^[0-9A-Z]{12}$/, 'is not a payment code') }),
    query: z.looseObject({}).describe('the rail may repeat its identifiers here'),
    body: z.looseObject({}).describe('a batch status as GovStack Payments has it'),
    response: z.object({}),
    run: async ({ path: { code } }, caller) => {
      rail().verifyCallbackSignature({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      rail().parseStatusCallback(caller.rawBody);
      const { items } = await table.pageOf('lookup', `PAYMENT#${code}`, {}, { limit: 10 });
      const caseIds = [...new Set(items.map(({ caseId }) => String(caseId)))];
      if (caseIds.length === 0) throw new Problem('PaymentNotFound', 'no payment has this code');
      for (const caseId of caseIds) await files.change(caseId, contextOf(caller, code), (file) => railCalled(file, code));
      return {};
    },
  });
