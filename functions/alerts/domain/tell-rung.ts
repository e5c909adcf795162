import { AlertTold } from '../../../events/alert-told.v1.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Alerts, MOST_TOLD, type Alert } from '../../casefile/alert.ts';
import type { Instant } from '../../casefile/case.ts';
import { place as placed } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { AlertRules } from '../../policy/schema/alerts.ts';
import { staffTemplate } from '../../messaging/domain/letter.ts';
import { forgottenAt, messageOf, NOTHING, posted, queued, together, type Occasion, type Parts } from '../../messaging/domain/message.ts';
import { Messages, type Message, type MessageState } from '../../messaging/records.ts';
import { nameOf, rungAfter, stepsOf, type Called, type Step } from './ladder.ts';

/** Somebody with a phone; the phone is sealed for `owner`. */
export interface Recipient {
  readonly to: string;
  readonly phone: string;
  readonly owner: string;
  readonly language?: string | undefined;
}

/** What tells a rung: which climb, when, and whom an addressee stands for in the case's area. */
export interface Climb {
  readonly alertId: string;
  readonly round: number;
  readonly rules: AlertRules;
  readonly at: Instant;
  /** What makes it be told now. */
  readonly causedBy: string;
  readonly reach: (who: Called) => readonly Recipient[];
}

/** `await`: somebody has to accept within the seconds. `done`: somebody has, it is closed, or a later round has taken over. */
export interface Telling {
  readonly step: 'await' | 'done';
  readonly waitSeconds: number;
  /** How many texts of this climb the gateway has not taken yet. */
  readonly waiting: number;
  /** Whether the last rung reached nobody: then the alert stands in lists alone. */
  readonly unheard: boolean;
}

const MINUTE_MS = 60_000;
const after = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
export const secondsUntil = (next: Instant, at: Instant): number => Math.max(1, Math.ceil((Date.parse(next) - Date.parse(at)) / 1000));

interface Climbed {
  readonly alert: Alert;
  readonly facts: readonly NewFact[];
  readonly texts: Parts;
  readonly messageIds: readonly string[];
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

/** One rung as it is told; of several told at one moment, the number of the last. */
interface ToldRung extends Pick<Alert, 'alertId' | 'level' | 'round' | 'rung'> {
  /** Which rung of the ladder, from 0. */
  readonly place: number;
  readonly minutes: number;
}

/** A repeat of the rung, or a later round, takes the place of the text before: the facts have the history. */
const textIdOf = ({ alertId, place }: ToldRung, { to }: Recipient): string => derivedId('staffText', alertId, place, to);

const textTo = (file: CaseFile, recipient: Recipient, told: ToldRung, occasion: Occasion): Parts => {
  const { alertId, level, round, rung, minutes } = told;
  const messageId = textIdOf(told, recipient);
  return posted(
    {
      messageId,
      template: staffTemplate(level),
      variables: { minutes: String(minutes) },
      language: recipient.language ?? 'en',
      to: 'staff',
      address: recipient.to,
      group: { alert: { alertId, round, rung } },
    },
    occasion,
    messageOf(file, messageId),
  );
};

/** Tells the next rung, and those after it while nobody can be reached or nobody is waited for; the last one is waited for in any case. */
const climb = (file: CaseFile, alert: Alert, { rules, at, causedBy, reach }: Climb): Climbed => {
  const rungs = stepsOf(rules, alert);
  const facts: NewFact[] = [];
  const called: { readonly place: number; readonly recipient: Recipient }[] = [];
  for (let next = alert; ;) {
    const turn = rungAfter(rungs, next.rung, rules);
    const addressed = addressedAt(rungs, turn, reach);
    const { place, recipients } = addressed;
    const { minutes } = turn;
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
    const texts = called.map((one) => ({ ...one, told: { alertId, level, round, rung: told, place: one.place, minutes } }));
    return {
      alert: next,
      facts,
      texts: together(texts.map((one) => textTo(file, one.recipient, one.told, { at, causedBy }))),
      messageIds: texts.map((one) => textIdOf(one.told, one.recipient)),
      unheard: called.length === 0 && !isHeard(addressed),
    };
  }
};

/** The texts of the rung that was told last. */
const textsOf = (file: CaseFile, { alertId, round, rung }: Alert): readonly Message[] =>
  allOf(file, Messages).filter(
    ({ group }) => group?.alert?.alertId === alertId && group.alert.round === round && group.alert.rung === rung,
  );

/** States of a text that certainly reaches nobody. */
const LOST: ReadonlySet<MessageState> = new Set(['failed', 'denied', 'duplicate']);

/**
 * Whether every text of the rung that was told last certainly reached nobody, so that the next one need not wait. The last rung is told again at
 * its own pace: a number that is wrong stays wrong.
 */
export const isLost = (file: CaseFile, alert: Alert, rules: AlertRules): boolean => {
  const texts = textsOf(file, alert);
  return alert.rung < stepsOf(rules, alert).length && texts.length > 0 && texts.every(({ state }) => LOST.has(state));
};

/**
 * Tells the rung whose time has come, or whose turn it is because the one before reached nobody; and puts into the queue again what the
 * gateway did not take. Whoever calls, and however often, each rung is told once: the alert itself says when the next one is due.
 */
export const tellRung = (file: CaseFile, going: Climb): Change<Telling> => {
  const { alertId, round, rules, at } = going;
  const alert = findOf(file, Alerts, (one) => one.alertId === alertId);
  if (alert?.status !== 'open' || alert.round !== round) return unchanged({ step: 'done', waitSeconds: 0, waiting: 0, unheard: false });
  const isDue = alert.nextAt === undefined || alert.nextAt <= at || isLost(file, alert, rules);
  const climbed: Climbed = isDue ? climb(file, alert, going) : { alert, facts: [], texts: NOTHING, messageIds: [], unheard: false };
  const replaced = new Set(climbed.messageIds);
  const pending = allOf(file, Messages).filter(
    ({ messageId, group, state }) =>
      group?.alert?.alertId === alertId &&
      group.alert.round === round &&
      (state === 'queued' || state === 'sending') &&
      !replaced.has(messageId),
  );
  // the gateway has refused these for now; the others are on their way
  const again = pending.filter(({ state, attempts }) => state === 'queued' && attempts > 0);
  const handed = together(again.map((message) => queued(message, message.lookAt ?? forgottenAt(at))));
  const waitSeconds = secondsUntil(climbed.alert.nextAt ?? at, at);
  const waiting = pending.length + climbed.messageIds.length;
  return {
    put: [...(isDue ? [placed(Alerts, climbed.alert)] : []), ...climbed.texts.put, ...handed.put],
    facts: [...climbed.facts, ...climbed.texts.facts, ...handed.facts],
    answer: {
      step: 'await',
      waitSeconds: waiting === 0 ? waitSeconds : Math.min(waitSeconds, rules.retryMinutes * 60),
      waiting: again.length,
      unheard: climbed.unheard,
    },
  };
};
