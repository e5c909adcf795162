/** Calls that were turned away (403): whoever tried, when, where and why; nothing of whom it was about. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { derivedId } from '../kernel/ids.ts';
import { isProblem, PROBLEMS } from '../kernel/problem.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { countForAlarm, logger } from './observability.ts';
import type { Operation } from './operation.ts';
import { whoCalls } from './request.ts';

const KEPT_DAYS = 400;

/**
 * Leaves the entry of a call that was turned away, one a request; none where nobody is known who called. The refusal stands whether the
 * entry can be kept or not.
 * @param base what comes before the operation's path
 */
export const keepRefusal = async (
  table: Table,
  error: unknown,
  event: APIGatewayProxyEvent,
  { method, path, operationId }: Operation,
  base = '',
): Promise<void> => {
  const { client, user } = whoCalls(event);
  if (!isProblem(error) || PROBLEMS[error.name].status !== 403 || client === undefined) return;
  const { requestId, requestTimeEpoch } = event.requestContext;
  const id = derivedId('refusal', requestId);
  const at = new Date(requestTimeEpoch).toISOString();
  const put = {
    pk: keys.refusals(client),
    sk: `${at}#${id}`,
    entity: 'refusal',
    client,
    ...(user === undefined ? {} : { user }),
    at,
    requestId,
    where: `${method} ${base}${path}`,
    operationId,
    problem: error.name,
    reason: error.message,
    expiresAt: Math.floor(requestTimeEpoch / 1000) + KEPT_DAYS * 86_400,
  };
  try {
    await table.transact([{ put }], id);
  } catch (cause) {
    logger.error('refusal not kept', { problem: error.name, error: cause });
    countForAlarm('RefusalNotKept');
  }
};
