import * as z from 'zod';
import { commitBeside } from '../../../casefile/files.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, type Caller, type Operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { shelfWrite } from '../../shelf.ts';
import { EmailRequest, recipientsOf, type Recipients } from '../domain/email.ts';
import { answerOf, statusNamed } from '../domain/status.ts';
import { expiryOf, KeptReplies } from '../records.ts';
import { emailStore } from '../store.ts';
import { refuseWithoutKey, requestUidIn } from './check-credentials.ts';

interface Needs {
  readonly table: Table;
}

export const Accepted = z.object({
  response: z.string(),
  requestUid: z.string(),
  requestUID: z.string(),
  rejected: z.array(z.object({ row: z.int(), reason: z.string() })).optional(),
});

/** The answer to what was taken. Both spellings of the id are in use. */
export const accepted = (requestUid: string, rejected: readonly { readonly row: number; readonly reason: string }[] = []) => ({
  response: 'Request accepted. Ask for its status with this requestUid.',
  requestUid,
  requestUID: requestUid,
  ...(rejected.length === 0 ? {} : { rejected }),
});

const Names = z.union([z.string(), z.array(z.string())]).optional();

/** The statuses that are asked for, in the spelling of the definition, or of those who write lists with brackets. */
export const StatusQuery = z
  .strictObject({ status: Names, 'status[]': Names })
  .transform(({ status = [], 'status[]': listed = [] }) =>
    [status, listed].flat().flatMap((name) => name.split(',').map((one) => one.trim())),
  )
  .refine((names) => names.length > 0, { path: ['status'], message: 'is missing' })
  .refine((names) => names.every((name) => statusNamed(name) !== undefined), {
    path: ['status'],
    message: 'must be of scheduled, processing, deferred, bounced, notSent, delivered',
  });

export const Reply = z.strictObject({ meta: z.string().max(2000), content: z.base64().max(200_000) });

/** Rows that a refusal of a whole batch tells. */
const MOST_TOLD = 20;

const readRecipients = (request: EmailRequest): Recipients => {
  const pointer = '#/body/recipientInfo/batchEmailAsBase64';
  let recipients: Recipients;
  try {
    recipients = recipientsOf(request);
  } catch (error) {
    throw invalidRequest({ pointer, detail: error instanceof Error ? error.message : 'cannot be read' });
  }
  const { usable, unusable } = recipients;
  if (usable.length > 0) return recipients;
  throw invalidRequest(...unusable.slice(0, MOST_TOLD).map(({ row, reason }) => ({ pointer, detail: `row ${String(row)}: ${reason}` })));
};

/** Keeps what a system received in answer to messages of a request. */
export const keepReply = async (table: Table, requestUid: string, { meta, content }: z.infer<typeof Reply>, caller: Caller) => {
  const replyId = derivedId('reply', requestUid, caller.once?.key ?? caller.causationId);
  const reply = { replyId, at: caller.at, meta, content, expiresAt: expiryOf(caller.at) };
  const { once: _once, ...plain } = caller;
  await commitBeside(table, plain, [shelfWrite(KeptReplies, reply, { within: requestUid })], null);
  return accepted(requestUid);
};

/** E-mails: one or many, how they stand, and what came back. */
export const emailOperations = ({ table }: Needs): readonly Operation[] => {
  const store = emailStore(table);
  const send = async (request: EmailRequest, caller: Caller) => {
    refuseWithoutKey(caller);
    const { usable, unusable } = readRecipients(request);
    const { callback, callbackURI, senderInfo: sender = {}, emailContent } = request;
    const callbackUri = (callback ?? callbackURI)?.URI;
    const requestUid = derivedId('email', caller.client, caller.once?.key ?? caller.causationId);
    await store.accept(
      {
        requestUid,
        client: caller.client,
        sender,
        title: emailContent.title,
        content: emailContent.content,
        ...(callbackUri === undefined ? {} : { callbackUri }),
      },
      usable,
      caller,
    );
    return accepted(requestUid, unusable);
  };
  return [
    ...(['single', 'batch'] as const).map((many) =>
      operation(many === 'single' ? 'sendSingleEmail' : 'sendBatchEmail', {
        route: `POST /send/email/${many}`,
        scope: 'messages.send',
        summary: many === 'single' ? 'Send an e-mail' : 'Send the same e-mail to many',
        status: 200,
        bodyLimitBytes: 600_000,
        body: EmailRequest,
        response: Accepted,
        run: ({ body }, caller) => send(body, caller),
      }),
    ),
    operation('getEmailStatus', {
      route: 'GET /status/email',
      scope: 'messages.send',
      summary: 'See how the e-mails of a request stand',
      status: 200,
      query: StatusQuery,
      response: z.record(z.string(), z.int()),
      run: async ({ query }, caller) => {
        refuseWithoutKey(caller);
        const { requestUid } = await store.ownedBy(caller.client, requestUidIn(caller));
        return answerOf(await store.counts(requestUid), query);
      },
    }),
    operation('callbackEmail', {
      route: 'POST /callback/email',
      scope: 'messages.send',
      summary: 'Keep what came back for a request: a reply, as a mail system received it',
      status: 200,
      body: Reply,
      response: Accepted,
      run: async ({ body }, caller) => {
        refuseWithoutKey(caller);
        const { requestUid } = await store.ownedBy(caller.client, requestUidIn(caller));
        return keepReply(table, requestUid, body, caller);
      },
    }),
  ];
};
