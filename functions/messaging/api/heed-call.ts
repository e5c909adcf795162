import * as z from 'zod';
import { MessagesCalledBack } from '../../../events/catalogue.ts';
import { commitBeside, outboxItems, withoutOnce } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { MessagingCallbackPort } from '../../partners/messaging-block.ts';
import { reply, type Caller } from '../../runtime/operation.ts';
import type { Table, Write } from '../../table/table.ts';
import { receiptPartition } from '../records.ts';

/** What stands in the address that the Messaging block of a country was given: of e-mails, which of which request. */
export const CalledBack = z.strictObject({ from: z.literal('messaging'), request: z.uuid(), handOver: z.uuid() });

interface Needs {
  readonly table: Table;
  readonly calls: MessagingCallbackPort;
}

/** A text that waits to be heard of; one that is not there, or was settled before, is none. */
const textOf = async (table: Table, requestUid: string) => {
  const { items } = await table.pageOf('lookup', receiptPartition('messaging', requestUid), {}, { limit: 1 });
  const caseId = items[0]?.['caseId'];
  return typeof caseId === 'string' ? ({ kind: 'text', requestUid, of: caseId } as const) : undefined;
};

/**
 * The Messaging block of a country calls: whoever handed something over asks what became of it. What the call itself says is not read, so the
 * same call twice asks twice and changes nothing. Answered by 200, as the definition has it.
 * @throws {Problem} SignatureInvalid, InvalidRequest
 */
export const heedCall = async (
  { table, calls }: Needs,
  { request, handOver }: { readonly request?: string | undefined; readonly handOver?: string | undefined },
  caller: Caller,
) => {
  const requestUid = calls.receive({ headers: caller.headers, body: caller.rawBody, at: caller.at });
  const heard = request === undefined ? await textOf(table, requestUid) : ({ kind: 'emails', requestUid, of: request, handOver } as const);
  if (heard === undefined) return reply({ status: 200, body: { known: 0 } });
  // an event of its own: no case is at another version for it
  const about = { id: derivedId('calledBack', caller.causationId), version: 1, area: '', programme: '' };
  const writes = outboxItems(about, caller, [MessagesCalledBack.of(heard)]).map((put): Write => ({ put }));
  await commitBeside(table, withoutOnce(caller), writes, null);
  return reply({ status: 200, body: { known: 1 } });
};
