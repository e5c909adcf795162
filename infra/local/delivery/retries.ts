import type { Json } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import { SystemStopped } from '../runtime/errors.ts';
import { orderedId } from '../runtime/ids.ts';
import type { Journal } from '../runtime/journal.ts';

/** What is kept of a delivery until it is done with. */
export type Delivery<Content extends Json> = {
  readonly content: Content;
  /** Attempts that have failed so far. */
  readonly attempts: number;
  /** Instants in milliseconds. */
  readonly firstAt: number;
  readonly dueAt: number;
};

/** Things to be delivered at least once, with pauses on the local clock between attempts; they survive a restart. */
export interface Deliveries<Content extends Json> {
  readonly add: (content: Content) => string;
  /** Takes up what an earlier process left. */
  readonly resume: () => void;
  readonly waiting: () => number;
}

interface Needs<Content extends Json> {
  readonly topic: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
  /** One attempt. @returns when to try again (milliseconds), or undefined when it is done or given up */
  readonly attempt: (delivery: Delivery<Content>, id: string) => Promise<number | undefined> | number | undefined;
}

export const startDeliveries = <Content extends Json>({
  topic,
  journal,
  clock,
  activity,
  attempt,
}: Needs<Content>): Deliveries<Content> => {
  const kept = journal.map<Delivery<Content>>(topic);
  const run = async (id: string): Promise<void> => {
    const delivery = kept.get(id);
    if (delivery === undefined) return;
    let retryAt: number | undefined;
    try {
      retryAt = await attempt(delivery, id);
    } catch (error) {
      if (error instanceof SystemStopped) return;
      throw error;
    }
    if (retryAt === undefined) {
      kept.delete(id);
      return;
    }
    kept.set(id, { ...delivery, attempts: delivery.attempts + 1, dueAt: retryAt });
    arrange(id, retryAt);
  };
  const start = (id: string) => void activity.track(run(id));
  const arrange = (id: string, at: number) => void clock.at(at, () => start(id));
  return {
    add(content) {
      const id = orderedId();
      const now = clock.now();
      kept.set(id, { content, attempts: 0, firstAt: now, dueAt: now });
      start(id);
      return id;
    },
    resume() {
      for (const [id, { dueAt }] of kept.entries()) {
        if (dueAt > clock.now()) arrange(id, dueAt);
        else start(id);
      }
    },
    waiting: () => kept.size(),
  };
};
