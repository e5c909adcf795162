import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { environment } from './environment.ts';

const client = new EventBridgeClient({});
/** How many entries one call takes (EventBridge). */
const MOST_ENTRIES = 10;

/** An event on its way to the bus; `detail` is JSON text. */
export interface Outgoing {
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  /** ISO instant. */
  readonly at: string;
}

/** Publishes events in order; gives the places (from 0) of those that the bus did not take. */
export const publish = async (events: readonly Outgoing[]): Promise<readonly number[]> => {
  const failed: number[] = [];
  for (let start = 0; start < events.length; start += MOST_ENTRIES) {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.slice(start, start + MOST_ENTRIES).map(({ source, detailType, detail, at }) => ({
          EventBusName: environment().BUS_NAME,
          Source: source,
          DetailType: detailType,
          Detail: detail,
          Time: new Date(at),
        })),
      }),
    );
    failed.push(...Entries.flatMap(({ ErrorCode }, place) => (ErrorCode === undefined ? [] : [start + place])));
  }
  return failed;
};
