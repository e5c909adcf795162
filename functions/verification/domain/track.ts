import * as z from 'zod';
import { CASE_NEXT, Children, UNVERIFIED, type CaseRoot, type CaseStatus, type Child, type Instant } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { ChildId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { keys, type Key } from '../../table/keys.ts';
import { SealedFindings, Verifications, type Verification } from '../records.ts';
import type { Subject } from './findings.ts';

/** What a run of the state machine verifies: a case, or one child that came to it later. */
export const Scope = z.object({ caseId: z.uuid(), scope: z.enum(['case', 'child']), childId: ChildId.optional() });
export type Scope = z.infer<typeof Scope>;

/** Who acts for which run, and when. */
export interface Run {
  readonly scope: Scope['scope'];
  readonly childId?: ChildId | undefined;
  readonly execution: string;
  readonly at: Instant;
}

/** The verification record that a run works on: the case's, or the child's own. */
export const recordSubject = ({ scope, childId }: Pick<Run, 'scope' | 'childId'>): ChildId | undefined =>
  scope === 'case' ? undefined : childId;

export const findVerification = (file: CaseFile, childId?: ChildId): Verification | undefined =>
  findOf(file, Verifications, (verification) => verification.childId === childId);

/** The record as it is before anything has happened. */
const unbegun = (childId: ChildId | undefined, at: Instant): Verification => ({
  ...(childId === undefined ? {} : { childId }),
  state: 'running',
  attempts: 0,
  reasons: [],
  children: childId === undefined ? [] : [childId],
  accepted: [],
  attested: [],
  execution: '',
  changedAt: at,
});

export const verificationOf = (file: CaseFile, childId: ChildId | undefined, at: Instant): Verification =>
  findVerification(file, childId) ?? unbegun(childId, at);

/** The record after a step: what it waits for is set anew at each. */
export const stepped = (
  { retryAt: _retryAt, dueOn: _dueOn, ...verification }: Verification,
  at: Instant,
  change: Partial<Verification>,
): Placed => place(Verifications, { ...verification, changedAt: at, ...change });

/** A run that has not come to an end by the next day is started anew. */
export const watchdogOn = (at: Instant) => addDays(dateOf(at), 1);

/** The root in another status. @throws {Problem} StatusRefuses when the life cycle has no such step */
export const moved = (root: CaseRoot, to: CaseStatus, step: string): CaseRoot => {
  const allowed: readonly CaseStatus[] = CASE_NEXT[root.status];
  if (root.status !== to && !allowed.includes(to)) throw statusRefuses(step, root.status, allowed);
  return { ...root, status: to };
};

/** @throws {Problem} ChildNotFound */
export const getChild = (file: CaseFile, childId: string | undefined): Child => {
  const child = findOf(file, Children, (each) => each.childId === childId);
  if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
  return child;
};

/** Whether there is something left to verify. */
export const isOpen = (file: CaseFile, { scope, childId }: Pick<Run, 'scope' | 'childId'>): boolean => {
  const { status } = file.root;
  if (scope === 'case') return status !== 'refused' && UNVERIFIED.includes(status);
  return status !== 'exited' && status !== 'refused' && getChild(file, childId).verification === undefined;
};

/** @throws {Problem} StatusRefuses when there is nothing left to verify */
export const refuseClosed = (file: CaseFile, run: Pick<Run, 'scope' | 'childId'>): void => {
  if (!isOpen(file, run))
    throw statusRefuses(
      'verify',
      file.root.status,
      UNVERIFIED.filter((status) => status !== 'refused'),
    );
};

/**
 * The record that a run may change.
 * @throws {Problem} StatusRefuses when there is nothing left to verify, or a later run has taken over
 */
export const ownVerification = (file: CaseFile, run: Run): Verification => {
  refuseClosed(file, run);
  const verification = verificationOf(file, recordSubject(run), run.at);
  if (verification.execution !== run.execution)
    throw new Problem('StatusRefuses', 'a later run verifies this case', { currentStatus: file.root.status, allowed: [] });
  return verification;
};

/** The children of the case that no verification of their own takes in. */
export const childrenOfCase = (file: CaseFile): readonly Child[] =>
  allOf(file, Children).filter(({ childId }) => findVerification(file, childId) === undefined);

/** The keys under which values found so far are kept; they go when they are no longer needed. */
export const findingKeys = (file: CaseFile, subjects?: readonly Subject[]): Key[] =>
  allOf(file, SealedFindings)
    .filter(({ subject }) => subjects === undefined || subjects.includes(subject))
    .map((finding) => ({ pk: keys.case(file.root.caseId), sk: SealedFindings.sk(finding) }));
