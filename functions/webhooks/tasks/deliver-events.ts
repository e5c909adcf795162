import { derivedId, shardOf } from '../../kernel/ids.ts';
import { task, type TaskContext } from '../../runtime/task.ts';
import { released, type Lane } from '../domain/lane.ts';
import { isOpenAt } from '../domain/webhook.ts';
import { askedRemoval, attemptsInMinute, findLane, findWebhook, laneRemoval } from '../records.ts';
import { isOvertaken } from '../wake.ts';
import { attempt } from './attempt.ts';
import { LaneInput, type Needs } from './needs.ts';
import { nextEvent } from './next-event.ts';
import { settle, storeLane } from './settle.ts';

/** What the state machine does next: look again now, wait until an instant, or leave. */
type Step = { readonly step: 'more' } | { readonly step: 'wait'; readonly until: string } | { readonly step: 'left' };

const MORE: Step = { step: 'more' };
const LEFT: Step = { step: 'left' };

const MOST_EVENTS = 10;
/** What one run may spend waiting for a receiver, of the 60 s that the function has. */
const MOST_MS = 45_000;
const MINUTE_MS = 60_000;
/** Over how many seconds those who came too fast are spread when the next minute begins. */
const SPREAD_SECONDS = 30;

const nextMinute = (at: string, caseId: string): string => {
  const minute = Math.floor(Date.parse(at) / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return new Date(minute + shardOf(caseId, SPREAD_SECONDS) * 1000).toISOString();
};

/** Nobody is told any more: the lane goes, unless something has changed it meanwhile. */
const remove = async ({ table }: Needs, lane: Lane): Promise<Step> => {
  try {
    await table.transact([laneRemoval(lane)], derivedId('remove', lane.webhookId, lane.caseId, lane.version));
    return LEFT;
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    return MORE;
  }
};

const oneEvent = async (needs: Needs, { webhookId, caseId }: Pick<Lane, 'webhookId' | 'caseId'>, context: TaskContext): Promise<Step> => {
  const { table, rules } = needs;
  const { at, execution } = context;
  const [webhook, lane] = await Promise.all([findWebhook(table, webhookId), findLane(table, webhookId, caseId)]);
  if (lane?.holder !== execution) return LEFT;
  if (webhook === undefined) return remove(needs, lane);
  const release = async (next: Lane): Promise<Step> =>
    (await storeLane(needs, lane, context, (now) => {
      // who has woken it meanwhile wants it looked at once more
      const isSame = now.version === lane.version;
      return { lane: isSame ? next : now, also: [], answer: isSame ? LEFT : MORE };
    })) ?? LEFT;
  if (!isOpenAt(webhook, at)) return release(released(lane, true));
  const { event, asked, again, cursor, gone } = await nextEvent(table, webhook, lane);
  if (gone !== undefined) {
    await table.transact([askedRemoval(webhookId, caseId, gone)], derivedId('gone', execution, at, gone));
    return MORE;
  }
  if (event === undefined) return release({ ...released(lane, false), cursor });
  if (lane.head?.sequence === event.sequence && lane.head.nextAt > at) return { step: 'wait', until: lane.head.nextAt };
  const attempts = await attemptsInMinute(table, webhookId, at);
  if (attempts >= Math.min(webhook.maxPerMinute, rules().maxPerMinute)) return { step: 'wait', until: nextMinute(at, caseId) };
  const answer = await attempt(needs, webhook, caseId, event, { at, execution, again });
  return (await settle(needs, { webhook, event, asked, again }, caseId, context, answer)) ? MORE : LEFT;
};

/** Sends what a lane has to send, one event after the other, until one is not taken, too many went out, or nothing is left. */
export const deliverEvents = (needs: Needs) =>
  task(LaneInput, async (lane, context) => {
    const most = Math.max(1, Math.min(MOST_EVENTS, Math.floor(MOST_MS / needs.rules().timeoutMs)));
    for (let sent = 0; sent < most; sent += 1) {
      const step = await oneEvent(needs, lane, context);
      if (step.step !== 'more') return step;
    }
    return MORE;
  });
