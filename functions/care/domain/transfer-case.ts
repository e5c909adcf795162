import { CaseTransferred } from '../../../events/catalogue.ts';
import type { CaseRoot } from '../../casefile/case.ts';
import { Alerts } from '../../casefile/alert.ts';
import { place, type Entity, type Placed } from '../../casefile/entity.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { nextTry, noLongerWaiting, Waitings } from '../../casefile/waiting.ts';
import { loadWrite, type Worker } from '../../casefile/worker.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import { isClosed } from '../../referrals/domain/life-cycle.ts';
import { Referrals } from '../../referrals/records.ts';
import { CaseReviews, PlanActions } from '../../team/records.ts';
import { Contacts, Grievances, isWork, Transfers } from '../records.ts';

/** Where a case goes: to another area, another worker, or both. */
export interface Destination {
  readonly toArea?: string | undefined;
  /** The worker who takes it; absent when nobody is named. */
  readonly toWorker?: Worker | undefined;
  /** The present worker, to see whether she works in the new area. */
  readonly fromWorker?: Worker | undefined;
  readonly reason: string;
}

export interface TransferAnswer {
  readonly transferId: string;
  readonly area: string;
  readonly workerId?: string;
}

const again = <T extends object>(file: CaseFile, kind: Entity<T>, fits: (value: T) => boolean): readonly Placed[] =>
  allOf(file, kind)
    .filter(fits)
    .map((value) => place(kind, value));

/** Everything of a case that stands in a worker's, an area's or an organisation's list, placed again: it follows the case. */
export const followingItems = (file: CaseFile): readonly Placed[] => [
  ...again(file, PlanActions, ({ status }) => status === 'open'),
  ...again(file, CaseReviews, ({ status }) => status === 'scheduled'),
  ...again(file, Contacts, isWork),
  ...again(file, Grievances, () => true),
  ...again(file, Reviews, ({ status }) => status === 'open'),
  ...again(file, Alerts, ({ status }) => status !== 'closed'),
  ...again(file, Referrals, ({ stage }) => !isClosed(stage)),
];

const refuseWorker = (worker: Worker, area: string): void => {
  if (!worker.active) throw implausible('/toWorkerId', 'the worker is not active');
  if (!worker.areas.includes(area)) throw implausible('/toWorkerId', `the worker does not work in ${area}`);
};

/** Who looks after the case then: the worker named, or the present one where she also works in the new area. */
const nextWorkerOf = (root: CaseRoot, { toWorker, fromWorker }: Destination, area: string): string | undefined => {
  if (toWorker !== undefined) return toWorker.workerId;
  return fromWorker?.active === true && fromWorker.areas.includes(area) ? root.workerId : undefined;
};

const loadWrites = (from: string | undefined, to: string | undefined) =>
  from === to ? [] : [...(from === undefined ? [] : [loadWrite(from, -1)]), ...(to === undefined ? [] : [loadWrite(to, 1)])];

/**
 * Moves a case to another worker or area, with its open contacts, reviews, grievances and actions and the workers' loads. A case whose worker does
 * not work in the new area is left without one: enrolment looks for another.
 * @throws {Problem} StatusRefuses, ImplausibleFact when the worker is inactive or works elsewhere, or nothing would change
 */
export const transferCase = (
  file: CaseFile,
  destination: Destination,
  { at, by, causationId }: Pick<Context, 'at' | 'by' | 'causationId'>,
): Change<TransferAnswer> => {
  const { root } = file;
  if (root.status === 'exited') throw statusRefuses('transfer the case', root.status, ['reversal']);
  const area = destination.toArea ?? root.area;
  if (destination.toWorker !== undefined) refuseWorker(destination.toWorker, area);
  const workerId = nextWorkerOf(root, destination, area);
  if (area === root.area && workerId === root.workerId)
    throw new Problem('StatusRefuses', 'the case is there already', { currentStatus: root.status });

  const { workerId: fromWorker, workerName: fromName, ...unassigned } = root;
  const workerName = destination.toWorker === undefined ? fromName : destination.toWorker.displayName;
  const moved: CaseRoot = {
    ...unassigned,
    area,
    ...(workerId === undefined ? {} : { workerId, ...(workerName === undefined ? {} : { workerName }) }),
  };
  const workers = { ...(fromWorker === undefined ? {} : { fromWorker }), ...(workerId === undefined ? {} : { toWorker: workerId }) };
  const isUnattended = workerId === undefined && root.status === 'enrolled';
  const transferId = derivedId('transfer', root.caseId, causationId);
  return {
    root: moved,
    put: [
      place(Transfers, { transferId, at, by, reason: destination.reason, fromArea: root.area, toArea: area, ...workers }),
      ...followingItems(file),
      ...(isUnattended ? [place(Waitings, nextTry(file, 'worker', 'WorkerNotFound', at))] : []),
    ],
    remove: workerId === undefined ? [] : noLongerWaiting(file, 'worker'),
    also: loadWrites(fromWorker, workerId),
    facts: [CaseTransferred.of({ fromArea: root.area, toArea: area, ...workers })],
    answer: { transferId, area, ...(workerId === undefined ? {} : { workerId }) },
  };
};
