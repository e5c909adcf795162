import { oneTimeCode } from '../casefile/challenge.ts';
import { unchanged, withoutOnce, type CaseFiles, type Context } from '../casefile/files.ts';
import { Problem } from '../kernel/problem.ts';
import type { Programme } from '../policy/programme.ts';
import { MessageTemplateId } from '../policy/schema/message-templates.ts';
import { renderMessage } from '../policy/text.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Texts } from '../runtime/sms.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Telling, Wording } from './domain/compose.ts';
import { prepared } from './domain/message.ts';
import { settle, take } from './domain/sending.ts';
import type { Message } from './records.ts';

export interface TellNeeds {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

export interface SendNeeds extends TellNeeds {
  readonly texts: Texts;
  readonly vault: Vault;
  /** A name for this very attempt, never the same twice. */
  readonly newAttempt: () => string;
}

/** Tells a mother something once: a text in the queue, one that waits, or one that is not sent with the reason. */
export const tell = async (
  { files, programmes }: TellNeeds,
  caseId: string,
  context: Context,
  compose: (telling: Telling) => Wording | undefined,
): Promise<void> => {
  await files.change(caseId, context, (file) => {
    const programme = programmes.get(file.root.programme);
    const wording = compose({ file, programme, at: context.at });
    if (wording === undefined) return unchanged(null);
    return { ...prepared(file, programme, wording, { at: context.at, causedBy: context.causationId }), answer: null };
  });
};

/** Stands for a one-time code in a text that is only measured. */
const SOME_CODE = '000000';

/** The text itself. `challenge:<id>` stands for the one-time code of that challenge, `set:<id>` for a text of the message sets. */
const textOf = ({ operations }: Programme, { template, language, variables }: Message, codes: Readonly<Record<string, string>>): string => {
  const filled = Object.entries(variables).map(([name, value]) => {
    const [, kind, id = ''] = /^(challenge|set):(.+)$/.exec(value) ?? [];
    if (kind === 'challenge') return [name, codes[id] ?? SOME_CODE];
    const texts = kind === 'set' ? operations.messageSets.texts[id]?.texts : undefined;
    return [name, texts === undefined ? value : (texts[language] ?? texts['en'] ?? '')];
  });
  return renderMessage(operations, MessageTemplateId.parse(template), language, Object.fromEntries(filled) as Record<string, string>);
};

const codesOf = async (vault: Vault, { variables }: Message): Promise<Readonly<Record<string, string>>> => {
  const challenges = Object.values(variables).flatMap((value) => /^challenge:(.+)$/.exec(value)?.[1] ?? []);
  return Object.fromEntries(await Promise.all(challenges.map(async (id) => [id, oneTimeCode(await vault.hash('code', id))] as const)));
};

/**
 * Hands a queued text to the gateway, and records what came of it. The same call again sends nothing twice: one that is found in a call of
 * the gateway was cut off, and counts as sent.
 * @throws {Problem} PartnerUnavailable when it certainly was not sent and cannot wait for the sweep, which tries all others again
 */
export const sendQueued = async (
  { files, programmes, texts, vault, newAttempt }: SendNeeds,
  caseId: string,
  messageId: string,
  context: Context,
): Promise<void> => {
  // each try is a change of its own, whatever an earlier one answered
  const plain = withoutOnce(context);
  const { at } = plain;
  const attempt = newAttempt();
  let programme: Programme | undefined;
  const taken = await files.change(caseId, plain, (file) => {
    const own = (programme = programmes.get(file.root.programme));
    return take(file, own, messageId, { attempt, text: (message) => textOf(own, message, {}), at });
  });
  if (taken === undefined || programme === undefined) return;
  const { message, phone } = taken;
  const { texting } = programme.operations;
  const text = textOf(programme, message, await codesOf(vault, message));
  const delivery = await texts.send({ phone, text, reference: messageId, at });
  const settled = await files.change(caseId, { ...plain, causationId: `${plain.causationId}:settle`.slice(0, 128) }, (file) =>
    settle(file, messageId, attempt, delivery, texting, at),
  );
  const isUrgent = programme.operations.messages[MessageTemplateId.parse(message.template)].urgency === 'now';
  if (settled === 'tryAgain' && isUrgent) throw new Problem('PartnerUnavailable', 'the gateways take no texts now');
};
