import { PreRegistrationReceived } from '../../events/catalogue.ts';
import type { Instant } from '../casefile/case.ts';
import { dayOf } from '../casefile/facts.ts';
import { outboxItems, type Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Programme } from '../policy/programme.ts';
import type { MessageTemplateId } from '../policy/schema/message-templates.ts';
import type { Write } from '../table/table.ts';
import { guard, laterBy } from './domain/guard.ts';
import { plainText, wordsOf } from './domain/normalise.ts';
import { areaOf, beginDraft, continueDraft, languageOf, type Step } from './domain/pre-register.ts';
import { understand } from './domain/understand.ts';
import { urgentIn } from './domain/urgency.ts';
import { vocabularyOf } from './domain/vocabulary.ts';
import type { Receipt, ReceiveNeeds } from './receipt.ts';
import { preRegistrationItem, type PhoneLine, type PreRegistration } from './records.ts';
import { sayOnce } from './say-once.ts';

/** A phone that is no mother's, as far as is known, and what it wrote. */
export interface Stranger {
  readonly phone: string;
  readonly hash: string;
  readonly line: PhoneLine | undefined;
  readonly text: string;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Keeps what she told for a worker of her area, and announces it. */
const leadWrites = async (
  { vault }: ReceiveNeeds,
  { phone, hash }: Stranger,
  step: Step,
  programme: Programme,
  context: Context,
): Promise<{ readonly preRegistrationId: string; readonly writes: readonly Write[] } | undefined> => {
  if (step.lead === undefined) return undefined;
  const { conversations } = programme.operations;
  const preRegistrationId = derivedId('preRegistration', hash, context.at);
  const lead: PreRegistration = {
    preRegistrationId,
    version: 1,
    phoneHash: hash,
    sealed: await vault.seal(JSON.stringify({ ...step.lead, phone }), preRegistrationId),
    area: areaOf(step.lead.place, conversations),
    programme: programme.id,
    status: 'open',
    receivedAt: context.at,
  };
  const about = { id: preRegistrationId, version: 1, area: lead.area, programme: programme.id };
  return {
    preRegistrationId,
    writes: [
      { put: preRegistrationItem(lead, conversations.preRegistration.keepDays), condition: 'absent' },
      ...outboxItems(about, context, [PreRegistrationReceived.of({ preRegistrationId })]).map((put): Write => ({ put })),
    ],
  };
};

/** Whether a text tells of a danger, to a phone that was not sent to a clinic within the hour. */
export const goesToClinic = ({ line, text }: Pick<Stranger, 'line' | 'text'>, programme: Programme, at: Instant): boolean => {
  const { conversations } = programme.operations;
  const understood = understand(text, { conversations, country: programme.country, languages: programme.languages, questions: [] });
  return urgentIn(understood, programme) !== undefined && (line?.warnedAt === undefined || line.warnedAt <= laterBy(at, -HOUR));
};

/** Answers a number that no case has: by the next question of a pre-registration, by the way to a clinic, or by one help text and then nothing. */
export const answerStranger = async (needs: ReceiveNeeds, stranger: Stranger, programme: Programme, context: Context): Promise<Receipt> => {
  const { phone, hash, line, text } = stranger;
  const { at } = context;
  const { conversations } = programme.operations;
  const { verdict, line: guarded } = guard(line, text, at, conversations.guards);
  const { draft: known, ...rest } = guarded;
  const draft = known !== undefined && known.expiresAt > at ? known : undefined;
  const say = (template: MessageTemplateId, language = draft?.language ?? languageOf(text, conversations, programme)) => ({
    programme,
    template,
    language,
    variables: {},
  });
  const keep = (next: Omit<PhoneLine, 'version'>, said?: ReturnType<typeof say>, also: readonly Write[] = []) =>
    sayOnce(needs, { phone, hash, before: line, next, also }, said, context);
  if (verdict !== 'take') return keep(guarded);

  if (goesToClinic(stranger, programme, at)) return keep({ ...guarded, warnedAt: at }, say('unknownDanger'));

  if (draft !== undefined) {
    const step = continueDraft(draft, text, dayOf(programme, at), conversations);
    const lead = await leadWrites(needs, stranger, step, programme, context);
    const next = {
      ...rest,
      ...(step.draft === undefined ? {} : { draft: step.draft }),
      ...(lead === undefined ? {} : { leadId: lead.preRegistrationId }),
    };
    return keep(next, say(step.say), lead?.writes);
  }
  if (vocabularyOf(conversations).is(wordsOf(plainText(text)), 'register') && rest.leadId === undefined) {
    const language = languageOf(text, conversations, programme);
    const step = beginDraft(language, at, conversations);
    return keep({ ...rest, ...(step.draft === undefined ? {} : { draft: step.draft }) }, say(step.say, language));
  }
  const quietFrom = laterBy(at, -conversations.unknown.quietDays * DAY);
  if (rest.helpedAt !== undefined && rest.helpedAt > quietFrom) return keep(rest);
  return keep({ ...rest, helpedAt: at }, say('unknownHelp'));
};
