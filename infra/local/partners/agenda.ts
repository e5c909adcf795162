import { createHash, createHmac } from 'node:crypto';
import { deliverMessages } from './messaging-block.ts';
import { MOBILE_MONEY_KEY } from './mobile-money.ts';
import { numberBirth } from './registries.ts';
import { bringBack, settle } from './settlement.ts';
import type { Job, State } from './state.ts';

const MINUTE_MS = 60_000;
/** A callback that was not taken is sent again after so many minutes, then no more. */
const CALL_AGAIN_AFTER_MINUTES = [1, 5, 30] as const;
const CALL_TIMEOUT_MS = 30_000;

export interface AgendaNeeds {
  readonly state: () => State;
  readonly now: () => number;
  readonly callbackSecret: string;
  readonly stopped: AbortSignal;
}

/** How the rail signs a callback: HMAC-SHA-256 over the timestamp, a dot and the body. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

const staysHere = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(url)?.hostname ?? '');

/** What the sandboxes do later: on the given clock, in the order of their due times, one at a time. */
export const agendaOf = ({ state, now, callbackSecret, stopped }: AgendaNeeds) => {
  let last: Promise<void> = Promise.resolve();

  const call = async (job: Extract<Job, { kind: 'call' }>): Promise<void> => {
    const { url, body, attempt, dueAt, method = 'POST', correlationId, headers: own = {} } = job;
    if (!staysHere(url)) return;
    const timestamp = new Date(now()).toISOString();
    const headers = {
      'content-type': 'application/json',
      ...(method === 'PUT'
        ? {
            'x-api-key': MOBILE_MONEY_KEY,
            'x-date': timestamp,
            'x-content-hash': createHash('sha256').update(body).digest('hex'),
            ...(correlationId === undefined ? {} : { 'x-correlationid': correlationId }),
          }
        : { 'x-callback-timestamp': timestamp, 'x-callback-signature': signatureOf(callbackSecret, timestamp, body) }),
      ...own,
    };
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    const taken = await fetch(url, { method, headers, body, signal }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    const pause = CALL_AGAIN_AFTER_MINUTES[attempt - 1];
    if (taken || pause === undefined || stopped.aborted) return;
    state().jobs.push({ ...job, attempt: attempt + 1, dueAt: dueAt + pause * MINUTE_MS });
  };

  const run = (job: Job): Promise<void> | undefined => {
    switch (job.kind) {
      case 'settle':
        settle(state(), job.batchId, job.dueAt);
        return undefined;
      case 'return':
        bringBack(state(), job.batchId, job.paymentKeys, job.reason, job.dueAt);
        return undefined;
      case 'number':
        numberBirth(state(), job.reference, job.dueAt);
        return undefined;
      case 'messages':
        deliverMessages(state(), job.requestUid, job.dueAt);
        return undefined;
      case 'call':
        return call(job);
    }
  };

  const earliest = (): Job | undefined =>
    state().jobs.reduce<Job | undefined>((first, job) => (first === undefined || job.dueAt < first.dueAt ? job : first), undefined);

  const takeNext = (until: number): Job | undefined => {
    const job = earliest();
    if (job === undefined || job.dueAt > until) return undefined;
    state().jobs.splice(state().jobs.indexOf(job), 1);
    return job;
  };

  const runUntil = async (until: number): Promise<void> => {
    for (let job = takeNext(until); job !== undefined && !stopped.aborted; job = takeNext(until)) await run(job);
  };

  return {
    /** Does everything that is due at `until` (ms), after what is being done already. */
    tick(until: number): Promise<void> {
      last = last.catch(() => undefined).then(() => runUntil(until));
      return last;
    },
    /** When the next thing is due; undefined when nothing is. */
    nextDueAt: (): number | undefined => earliest()?.dueAt,
  };
};
