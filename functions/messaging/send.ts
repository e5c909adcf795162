import { oneTimeCode } from '../casefile/challenge.ts';
import { allOf, type CaseFiles, type Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Programme } from '../policy/programme.ts';
import { renderMessage } from '../policy/text.ts';
import { MessageTemplateId } from '../policy/schema/operations.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Delivery, Texts } from '../runtime/sms.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Telling, Wording } from './domain/compose.ts';
import { recipientOf } from './domain/about.ts';
import { begin, clear, deny, resume, settle, wait, type Outcome } from './domain/message.ts';
import { partsOf } from './domain/parts.ts';
import { denialOf } from './domain/permission.ts';
import { waitsUntil } from './domain/quiet-hours.ts';
import { Messages, type Message } from './records.ts';
import { dateIn } from '../kernel/dates.ts';

export interface SendNeeds {
  readonly files: CaseFiles;
  readonly texts: Texts;
  readonly vault: Vault;
  readonly programmes: Programmes;
  /** A name for this very attempt, never the same twice. */
  readonly newAttempt: () => string;
}

/** A variable whose value is made when the text is sent: `challenge:<id>` stands for the one-time code of that challenge. */
const CHALLENGE = /^challenge:(.+)$/;

const filled = async (vault: Vault, variables: Readonly<Record<string, string>>): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(variables).map(async ([name, value]) => {
        const challengeId = CHALLENGE.exec(value)?.[1];
        return [name, challengeId === undefined ? value : oneTimeCode(await vault.hash('code', challengeId))] as const;
      }),
    ),
  );

const outcomeOf = (delivery: Delivery, parts: number, programme: Programme, at: string): Outcome => {
  switch (delivery.state) {
    case 'sent':
      return { state: 'sent', gatewayId: delivery.gatewayId, parts };
    case 'unknown':
      return { state: 'unknown', parts };
    case 'refused':
      return { state: 'refused', reason: delivery.reason };
    case 'tryAgain':
      return { state: 'tryAgain', on: dateIn(at, programme.timeZone) };
  }
};

/** Hands one text to the gateway and records what came of it. @throws {Problem} PartnerUnavailable when it has to be tried again */
const hand = async (
  { files, texts, vault }: SendNeeds,
  caseId: string,
  message: Pick<Message, 'messageId' | 'template' | 'variables' | 'language'>,
  phone: string,
  programme: Programme,
  attempt: string,
  context: Context,
): Promise<void> => {
  const text = renderMessage(
    programme.operations,
    MessageTemplateId.parse(message.template),
    message.language,
    await filled(vault, message.variables),
  );
  const outcome = outcomeOf(await texts.send(phone, text), partsOf(text).parts, programme, context.at);
  await files.change(caseId, { ...context, causationId: `${context.causationId}:settle`.slice(0, 128) }, (file) =>
    settle(file, message.messageId, attempt, outcome, context.at),
  );
  if (outcome.state === 'tryAgain') throw new Problem('PartnerUnavailable', 'the gateway takes no texts now');
};

const withoutOnce = ({ once: _once, ...context }: Context): Context => context;

/** Goes on with a text that an earlier attempt left: sends one that waits, and settles one whose sending was cut off as sent. */
export const continueMessage = async (needs: SendNeeds, caseId: string, messageId: string, context: Context): Promise<void> => {
  const plain = withoutOnce(context);
  const file = await needs.files.open(caseId, plain);
  const message = allOf(file, Messages).find((candidate) => candidate.messageId === messageId);
  const programme = needs.programmes.get(file.root.programme);
  if (message === undefined) return;
  if (message.state === 'sending') {
    // whether it left is not known; a second one would be worse than a missing receipt
    await needs.files.change(caseId, plain, (now) => settle(now, messageId, undefined, { state: 'unknown', parts: 1 }, context.at));
    return;
  }
  if (message.state !== 'waiting' || waitsUntil(programme, MessageTemplateId.parse(message.template), context.at) !== undefined) return;
  const attempt = needs.newAttempt();
  const taken = await needs.files.change(caseId, plain, (now) => {
    const current = allOf(now, Messages).find((candidate) => candidate.messageId === messageId && candidate.state === 'waiting');
    if (current === undefined) return { answer: undefined };
    const denial = denialOf(now, MessageTemplateId.parse(current.template), current);
    if (denial !== undefined) return { ...clear(current, denial), answer: undefined };
    const { phone } = recipientOf(now, current.about ?? 'mother');
    const { answer, ...resumed } = resume(current, attempt);
    return { ...resumed, answer: phone === undefined ? undefined : { message: answer, phone } };
  });
  if (taken === undefined) return;
  await hand(needs, caseId, taken.message, taken.phone, programme, attempt, plain);
};

/**
 * Tells a mother something once: records it, hands it to the gateway, records what came of it.
 * @throws {Problem} PartnerUnavailable when the gateway takes nothing now; the same call again goes on where it was
 */
export const tell = async (
  needs: SendNeeds,
  caseId: string,
  context: Context,
  compose: (telling: Telling) => Wording | undefined,
): Promise<void> => {
  const attempt = needs.newAttempt();
  let mine: { wording: Wording; phone: string; programme: Programme; language: string } | undefined;
  const answer = await needs.files.change<{ messageId: string; attempt: string } | null>(caseId, context, (file) => {
    mine = undefined;
    const programme = needs.programmes.get(file.root.programme);
    const wording = compose({ file, programme, at: context.at });
    if (wording === undefined) return { answer: null };
    const draft = {
      messageId: derivedId('message', context.causationId, wording.template),
      wording,
      causedBy: context.causationId,
      at: context.at,
    };
    const told = { messageId: draft.messageId, attempt };
    const denial = denialOf(file, wording.template, wording);
    const { phone, language } = recipientOf(file, wording.about ?? 'mother');
    if (denial !== undefined || phone === undefined) return { ...deny(file, draft, denial ?? 'noPhone'), answer: null };
    const sendOn = waitsUntil(programme, wording.template, context.at);
    if (sendOn !== undefined) return { ...wait(file, draft, sendOn), answer: null };
    mine = { wording, phone, programme, language };
    return { ...begin(file, draft, attempt), answer: told };
  });
  if (answer === null) return;
  if (answer.attempt !== attempt || mine === undefined) {
    await continueMessage(needs, caseId, answer.messageId, context);
    return;
  }
  await hand(
    needs,
    caseId,
    { messageId: answer.messageId, template: mine.wording.template, variables: mine.wording.variables, language: mine.language },
    mine.phone,
    mine.programme,
    attempt,
    withoutOnce(context),
  );
};
