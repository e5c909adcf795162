import type { DueKind } from '../../../events/item-fell-due.v1.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { dueOn } from '../../table/keys.ts';
import type { Write } from '../../table/table.ts';

/** What the due index needs to know: of which request it is, what it is, and when (an instant) it is due; never when left out. */
export interface Due {
  readonly kind: DueKind;
  readonly requestUid: string;
  readonly id: string;
  readonly at: string | undefined;
  /** Partitions of the due index. */
  readonly shards: number;
}

/** The write of a record that stands in the due index as well. */
export const withDue = (write: Write, { kind, requestUid, id, at, shards }: Due): Write => {
  if (at === undefined || !('put' in write)) return write;
  const due = dueOn('update', PlainDate.parse(at.slice(0, 10)), kind, requestUid, id, shards);
  return { ...write, put: { ...write.put, ...due, area: '', programme: '' } };
};
