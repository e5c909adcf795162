/** Calls that were turned away (403): whoever tried, when, where and why; nothing of whom it was about. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { derivedId } from '../kernel/ids.ts';
import { isProblem, PROBLEMS, type Problem } from '../kernel/problem.ts';
import { keys } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { countForAlarm, logger } from './observability.ts';
import type { Caller, Operation } from './operation.ts';
import { whoCalls } from './request.ts';

const KEPT_DAYS = 400;

/** Who called what, and when. */
interface Call {
  readonly client: string;
  readonly user: string | undefined;
  readonly requestId: string;
  readonly at: string;
  /** Method and path of the operation, with the names of its parameters. */
  readonly where: string;
  readonly operationId: string;
}

const isTurnedAway = (error: unknown): error is Problem => isProblem(error) && PROBLEMS[error.name].status === 403;

const entryOf = ({ user, ...call }: Call, problem: Problem, id: string): Item => ({
  pk: keys.refusals(call.client),
  sk: `${call.at}#${id}`,
  entity: 'refusal',
  ...call,
  ...(user === undefined ? {} : { user }),
  problem: problem.name,
  reason: problem.message,
  expiresAt: Math.floor(Date.parse(call.at) / 1000) + KEPT_DAYS * 86_400,
});

/** The refusal stands whether its entry can be kept or not. */
const keep = async (table: Table, entries: readonly Item[], id: string): Promise<void> => {
  try {
    await table.transact(
      entries.map((put) => ({ put })),
      id,
    );
  } catch (cause) {
    logger.error('refusal not kept', { problems: entries.map(({ problem }) => problem), error: cause });
    countForAlarm('RefusalNotKept');
  }
};

/**
 * Leaves the entry of a call that was turned away, one a request; none where nobody is known who called.
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
  if (!isTurnedAway(error) || client === undefined) return;
  const { requestId, requestTimeEpoch } = event.requestContext;
  const id = derivedId('refusal', requestId);
  const call = { client, user, requestId, at: new Date(requestTimeEpoch).toISOString(), where: `${method} ${base}${path}`, operationId };
  await keep(table, [entryOf(call, error, id)], id);
};

/** A row of a call that was taken for its other rows, and why it was not. */
export interface RefusedRow {
  readonly row: number;
  readonly problem: Problem;
}

/** Leaves an entry for each row of a call from which its caller was turned away. */
export const keepRefusedRows = async (
  table: Table,
  { client, user, causationId: requestId, at }: Pick<Caller, 'client' | 'user' | 'causationId' | 'at'>,
  operation: Pick<Call, 'where' | 'operationId'>,
  rows: readonly RefusedRow[],
): Promise<void> => {
  const entries = rows
    .filter(({ problem }) => isTurnedAway(problem))
    .map(({ row, problem }) => entryOf({ client, user, requestId, at, ...operation }, problem, derivedId('refusal', requestId, row)));
  if (entries.length > 0) await keep(table, entries, derivedId('refusals', requestId));
};
