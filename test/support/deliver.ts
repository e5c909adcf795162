import type { EventBridgeEvent } from 'aws-lambda';
import type { Outgoing } from '../../functions/runtime/bus.ts';
import type { Subscription } from '../../functions/runtime/subscriber.ts';
import type { World } from './world.ts';

interface Delivered {
  readonly detailType: string;
  readonly detail: unknown;
}

const give = async (subscriptions: readonly Subscription[], { detailType, detail }: Delivered): Promise<void> => {
  const event = { id: 'delivery', 'detail-type': detailType, detail } as EventBridgeEvent<string, unknown>;
  for (const subscription of subscriptions.filter((one) => one.detailType === detailType)) await subscription.run(event);
};

/** Delivers the events of a case so far, oldest first, as the bus would; refusals are thrown. */
export const deliverAll = async (world: World, caseId: string, subscriptions: readonly Subscription[]): Promise<void> => {
  for (const event of await world.eventsOf(caseId)) await give(subscriptions, event);
};

/**
 * Delivers the events of a case that were not delivered before, each once, and what follows from them.
 * @param given how many were delivered before
 * @returns how many are now
 */
export const deliverNew = async (world: World, caseId: string, subscriptions: readonly Subscription[], given: number): Promise<number> => {
  let [done, events] = [given, await world.eventsOf(caseId)];
  while (done < events.length) {
    for (const event of events.slice(done)) await give(subscriptions, event);
    [done, events] = [events.length, await world.eventsOf(caseId)];
  }
  return done;
};

/** Delivers events that a sweep has published. */
export const deliverPublished = async (events: readonly Outgoing[], subscriptions: readonly Subscription[]): Promise<void> => {
  for (const { detailType, detail } of events) await give(subscriptions, { detailType, detail: JSON.parse(detail) as unknown });
};

/** A bus that keeps what is published. */
export const aBus = (): {
  readonly published: Outgoing[];
  readonly publish: (events: readonly Outgoing[]) => Promise<readonly number[]>;
} => {
  const published: Outgoing[] = [];
  return {
    published,
    publish: (events) => {
      published.push(...events);
      return Promise.resolve([]);
    },
  };
};
