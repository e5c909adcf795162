import * as z from 'zod';
import { derivedId } from '../../../kernel/ids.ts';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, type Operation } from '../../../runtime/operation.ts';
import { keepRefusedRows } from '../../../runtime/refusals.ts';
import { answerOf } from '../domain/status.ts';
import { TextContent } from '../domain/text.ts';
import { sendTexts, textCounts, type Reference, type TextNeeds } from '../texts.ts';
import { refuseWithoutKey, requestUidIn } from './check-credentials.ts';
import { Accepted, accepted, keepReply, Reply, StatusQuery } from './send-emails.ts';

const Mother = z.union([z.strictObject({ caseId: z.uuid() }), z.strictObject({ programmeNumber: z.string().trim().min(4).max(40) })]);
const Batch = z.strictObject({ batchSmsAsBase64: z.base64().min(4).max(100_000) });

const TextRequest = z.strictObject({
  recipientInfo: z.union([Mother, Batch], {
    error: 'must be a caseId, a programmeNumber or batchSmsAsBase64: texts go to mothers, by reference',
  }),
  smsContent: z.strictObject({ content: TextContent }),
});

const MOST_MOTHERS = 50;

/** The mothers of a batch, a JSON list of references. @throws {Problem} InvalidRequest */
const mothersOf = (recipientInfo: z.infer<typeof TextRequest>['recipientInfo']): readonly Reference[] => {
  if (!('batchSmsAsBase64' in recipientInfo)) return [recipientInfo];
  const list = z.array(Mother).min(1).max(MOST_MOTHERS);
  try {
    return list.parse(JSON.parse(Buffer.from(recipientInfo.batchSmsAsBase64, 'base64').toString('utf8')));
  } catch {
    throw invalidRequest({
      pointer: '#/body/recipientInfo/batchSmsAsBase64',
      detail: `is no JSON list of 1 to ${String(MOST_MOTHERS)} references, each a caseId or a programmeNumber`,
    });
  }
};

/** Texts, of the same shape as e-mails: an extension of ours, since the definition speaks of e-mail alone. */
export const textOperations = (needs: TextNeeds): readonly Operation[] => [
  ...(['single', 'batch'] as const).map((many) => {
    const operationId = many === 'single' ? 'sendSingleSms' : 'sendBatchSms';
    const path = `/send/sms/${many}` as const;
    return operation(operationId, {
      route: `POST ${path}`,
      scope: 'messages.send',
      summary: many === 'single' ? 'Send a text to a mother, by her case or number' : 'Send the same text to several mothers',
      status: 200,
      body: TextRequest,
      response: Accepted,
      run: async ({ body }, caller) => {
        refuseWithoutKey(caller);
        const requestUid = derivedId('texts', caller.client, caller.once?.key ?? caller.causationId);
        const { client } = caller;
        const recipients = mothersOf(body.recipientInfo);
        const refused = await sendTexts(needs, { requestUid, client, recipients, content: body.smsContent.content }, caller);
        await keepRefusedRows(needs.table, caller, { where: `POST /govstack/messaging${path}`, operationId }, refused);
        return accepted(
          requestUid,
          refused.map(({ row, problem }) => ({ row, reason: problem.name })),
        );
      },
    });
  }),
  operation('getSmsStatus', {
    route: 'GET /status/sms',
    scope: 'messages.send',
    summary: 'See how the texts of a request stand',
    status: 200,
    query: StatusQuery,
    response: z.record(z.string(), z.int()),
    run: async ({ query }, caller) => {
      refuseWithoutKey(caller);
      return answerOf(await textCounts(needs, caller.client, requestUidIn(caller), caller), query);
    },
  }),
  operation('callbackSms', {
    route: 'POST /callback/sms',
    scope: 'messages.send',
    summary: 'Keep what came back for a request of texts',
    status: 200,
    body: Reply,
    response: Accepted,
    run: async ({ body }, caller) => {
      refuseWithoutKey(caller);
      const requestUid = requestUidIn(caller);
      await textCounts(needs, caller.client, requestUid, caller);
      return keepReply(needs.table, requestUid, body, caller);
    },
  }),
];
