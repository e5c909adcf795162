import * as z from 'zod';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { fingerprint } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { callingRail } from '../../partners/callback-address.ts';
import type { Rails } from '../../partners/payment-rail.ts';
import { countForAlarm } from '../../runtime/observability.ts';
import { operation, reply, type Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { railCalled } from '../domain/await.ts';
import { findOutsideBatch, hearAboutOutside } from '../outside-batches.ts';
import { findOutsideCheck, hearOutsideCheck } from '../outside-checks.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly rails: () => Rails;
}

/** The rail sees every case that it pays; the same call twice is one, and the same words at another time are another. */
const contextOf = ({ at, correlationId, causationId, rawBody }: Caller, code: string, rail: string, sentAt: string): Context => ({
  at,
  correlationId,
  causationId,
  by: 'partner:rail',
  once: { key: fingerprint(['paymentCallback', rail, code, sentAt, rawBody]), fingerprint: 'paymentCallback' },
});

const receive = async (
  { files, table, rails }: Needs,
  code: string,
  query: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<void> => {
  const { name, rail } = callingRail(rails(), query['rail']);
  const sentAt = rail.verifyCallback({ headers: caller.headers, body: caller.rawBody, at: caller.at });
  if ((await findOutsideCheck(table, code)) !== undefined) {
    const { validation } = rail.parseAddressCallback(caller.rawBody);
    if (validation !== undefined) await hearOutsideCheck(table, { code, rail: name }, { outcome: 'answered', ...validation }, caller.at);
    return;
  }
  const notice = rail.parsePaymentCallback(caller.rawBody);
  if (notice.about === 'funds' && !notice.authorized) countForAlarm('FundsNotAuthorized');
  const { items } = await table.pageOf('lookup', `PAYMENT#${code}`, {}, { limit: 10 });
  const caseIds = [...new Set(items.map(({ caseId }) => String(caseId)))];
  if (caseIds.length === 0) {
    if ((await findOutsideBatch(table, code)) === undefined) throw new Problem('PaymentNotFound', 'no payment has this code');
    await hearAboutOutside({ table, rails }, { code, rail: name }, notice, { at: caller.at, correlationId: caller.correlationId });
  }
  for (const caseId of caseIds) await files.change(caseId, contextOf(caller, code, name, sentAt), (file) => railCalled(file, code, name));
};

/** As the definition wants it. */
const NO_CONTENT = reply({ status: 204, raw: { contentType: 'text/plain', text: '' } });

const path = z.strictObject({ code: z.string().regex(/^[0-9A-Z]{12}$/, 'is not a payment code') });
const query = z.looseObject({ rail: z.string().max(31).optional() }).describe('the rail may repeat its identifiers here');

/**
 * `POST /payment-callbacks/{code}`: a payment rail says that something became of a payment, of ours or of another system's batch. Nothing
 * that it says here is believed; it is a reason to ask. To the question where it could pay to, the call is the answer.
 */
export const receivePaymentCallback = (needs: Needs) =>
  operation('receivePaymentCallback', {
    route: 'POST /payment-callbacks/{code}',
    scope: null,
    summary: 'Callback of a payment rail about a payment',
    status: 202,
    bodyLimitBytes: 64 * 1024,
    path,
    query,
    body: z
      .looseObject({})
      .describe("a batch status, the word of the payer's bank, or what a validation of addresses found, as GovStack Payments has them"),
    response: z.object({}),
    run: async (input, caller) => {
      await receive(needs, input.path.code, input.query, caller);
      return {};
    },
  });

/** `PUT /payment-callbacks/{code}`: the same, in the manner of mobile money. */
export const putPaymentCallback = (needs: Needs) =>
  operation('putPaymentCallback', {
    route: 'PUT /payment-callbacks/{code}',
    scope: null,
    summary: 'Callback of a mobile money provider about a payment',
    status: 204,
    bodyLimitBytes: 64 * 1024,
    path,
    query,
    body: z.looseObject({}).describe('a transaction or an error, as the GSMA Mobile Money API has them'),
    response: z.object({}),
    run: async (input, caller) => {
      await receive(needs, input.path.code, input.query, caller);
      return NO_CONTENT;
    },
  });
