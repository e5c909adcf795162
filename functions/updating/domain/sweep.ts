import * as z from 'zod';
import { DUE_KINDS, ItemFellDue, type DueKind } from '../../../events/item-fell-due.v1.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { SweepName } from '../../table/keys.ts';
import type { Item } from '../../table/table.ts';

const Whereabouts = z.object({ area: z.string(), programme: z.string() });
const Kind = z.enum(DUE_KINDS);

/** An item of the due index, as much of it as the index copies. */
export interface DueItem {
  readonly kind: DueKind;
  readonly caseId: string;
  /** Its sort key in the case. */
  readonly item: string;
  readonly dueOn: PlainDate;
  readonly area: string;
  readonly programme: string;
}

/** Reads an entry of the due index. @throws {Error} when its keys are not those of `dueOn` */
export const dueItemOf = ({ sk, dueSk = '', ...item }: Item): DueItem => {
  const [on, kind, caseId = ''] = dueSk.split('#');
  return { kind: Kind.parse(kind), caseId, item: sk, dueOn: PlainDate.parse(on), ...Whereabouts.parse(item) };
};

/** The event that tells the owner of an item. The same sweep gives the same event; the next sweep, another one: the item is still there. */
export const eventOf = ({ kind, caseId, item, dueOn, area, programme }: DueItem, sweep: SweepName, time: string) => {
  const { source, detailType, data } = ItemFellDue.of({ kind, item, dueOn });
  const eventId = derivedId('due', sweep, time, caseId, item);
  const run = `sweep:${sweep}:${time}`;
  const metadata = { eventId, occurredAt: time, caseId, correlationId: run, causationId: run, area, programme };
  return { source, detailType, at: time, detail: JSON.stringify({ metadata, data }) };
};
