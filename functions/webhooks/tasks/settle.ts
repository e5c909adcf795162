import { auditWrite } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { TaskContext } from '../../runtime/task.ts';
import type { Write } from '../../table/table.ts';
import { afterFailure, afterSuccess } from '../domain/health.ts';
import { held, passed, released, triesOf, type Lane } from '../domain/lane.ts';
import { pauseAfter } from '../domain/pauses.ts';
import { isExpired, type CaseEvent, type Webhook } from '../domain/webhook.ts';
import {
  askedRemoval,
  attemptWrite,
  deliveryWrite,
  findHealth,
  findLane,
  findWebhook,
  healthPut,
  laneWrite,
  webhookWrites,
  type Delivery,
} from '../records.ts';
import { isOvertaken } from '../wake.ts';
import type { Attempt } from './attempt.ts';
import type { Needs } from './needs.ts';

const TRIES = 8;
const GONE = 410;

/** An event at the head of a lane, and what is known when an attempt is over. */
export interface Head {
  readonly webhook: Webhook;
  readonly event: CaseEvent;
  /** Whether it stood by itself in the lane. */
  readonly asked: boolean;
  /** Whether it was sent once more. */
  readonly again: boolean;
}

export const isTaken = ({ status }: Attempt): boolean => status !== undefined && status >= 200 && status < 300;

/** No answer, too many at once, or broken: the receiver is unwell, whatever the event. */
const isUnwell = ({ status }: Attempt): boolean => status === undefined || status === 429 || status >= 500;

const errorOf = (answer: Attempt): string => (answer.status === undefined ? answer.failure : `status ${String(answer.status)}`);

interface Stored<Answer> {
  readonly lane: Lane;
  readonly also: readonly Write[];
  readonly answer: Answer;
}

/**
 * Stores a lane, and what goes with it, if this execution still holds it: decides again as often as others have changed it meanwhile.
 * @returns the answer of what was stored, or undefined where another execution has taken over
 * @throws {Problem} VersionConflict
 */
export const storeLane = async <Answer>(
  { table, shards }: Pick<Needs, 'table' | 'shards'>,
  { webhookId, caseId }: { readonly webhookId: string; readonly caseId: string },
  { execution, at }: Pick<TaskContext, 'execution' | 'at'>,
  decide: (lane: Lane) => Stored<Answer>,
): Promise<Answer | undefined> => {
  for (let tryNumber = 1; ; tryNumber += 1) {
    const before = await findLane(table, webhookId, caseId);
    if (before?.holder !== execution) return undefined;
    const { lane, also, answer } = decide(before);
    const writes = [laneWrite(lane, before.version, shards()), ...also];
    try {
      await table.transact(writes, derivedId('token', execution, at, before.version, JSON.stringify(writes)));
      return answer;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      if (tryNumber === TRIES) throw new Problem('VersionConflict', 'the lane is being changed by others', { cause: error });
    }
  }
};

const deliveryOf = ({ webhook, event }: Head, caseId: string, at: string, rest: Pick<Delivery, 'state' | 'tries'> & Partial<Delivery>) => ({
  webhookId: webhook.webhookId,
  deliveryId: event.eventId,
  caseId,
  sequence: event.sequence,
  type: webhook.origin?.kind === 'pubsub' ? webhook.origin.eventType : event.detailType,
  occurredAt: event.occurredAt,
  lastTriedAt: at,
  ...rest,
});

/** The receiver said that it is gone for good: nothing more is sent until its partner turns the webhook on again. */
const disable = async ({ table }: Needs, webhookId: string, at: string): Promise<void> => {
  for (let tryNumber = 1; tryNumber <= TRIES; tryNumber += 1) {
    const before = await findWebhook(table, webhookId);
    if (before?.state !== 'active') return;
    const after: Webhook = { ...before, version: before.version + 1, state: 'disabled', reason: 'the receiver answered 410' };
    try {
      await table.transact(webhookWrites(after, before), derivedId('disable', webhookId, at, before.version));
      return;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
};

const noteHealth = async (needs: Needs, webhookId: string, at: string, answer: Attempt): Promise<readonly Write[]> => {
  if (!answer.asked) return [];
  const health = await findHealth(needs.table, webhookId);
  if (isUnwell(answer)) return [{ put: healthPut(webhookId, afterFailure(health, at, needs.rules().breaker)) }];
  return health.failures === 0 && health.openUntil === undefined ? [] : [{ put: healthPut(webhookId, afterSuccess(health)) }];
};

const after = (at: string, seconds: number): string => new Date(Date.parse(at) + Math.ceil(seconds * 1000)).toISOString();

/** Whom an event is about where that is no case: somebody whose consents the Consent block keeps. */
const personIn = ({ data }: CaseEvent): string | undefined => {
  const { individualId } = data;
  return typeof individualId === 'string' ? individualId : undefined;
};

/** Writes down what came of an attempt: where the lane stands now, what became of the delivery, and how the receiver does. */
export const settle = async (needs: Needs, head: Head, caseId: string, context: TaskContext, answer: Attempt): Promise<boolean> => {
  const { webhook, event, asked, again } = head;
  const { webhookId, partner } = webhook;
  const { at } = context;
  const beside = [...(await noteHealth(needs, webhookId, at, answer)), ...(answer.asked ? [attemptWrite(webhookId, at)] : [])];
  const leave = asked ? [askedRemoval(webhookId, caseId, event.sequence)] : [];

  const stored = await storeLane<'WebhookDelivered' | 'WebhookDead' | 'WebhookFailed'>(needs, { webhookId, caseId }, context, (lane) => {
    const tries = triesOf(lane, event.sequence) + 1;
    if (isTaken(answer)) {
      const today = dateOf(at);
      const by = partner === undefined ? `webhook:${webhookId}` : `client:${partner}`;
      const seen =
        event.owner === undefined || lane.toldOn === today
          ? []
          : [auditWrite(personIn(event) ?? caseId, event.owner, { ...context, by }, 'webhook').write];
      const delivery = deliveryOf(head, caseId, at, { state: 'delivered', tries, deliveredAt: at });
      return {
        lane: { ...passed(lane, event.sequence), toldOn: today },
        also: [...beside, ...leave, ...seen, deliveryWrite(delivery)],
        answer: 'WebhookDelivered',
      };
    }
    const lastError = errorOf(answer);
    const retryAfter = answer.status === undefined ? undefined : answer.retryAfterSeconds;
    const pause = pauseAfter(tries, needs.rules().pausesSeconds, event.eventId, retryAfter);
    const isLast = pause === undefined || (!again && isExpired(webhook, event, after(at, pause)));
    if (isLast) {
      const delivery = deliveryOf(head, caseId, at, { state: 'dead', tries, lastError });
      return { lane: passed(lane, event.sequence), also: [...beside, ...leave, deliveryWrite(delivery)], answer: 'WebhookDead' };
    }
    const nextAt = after(at, pause);
    const waiting = held(lane, event.sequence, tries, nextAt);
    const delivery = deliveryOf(head, caseId, at, { state: 'retrying', tries, lastError, nextAt });
    return {
      // with nobody there any more the attempt waits until the webhook is turned on again
      lane: answer.status === GONE ? { ...released(waiting, true), lookOn: waiting.lookOn } : waiting,
      also: [...beside, deliveryWrite(delivery)],
      answer: 'WebhookFailed',
    };
  });
  if (answer.status === GONE) await disable(needs, webhookId, at);
  if (stored !== undefined) needs.count(stored);
  return stored !== undefined;
};
