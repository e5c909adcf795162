import * as z from 'zod';
import { statusRefuses } from '../../kernel/problem.ts';

/** The states of a task that asks somebody for help, in the words of FHIR's Task as the Gravity project uses them. */
export const TaskStatus = z.enum([
  'requested',
  'received',
  'accepted',
  'rejected',
  'in-progress',
  'on-hold',
  'completed',
  'cancelled',
  'failed',
]);
export type TaskStatus = z.infer<typeof TaskStatus>;

/**
 * Where a referral stands (a Task's business status), and where it may go from there. `done` is what the organisation says; only the mother, or a
 * person for her, makes it `confirmed`.
 */
export const STAGE_NEXT = {
  seeking: ['offered', 'onHold', 'confirmed', 'failed', 'cancelled'],
  offered: ['accepted', 'seeking', 'confirmed', 'failed', 'cancelled'],
  accepted: ['inProgress', 'done', 'seeking', 'confirmed', 'failed', 'cancelled'],
  inProgress: ['done', 'seeking', 'confirmed', 'failed', 'cancelled'],
  done: ['confirmed', 'inProgress', 'seeking', 'onHold', 'failed', 'cancelled'],
  onHold: ['seeking', 'inProgress', 'confirmed', 'failed', 'cancelled'],
  confirmed: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export const Stage = z.enum(Object.keys(STAGE_NEXT) as [keyof typeof STAGE_NEXT, ...(keyof typeof STAGE_NEXT)[]]);
export type Stage = z.infer<typeof Stage>;

/** How a stage reads to systems that speak FHIR. */
export const TASK_STATUS = {
  seeking: 'requested',
  offered: 'received',
  accepted: 'accepted',
  inProgress: 'in-progress',
  done: 'completed',
  onHold: 'on-hold',
  confirmed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<Stage, TaskStatus>;

export const isClosed = (stage: Stage): boolean => STAGE_NEXT[stage].length === 0;

/** @throws {Problem} StatusRefuses when the life cycle does not allow the step */
export const refuseUnless = (from: Stage, to: Stage, step: string): void => {
  const allowed: readonly Stage[] = STAGE_NEXT[from];
  if (!allowed.includes(to)) throw statusRefuses(step, from, allowed);
};

/** What an organisation may say. */
export const OrganisationAnswer = z.enum(['accept', 'decline', 'start', 'done', 'giveUp']);
export type OrganisationAnswer = z.infer<typeof OrganisationAnswer>;

/** What it may say at each stage. */
export const ANSWERS = {
  seeking: [],
  offered: ['accept', 'decline'],
  accepted: ['start', 'done', 'giveUp'],
  inProgress: ['done', 'giveUp'],
  done: [],
  onHold: [],
  confirmed: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<Stage, readonly OrganisationAnswer[]>;

/** The stages in which an answer has had its effect already: said once more, it changes nothing. */
export const SAID_BEFORE = {
  accept: ['accepted', 'inProgress', 'done'],
  decline: [],
  start: ['inProgress', 'done'],
  done: ['done'],
  giveUp: [],
} as const satisfies Record<OrganisationAnswer, readonly Stage[]>;
