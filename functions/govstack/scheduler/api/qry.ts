import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { faultsOf } from '../../../runtime/request.ts';

/** What every call says of who asks. Neither opens anything: that is done by the token of the call. */
export const REQUESTOR = {
  requestor_id: z.string().min(1).max(200).describe('who asks, by its own name'),
  request_token: z.string().min(1).max(4000).describe('what the caller calls its own session or role'),
};

/** The object of a call as JSON, where the definition has it. */
export const QRY = z.string().max(64_000).describe('the object of the call as JSON; it may be the body instead');

/** The same object as a body, by itself or as `qry`. */
export const QryBody = z
  .looseObject({ qry: z.looseObject({}).optional() })
  .describe('the object of the call, where it is not in the query');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidRequest({ pointer: '#/query/qry', detail: 'is not JSON' });
  }
};

/**
 * Reads the object of a call by its schema, from the query or from the body.
 * @throws {Problem} InvalidRequest with the field that is wrong
 */
export const qryOf = <T>(schema: z.ZodType<T>, text: string | undefined, body: z.output<typeof QryBody>): T => {
  const [part, given] =
    text !== undefined
      ? (['query/qry', parsed(text)] as const)
      : body.qry !== undefined
        ? (['body/qry', body.qry] as const)
        : (['body', body] as const);
  const read = schema.safeParse(given);
  if (!read.success) throw invalidRequest(...faultsOf(part, read.error));
  return read.data;
};
