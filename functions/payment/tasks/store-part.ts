import { ReconciliationDiffers } from '../../../events/reconciliation-differs.v1.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import type { Part } from '../domain/reconcile.ts';

const WRITES_AT_ONCE = 50;

/**
 * Stores a part of a day's comparison, with marks on what the statement has shown and the facts about what differs. The same part again
 * replaces the first, and its facts are the same ones.
 */
export const storePart = async (
  table: Table,
  { day, name, version }: { readonly day: PlainDate; readonly name: string; readonly version: number },
  { part, marks }: { readonly part: Part; readonly marks: readonly Write[] },
  context: Context,
): Promise<void> => {
  const facts = part.differences
    .slice(0, WRITES_AT_ONCE)
    .map(({ requestId, problem }) => ReconciliationDiffers.of({ day, requestId, problem }));
  const about = { id: derivedId('reconciliation', day), version, area: '', programme: '' };
  const writes: readonly Write[] = [
    ...marks,
    ...outboxItems(about, context, facts).map((put): Write => ({ put })),
    { put: { pk: keys.reconciliation(day), sk: name, entity: 'reconciliationPart', part } },
  ];
  for (let start = 0; start < writes.length; start += WRITES_AT_ONCE) {
    const group = writes.slice(start, start + WRITES_AT_ONCE);
    await table.transact(group, derivedId('token', context.causationId, JSON.stringify(group)));
  }
};
