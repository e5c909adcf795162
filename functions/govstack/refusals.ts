/** Calls that were turned away: whoever tried, when, and why; nothing of whom it was about. */
import { derivedId } from '../kernel/ids.ts';
import type { Refused } from '../runtime/block.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

const KEPT_DAYS = 400;

/** Leaves the entry; the same request leaves one. */
export const keepRefusal = async (table: Table, { client, at, requestId, ...rest }: Refused): Promise<void> => {
  const id = derivedId('refusal', requestId);
  const put = {
    pk: keys.refusals(client),
    sk: `${at}#${id}`,
    entity: 'refusal',
    client,
    at,
    ...rest,
    expiresAt: Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400,
  };
  await table.transact([{ put }], id);
};
