import type { Table } from '../../table/table.ts';
import type { Lane } from '../domain/lane.ts';
import { hears, type CaseEvent, type Webhook } from '../domain/webhook.ts';
import { eventsAfter, findEvent, firstAsked } from '../records.ts';

const PAGE = 25;

/** What a lane has to send next, and how far its case was read to find it. */
export interface Next {
  readonly event?: CaseEvent;
  /** Whether it stood by itself in the lane, and not along the events of the case. */
  readonly asked: boolean;
  /** Whether it was asked for once more. */
  readonly again: boolean;
  /** What stood by itself and is kept no longer. */
  readonly gone?: string;
  /** The last event before it, or of all, that is of no concern. */
  readonly cursor: string;
}

/** What is to be sent by itself comes first, oldest first; then the events of the case from the cursor on. */
export const nextEvent = async (table: Table, webhook: Webhook, lane: Lane): Promise<Next> => {
  const asked = await firstAsked(table, lane.webhookId, lane.caseId);
  if (asked !== undefined) {
    const event = await findEvent(table, lane.caseId, asked.sequence);
    return { asked: true, again: !asked.isNew, cursor: lane.cursor, ...(event === undefined ? { gone: asked.sequence } : { event }) };
  }
  for (let { cursor } = lane; ;) {
    const events = await eventsAfter(table, lane.caseId, cursor, PAGE);
    const place = events.findIndex((event) => hears(webhook, lane.caseId, event));
    const passed = events[place === -1 ? events.length - 1 : place - 1];
    cursor = passed?.sequence ?? cursor;
    const event = events[place];
    if (event !== undefined) return { event, asked: false, again: false, cursor };
    if (events.length < PAGE) return { asked: false, again: false, cursor };
  }
};
