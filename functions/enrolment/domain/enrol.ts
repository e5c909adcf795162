import { EnrolmentParked, MotherEnrolled, WorkerAssigned, WorkerMissing } from '../../../events/catalogue.ts';
import { Occurrences, type CaseStatus } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { nextTry, noLongerWaiting, Waitings } from '../../casefile/waiting.ts';
import { loadWrite, type LoadedWorker } from '../../casefile/worker.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Accounts, Enrolments, type Enrolment } from '../records.ts';
import { programmeNumberOf } from './programme-number.ts';

/** Statuses in which the steps of an enrolment may run; at `enrolled` they find everything done. */
const ENROLLING: readonly CaseStatus[] = ['eligible', 'enrolled'];

/** @throws {Problem} StatusRefuses */
export const refuseUnenrollable = ({ root: { status } }: CaseFile): void => {
  if (!ENROLLING.includes(status)) throw statusRefuses('enrol', status, ENROLLING);
};

export const findEnrolment = (file: CaseFile): Enrolment | undefined => allOf(file, Enrolments)[0];

/** @throws {Error} when the step before was left out: a defect */
const enrolmentOf = (file: CaseFile): Enrolment => {
  const enrolment = findEnrolment(file);
  if (enrolment === undefined) throw new Error(`case ${file.root.caseId} has no programme number yet`);
  return enrolment;
};

/**
 * Gives the case its number, which nobody else may have.
 * @param attempt how many numbers of this case turned out to be taken
 * @throws {Problem} StatusRefuses
 */
export const decideNumber = (
  file: CaseFile,
  { operations }: Programme,
  attempt: number,
  { at }: Context,
): Change<{ enrolmentId: string }> => {
  refuseUnenrollable(file);
  const known = findEnrolment(file);
  if (known !== undefined) return unchanged({ enrolmentId: known.enrolmentId });
  const { caseId } = file.root;
  const programmeNumber = programmeNumberOf(operations.numbers.prefix, caseId, attempt);
  const enrolmentId = derivedId('enrolment', caseId);
  return {
    put: [place(Enrolments, { enrolmentId, programmeNumber, startedAt: at })],
    claims: [{ kind: 'programmeNumber', hash: programmeNumber, refusal: 'AlreadyExists' }],
    remove: noLongerWaiting(file, 'enrolment'),
    answer: { enrolmentId },
  };
};

/** Who takes one more case: active, in the area, with room; of those the one with the fewest cases, the first by id among equals. */
export const chooseWorker = (workers: readonly LoadedWorker[], area: string): LoadedWorker | undefined =>
  workers
    .filter(({ active, areas, load, capacity }) => active && areas.includes(area) && load < capacity)
    .sort((left, right) => left.load - right.load || (left.workerId < right.workerId ? -1 : 1))[0];

export interface WorkerAnswer {
  readonly assigned: boolean;
}

/** Assigns a care worker, or leaves the case to be looked at tomorrow. Somebody who was assigned before stays. */
export const decideWorker = (file: CaseFile, workers: readonly LoadedWorker[], { at }: Context): Change<WorkerAnswer> => {
  refuseUnenrollable(file);
  const { root } = file;
  if (root.workerId !== undefined) return { remove: noLongerWaiting(file, 'worker'), answer: { assigned: true } };
  const worker = chooseWorker(workers, root.area);
  if (worker === undefined) {
    const waiting = nextTry(file, 'worker', 'WorkerMissing', at);
    return { put: [place(Waitings, waiting)], facts: [WorkerMissing.of({ retryOn: waiting.dueOn })], answer: { assigned: false } };
  }
  return {
    root: { ...root, workerId: worker.workerId, ...(worker.displayName === undefined ? {} : { workerName: worker.displayName }) },
    remove: noLongerWaiting(file, 'worker'),
    also: [loadWrite(worker.workerId, 1)],
    facts: [WorkerAssigned.of({ workerId: worker.workerId })],
    answer: { assigned: true },
  };
};

/** Opens the mother's account. @throws {Problem} StatusRefuses */
export const decideAccount = (file: CaseFile, { at }: Context): Change<void> => {
  refuseUnenrollable(file);
  if (allOf(file, Accounts).length > 0) return unchanged(undefined);
  return { put: [place(Accounts, { programmeNumber: enrolmentOf(file).programmeNumber, openedAt: at })], answer: undefined };
};

/** The last step: she is in the programme. @throws {Problem} StatusRefuses */
export const decideEnrolled = (file: CaseFile, programme: Programme, { at }: Context): Change<{ enrolmentId: string }> => {
  refuseUnenrollable(file);
  const { root } = file;
  const enrolment = enrolmentOf(file);
  const { enrolmentId, programmeNumber } = enrolment;
  if (root.status === 'enrolled') return unchanged({ enrolmentId });
  return {
    root: { ...root, status: 'enrolled', enrolled: { at, programmeNumber } },
    put: [
      place(Enrolments, { ...enrolment, enrolledAt: at }),
      place(Occurrences, {
        occurrenceId: derivedId('occurrence', root.caseId, 'enrolled'),
        source: 'enrolled',
        on: dayOf(programme, at),
        attributes: {},
      }),
    ],
    remove: noLongerWaiting(file, 'enrolment'),
    facts: [MotherEnrolled.of({ enrolmentId })],
    answer: { enrolmentId },
  };
};

/** Leaves the enrolment where the update sweep finds it tomorrow. */
export const decideEnrolmentParking = (file: CaseFile, reason: string, { at }: Context): Change<{ parked: boolean }> => {
  if (file.root.status !== 'eligible') return unchanged({ parked: false });
  const waiting = nextTry(file, 'enrolment', reason, at);
  return {
    put: [place(Waitings, waiting)],
    facts: [EnrolmentParked.of({ reason: waiting.reason, retryOn: waiting.dueOn })],
    answer: { parked: true },
  };
};
