import { AlertTold } from '../../../events/alert-told.v1.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Alerts, MOST_TOLD, type Alert } from '../../casefile/alert.ts';
import type { Instant } from '../../casefile/case.ts';
import { place as placed } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import type { AlertRules } from '../../policy/schema/alerts.ts';
import { StaffTexts, staffTextSk, type StaffText } from '../records.ts';
import { nameOf, rungAfter, stepsOf, type Called, type Step } from './ladder.ts';

/** Somebody with a phone; the phone is sealed for `owner`. */
export interface Recipient {
  readonly to: string;
  readonly phone: string;
  readonly owner: string;
  readonly language?: string | undefined;
}

/** What tells a rung: which climb, when, by which attempt, and whom an addressee stands for in the case's area. */
export interface Climb {
  readonly alertId: string;
  readonly round: number;
  readonly rules: AlertRules;
  readonly at: Instant;
  readonly attempt: string;
  readonly reach: (who: Called) => readonly Recipient[];
}

/** `await`: somebody has to accept within the seconds. `done`: somebody has, it is closed, or a later round has taken over. */
export interface Telling {
  readonly step: 'await' | 'done';
  readonly waitSeconds: number;
  /** How pressing it is, which chooses the words; absent when there is nothing to tell. */
  readonly level?: Alert['level'];
  /** What this attempt has to hand to the gateway. */
  readonly send: readonly { readonly text: StaffText; readonly recipient: Recipient }[];
  /** Whether the last rung reached nobody: then the alert stands in lists alone. */
  readonly unheard: boolean;
}

const MINUTE_MS = 60_000;
const after = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
export const secondsUntil = (next: Instant, at: Instant): number => Math.max(1, Math.ceil((Date.parse(next) - Date.parse(at)) / 1000));

interface Climbed {
  readonly alert: Alert;
  readonly facts: readonly NewFact[];
  readonly texts: readonly { readonly text: StaffText; readonly recipient: Recipient }[];
  readonly unheard: boolean;
}

interface Addressed {
  readonly place: number;
  readonly rung: Step;
  readonly recipients: readonly Recipient[];
}

const isHeard = ({ rung, recipients }: Addressed): boolean => rung.how === 'list' || recipients.length > 0;

/** Whom a turn of the ladder addresses. For a last rung that reaches nobody the nearest below it that does stands in, so that it is never mute. */
const addressedAt = (rungs: readonly Step[], { place, rung }: { place: number; rung: Step }, reach: Climb['reach']): Addressed => {
  const of = (at: number, one: Step): Addressed => ({ place: at, rung: one, recipients: one.how === 'text' ? reach(one.who) : [] });
  const own = of(place, rung);
  if (isHeard(own) || place < rungs.length - 1) return own;
  return rungs.map((one, at) => of(at, one)).findLast(({ recipients }) => recipients.length > 0) ?? own;
};

/** Tells the next rung, and those after it while nobody can be reached or nobody is waited for; the last one is waited for in any case. */
const climb = (alert: Alert, { rules, at, attempt, reach }: Climb): Climbed => {
  const rungs = stepsOf(rules, alert);
  const facts: NewFact[] = [];
  const called: { readonly place: number; readonly recipient: Recipient }[] = [];
  for (let next = alert; ;) {
    const turn = rungAfter(rungs, next.rung);
    const addressed = addressedAt(rungs, turn, reach);
    const { place, recipients } = addressed;
    const minutes = turn.rung.withinMinutes;
    const who = nameOf(addressed.rung.who);
    const waits = (isHeard(addressed) && minutes > 0) || turn.place === rungs.length - 1;
    const told = next.rung + 1;
    const nextAt = waits ? after(at, minutes) : at;
    const { alertId, kind, level, round } = next;
    facts.push(AlertTold.of({ alertId, kind, level, round, rung: told, who, reached: recipients.length }));
    next = {
      ...next,
      rung: told,
      nextAt,
      lookOn: dateOf(nextAt),
      told: [...next.told, { rung: told, who, at }].slice(-MOST_TOLD),
    };
    // who is reached by two rungs of one moment is told once
    const fresh = recipients.filter(({ to }) => !called.some(({ recipient }) => recipient.to === to));
    called.push(...fresh.map((recipient) => ({ place, recipient })));
    if (!waits) continue;
    const texts = called.map((one) => ({
      recipient: one.recipient,
      text: { alertId, round, place: one.place, to: one.recipient.to, minutes, state: 'sending' as const, attempt, attempts: 1, at },
    }));
    return { alert: next, facts, texts, unheard: called.length === 0 && !isHeard(addressed) };
  }
};

/**
 * Tells the rung whose time has come, and hands again what the gateway did not take. Whoever calls, and however often, each rung is told
 * once: the alert itself says when the next one is due.
 */
export const tellRung = (file: CaseFile, going: Climb): Change<Telling> => {
  const { alertId, round, rules, at, attempt, reach } = going;
  const alert = findOf(file, Alerts, (one) => one.alertId === alertId);
  if (alert?.status !== 'open' || alert.round !== round) return unchanged({ step: 'done', waitSeconds: 0, send: [], unheard: false });
  const isDue = alert.nextAt === undefined || alert.nextAt <= at;
  const climbed: Climbed = isDue ? climb(alert, going) : { alert, facts: [], texts: [], unheard: false };

  const replaced = new Set(climbed.texts.map(({ text }) => staffTextSk(text)));
  const earlier = allOf(file, StaffTexts).filter((text) => text.alertId === alertId && !replaced.has(staffTextSk(text)));
  const everybody = stepsOf(rules, alert).flatMap(({ who }) => reach(who));
  // whether a cut-off one left is not known; a second one would be worse than a missing receipt
  const cutOff = earlier
    .filter(({ state }) => state === 'sending')
    .map(({ attempt: _, ...text }) => ({ ...text, state: 'unknown' as const }));
  const again = earlier
    .filter((text) => text.state === 'waiting' && text.round === round)
    .flatMap((text) => {
      const recipient = everybody.find(({ to }) => to === text.to);
      return recipient === undefined
        ? []
        : [{ recipient, text: { ...text, state: 'sending' as const, attempt, attempts: text.attempts + 1 } }];
    });
  const send = [...climbed.texts, ...again];
  const texts = [...send.map(({ text }) => text), ...cutOff];
  return {
    put: [...(isDue ? [placed(Alerts, climbed.alert)] : []), ...texts.map((text) => placed(StaffTexts, text))],
    facts: climbed.facts,
    answer: {
      step: 'await',
      waitSeconds: secondsUntil(climbed.alert.nextAt ?? at, at),
      level: alert.level,
      send,
      unheard: climbed.unheard,
    },
  };
};

/** What the gateway said of a text. */
export type Sent =
  | { readonly state: 'sent'; readonly gatewayId: string }
  | { readonly state: 'unknown' }
  | { readonly state: 'failed' | 'waiting'; readonly reason: string };

/** Records what an attempt met; only the attempt that holds a text may. Gives how many wait for another try. */
export const settleTexts = (
  file: CaseFile,
  attempt: string,
  outcomes: readonly { readonly text: StaffText; readonly sent: Sent }[],
): Change<{ waiting: number }> => {
  const known = allOf(file, StaffTexts);
  const settled = outcomes.flatMap(({ text, sent }) => {
    const held = known.find((one) => staffTextSk(one) === staffTextSk(text));
    if (held?.state !== 'sending' || held.attempt !== attempt) return [];
    const { attempt: _held, ...rest } = held;
    return [placed(StaffTexts, { ...rest, ...sent })];
  });
  return { put: settled, answer: { waiting: outcomes.filter(({ sent }) => sent.state === 'waiting').length } };
};
