import type { Country } from '../country.ts';
import { done, type Hands } from './hands.ts';

type Detail = Readonly<{ metadata: { caseId: string }; data: Readonly<Record<string, string>> }>;

const DAY_MS = 86_400_000;
/** A review is held in the week before its day. */
const AHEAD_MS = 7 * DAY_MS;

/** A second person looks at the payments that wait for approval, area by area. */
const approve = async (supervisor: Hands, areas: readonly string[]): Promise<void> => {
  for (const area of areas) {
    const { items } = (await done(supervisor.call('GET', `/reviews?area=${area}&kind=paymentApproval&limit=100`))) as {
      items: readonly { caseId: string; reviewId: string }[];
    };
    for (const { caseId, reviewId } of items)
      await done(supervisor.call('POST', `/cases/${caseId}/reviews/${reviewId}/decision`, { decision: 'approve' }));
  }
};

/**
 * What staff do once a week, so that nothing is left waiting: the supervisor approves payments, workers ask after mothers who were silent
 * and close what is routine, and those around a case review it in time.
 */
export const roundsOf = (country: Country, { worker, supervisor }: { worker: Hands; supervisor: Hands }, areas: readonly string[]) => {
  let read = 0;
  /** What waits, by its id: what to do, and from when on. */
  const waiting = new Map<string, { from: number; act: () => Promise<unknown> }>();
  const hear = (type: string, { metadata: { caseId }, data }: Detail): void => {
    const { alertId = '', caseReviewId = '', level, dueOn = '' } = data;
    if (type === 'AlertOpened.v1' && level === 'routine') {
      const path = `/cases/${caseId}/alerts/${alertId}/close`;
      waiting.set(alertId, { from: 0, act: () => worker.call('POST', path, { outcome: 'seen' }) });
    }
    if (type === 'AlertWorsened.v1' || type === 'AlertClosed.v1') waiting.delete(alertId);
    if (type === 'CaseReviewScheduled.v1') {
      const path = `/cases/${caseId}/case-reviews/${caseReviewId}/decisions`;
      const held = () => ({ heldOn: country.local.clock.now().slice(0, 10), present: ['worker-1', 'supervisor-1'], decisions: [] });
      waiting.set(caseReviewId, { from: Date.parse(dueOn) - AHEAD_MS, act: () => done(supervisor.call('POST', path, held())) });
    }
    if (type === 'CaseReviewCancelled.v1') waiting.delete(caseReviewId);
  };
  return async (): Promise<void> => {
    await approve(supervisor, areas);
    const facts = country.local.events();
    for (const { 'detail-type': type, detail } of facts.slice(read)) hear(type, detail as Detail);
    read = facts.length;
    const now = Date.parse(country.local.clock.now());
    for (const [id, { from, act }] of waiting) {
      if (from > now) continue;
      waiting.delete(id);
      await act();
    }
    await country.settle();
  };
};
