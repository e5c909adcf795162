import { addressStaff } from '../alerts/address-staff.ts';
import { oneTimeCode } from '../casefile/challenge.ts';
import { unchanged, withoutOnce, type CaseFile, type CaseFiles, type Context } from '../casefile/files.ts';
import { Problem } from '../kernel/problem.ts';
import { campaignStore } from '../outreach/campaigns.ts';
import { campaignWordsOf, textIn } from '../outreach/domain/campaign.ts';
import type { Programme } from '../policy/programme.ts';
import { MessageTemplateId } from '../policy/schema/message-templates.ts';
import { renderMessage } from '../policy/text.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Texts } from '../runtime/sms.ts';
import type { Vault } from '../runtime/vault.ts';
import { addressOrganisation } from '../referrals/address-organisation.ts';
import type { Table } from '../table/table.ts';
import { aboutOf, recipientOf } from './domain/about.ts';
import { waitsFor } from './domain/after-danger.ts';
import type { Telling, Wording } from './domain/compose.ts';
import { messageOf, prepared } from './domain/message.ts';
import { settle, settleCutOff, take, type Addressed } from './domain/sending.ts';
import type { Message } from './records.ts';

export interface TellNeeds {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

export interface SendNeeds extends TellNeeds {
  readonly table: Table;
  readonly texts: Texts;
  readonly vault: Vault;
  /** A name for this very attempt, never the same twice. */
  readonly newAttempt: () => string;
  /** The address of this deployment's API, under which an organisation answers. */
  readonly apiBaseUrl: () => string;
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

/** The text itself. `challenge:<id>` stands for the one-time code of that challenge, `set:<id>` for a text of the message sets. */
const textOf = (
  { operations }: Programme,
  { template, language, variables }: Message,
  values: Readonly<Record<string, string>>,
): string => {
  const filled = Object.entries(variables).map(([name, value]) => {
    const set = /^set:(.+)$/.exec(value)?.[1];
    const texts = set === undefined ? undefined : operations.messageSets.texts[set]?.texts;
    return [name, values[value] ?? (texts === undefined ? value : (texts[language] ?? texts['en'] ?? ''))];
  });
  return renderMessage(operations, MessageTemplateId.parse(template), language, Object.fromEntries(filled) as Record<string, string>);
};

/** What is made or read anew when a text is sent: one-time codes, and the words of a campaign. */
const valuesOf = async (
  { table, vault }: Pick<SendNeeds, 'table' | 'vault'>,
  { template, variables, language }: Message,
): Promise<Readonly<Record<string, string>>> => {
  const values = Object.values(variables);
  const codes = values.flatMap((value) => /^challenge:(.+)$/.exec(value)?.[1] ?? []);
  const words = template === 'campaign' ? values.flatMap((value) => campaignWordsOf(value) ?? []) : [];
  const campaigns = campaignStore(table);
  return Object.fromEntries(
    await Promise.all([
      ...codes.map(async (id) => [`challenge:${id}`, oneTimeCode(await vault.hash('code', id))] as const),
      ...words.map(
        async ({ value, contentId, version }) => [value, textIn(await campaigns.content(contentId, version), language)] as const,
      ),
    ]),
  );
};

const addressFamily = async (needs: SendNeeds, file: CaseFile, programme: Programme, message: Message, at: string): Promise<Addressed> => {
  const template = MessageTemplateId.parse(message.template);
  return {
    phone: recipientOf(file, aboutOf(file, programme, message.group)).phone,
    text: textOf(programme, message, await valuesOf(needs, message)),
    until: waitsFor(file, programme, template, at),
    isUrgent: programme.operations.messages[template].urgency === 'now',
  };
};

/** Where a text goes and what it says, read anew at the moment of sending. */
const addressedOf = (needs: SendNeeds, file: CaseFile, programme: Programme, message: Message, at: string): Promise<Addressed> => {
  switch (message.to) {
    case 'staff':
      return addressStaff(needs, file, programme, message);
    case 'organisation':
      return addressOrganisation(needs, file, programme, message, at);
    case 'mother':
    case 'caregiver':
    case 'newPhone':
    case undefined:
      return addressFamily(needs, file, programme, message, at);
  }
};

/**
 * Hands a queued text to the gateway, and records what came of it. The same call again sends nothing twice: one that is found in a call of
 * the gateway was cut off, and counts as sent.
 * @throws {Problem} PartnerUnavailable when it certainly was not sent and cannot wait for the sweep, which tries all others again
 */
export const sendQueued = async (needs: SendNeeds, caseId: string, messageId: string, context: Context): Promise<void> => {
  const { files, programmes, texts, newAttempt } = needs;
  // each try is a change of its own, whatever an earlier one answered
  const plain = withoutOnce(context);
  const { at } = plain;
  const attempt = newAttempt();
  const taken = await files.change(caseId, plain, async (file) => {
    const programme = programmes.get(file.root.programme);
    const message = messageOf(file, messageId);
    if (message?.state === 'sending') return settleCutOff(message, programme.operations.texting, at);
    if (message?.state !== 'queued') return unchanged(undefined);
    const addressed = await addressedOf(needs, file, programme, message, at);
    const change = take(file, programme, messageId, { attempt, addressed, at });
    const { isUrgent } = addressed;
    return { ...change, answer: change.answer && { ...change.answer, isUrgent, texting: programme.operations.texting } };
  });
  if (taken === undefined) return;
  const { message, phone, text, isUrgent, texting } = taken;
  const delivery = await texts.send({ phone, text, reference: messageId, at });
  const settled = await files.change(caseId, { ...plain, causationId: `${plain.causationId}:settle`.slice(0, 128) }, (file) =>
    settle(file, messageId, attempt, delivery, texting, at),
  );
  // the ladder of an alert hands its own texts over again
  if (settled === 'tryAgain' && isUrgent && message.to !== 'staff')
    throw new Problem('PartnerUnavailable', 'the gateways take no texts now');
};
