import * as z from 'zod';
import { addDays, dateOf, PlainDate } from '../kernel/dates.ts';
import type { Key } from '../table/keys.ts';
import { dueOn, keys } from '../table/keys.ts';
import { entity } from './entity.ts';
import type { Instant } from './case.ts';
import { findOf, type CaseFile } from './files.ts';

/** What could not be done and is tried again by its owner when the update sweep finds it due. */
export const WaitingKind = z.enum(['eligibility', 'enrolment', 'paymentAddress', 'worker']);
export type WaitingKind = z.infer<typeof WaitingKind>;

/** One thing of a case that waits for its next try; one of a kind at a time. */
export const Waiting = z.object({
  kind: WaitingKind,
  dueOn: PlainDate,
  attempts: z.int().min(1),
  /** The name of the refusal or fault. */
  reason: z.string().max(120),
});
export type Waiting = z.infer<typeof Waiting>;

const sortKey = ({ kind }: Pick<Waiting, 'kind'>): string => `WAITING#${kind}`;

export const Waitings = entity({
  name: 'waiting',
  schema: Waiting,
  sk: sortKey,
  index: (waiting, { root, shards }) => dueOn('update', waiting.dueOn, waiting.kind, root.caseId, sortKey(waiting), shards),
});

export const findWaiting = (file: CaseFile, kind: WaitingKind): Waiting | undefined => findOf(file, Waitings, (one) => one.kind === kind);

/** The keys to remove so that nothing of this kind waits any more. */
export const noLongerWaiting = (file: CaseFile, kind: WaitingKind): readonly Key[] =>
  findWaiting(file, kind) === undefined ? [] : [{ pk: keys.case(file.root.caseId), sk: sortKey({ kind }) }];

/** The next try of something that cannot be done now: tomorrow, one attempt more. */
export const nextTry = (file: CaseFile, kind: WaitingKind, reason: string, at: Instant): Waiting => ({
  kind,
  dueOn: addDays(dateOf(at), 1),
  attempts: (findWaiting(file, kind)?.attempts ?? 0) + 1,
  reason: reason.slice(0, 60),
});
