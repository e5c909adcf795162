import * as z from 'zod';
import { AlertKind } from './alert-kinds.ts';
import { GatewayReason } from './gateway-reason.ts';
import { MessageTemplateId } from './message-templates.ts';
import { Id, Language } from './vocabulary.ts';

const source = z.string().min(1).describe('where the value was read, or who decided it');
const micros = (what: string) => z.int().min(0).describe(`${what}, millionths of the currency`);

/** How texts go out: what they cost, when they are tried again, what a mother may stop, what no shared phone may show. */
export const Texting = z.strictObject({
  topics: z
    .array(z.strictObject({ id: Id, description: z.string().min(1) }))
    .min(1)
    .describe('kinds of texts that she may stop one by one; a template names its topic'),
  zones: z
    .array(
      z.strictObject({ areas: z.string().min(1).describe('start of the area codes'), timeZone: z.string().min(1).describe('IANA name') }),
    )
    .describe("areas whose clock is not the programme's; quiet hours are kept by it"),
  price: z
    .strictObject({
      currency: z.string().regex(/^[A-Z]{3}$/),
      microsPerPart: micros('price of one part'),
      mostMicros: micros('what one text may cost with all its tries'),
      source,
    })
    .describe('the lines of one text end where the next try would cost more'),
  retries: z
    .array(
      z.strictObject({
        reason: GatewayReason,
        afterMinutes: z.array(z.int().min(1)).min(1).describe('pause before each next try; when they are used up the text has failed'),
      }),
    )
    .describe('reasons that may be gone later; any other is final'),
  floodGuard: z.strictObject({
    equalTexts: z.int().min(1).describe('so many equal texts go to a phone; the next is a duplicate'),
    withinMinutes: z.int().min(1),
    source,
  }),
  afterDanger: z
    .strictObject({
      hours: z.int().min(1).max(72).describe('how long ordinary texts wait after a danger, hours'),
      topics: z.array(Id).min(1).describe('the topics that wait'),
      alertKinds: z.array(AlertKind).min(1).describe('alerts beyond routine that are a danger'),
      templates: z.array(MessageTemplateId).min(1).describe('texts that tell her what to do about one'),
      source,
    })
    .describe('what she has to do about a danger comes first, and alone'),
  visitQuestionHours: z.int().min(1).describe('how long an answer to "did you go?" is taken for one'),
  mostParts: z.strictObject({ 'GSM-7': z.int().min(1), 'UCS-2': z.int().min(1) }).describe('parts that one text may have, by encoding'),
  longest: z
    .record(z.string(), z.string().min(1))
    .describe('the longest value that a variable is likely to have; others count as 20 letters'),
  words: z.record(Language, z.array(z.string().min(2))).describe('words that a phone which others read must not show, by language'),
  wordExceptions: z
    .array(z.strictObject({ text: z.string().min(1), word: z.string().min(2), reason: z.string().min(10) }))
    .describe('a template, or a text of a set, that may use one such word, and why'),
});
export type Texting = z.infer<typeof Texting>;

/** Who has approved a clinical text. */
export const SignOff = z.union([
  z.strictObject({ by: z.string().min(1), on: z.iso.date(), reference: z.string().min(1) }),
  z.literal('draft').describe('nobody has signed it yet; `explain` says so'),
]);
export type SignOff = z.infer<typeof SignOff>;
