import * as z from 'zod';
import { Id, Language } from './vocabulary.ts';

const source = z.string().min(1).describe('where the words or values come from, or who decided them');
/** Words or short phrases by language; compared without case, marks, punctuation, and with the digits of any script. */
const Words = z.record(Language, z.array(z.string().min(1)).min(1));

/** What incoming texts are understood by: words of each language, and how much of it is borne. */
export const Conversations = z.strictObject({
  source,
  words: z
    .strictObject({
      stop: Words.describe('the whole text has to be such a word'),
      start: Words.describe('the whole text'),
      help: Words.describe('the whole text'),
      account: Words.describe('the whole text'),
      consent: Words.describe('the whole text'),
      withdraw: Words.describe('the whole text: takes back a consent; no word of STOP'),
      forget: Words.describe('the whole text'),
      thanks: Words.describe('the whole text: needs no person'),
      yes: Words.describe('the whole text, as an answer'),
      no: Words.describe('the whole text, as an answer'),
      register: Words.describe('the whole text, from a number that nobody has: begins a pre-registration'),
      complaint: Words.describe('the text begins so; what follows is the complaint'),
      phone: Words.describe('the text begins so, and a phone number follows'),
      language: Words.describe('may stand before the name of a language'),
      accesses: Words.describe('anywhere in the text'),
      loss: Words.describe('anywhere in the text'),
      bloodPressure: Words.describe('may stand beside two numbers'),
      filling: Words.describe('may stand beside a blood pressure and means nothing of its own'),
      negations: Words.describe('directly before or behind a symptom: she does not have it'),
    })
    .describe('words by which a text is understood, by meaning and language'),
  symptoms: z.record(Id, Words).describe('danger signs, by code, in her words; anywhere in the text'),
  topics: z.record(Id, Words).describe('topics of messages that she may stop by name'),
  languages: z.record(Language, z.array(z.string().min(1)).min(1)).describe('what a language is called, in any language'),
  choiceMinutes: z.int().min(1).describe('how long a phone with several mothers speaks for the one that was named'),
  waitingHours: z
    .int()
    .min(1)
    .describe('how long what such a phone wrote is kept until one of its mothers has sent her number, hours; it is given to her then'),
  complaintAbout: z
    .enum(['payment', 'visit', 'conduct', 'data', 'other'])
    .describe('what a complaint by text is filed under until it was read'),
  phoneChange: z
    .strictObject({
      codeHours: z.int().min(1).describe('how long the code that is sent to a new phone may be answered from it, hours'),
      stopHours: z.int().min(1).describe('how long the old phone may stop a change that the new one has confirmed, hours'),
      source,
    })
    .describe('another phone that a mother asks for by text'),
  reviewDueDays: z.int().min(0).describe('until an answer to a text that was not understood is overdue, calendar days'),
  consentAnswerHours: z.int().min(1).describe('how long a yes or no to a question about her consent is taken for its answer, hours'),
  receiptDays: z.int().min(1).describe('how long her word on whether a payment came is taken for an answer, days'),
  unknown: z.strictObject({
    quietDays: z.int().min(1).describe('days for which a number that nobody has gets no second help text'),
    source,
  }),
  guards: z
    .strictObject({
      equalTexts: z.int().min(2).describe('so many equal texts of one number'),
      equalWithinMinutes: z.int().min(1),
      textsAnHour: z.int().min(2).describe('texts of one number in an hour; more is no person'),
      silenceMinutes: z.int().min(1).describe('how long nothing is answered then'),
      source,
    })
    .describe('loops between two machines end here; signs of danger are taken all the same'),
  preRegistration: z.strictObject({
    hours: z.int().min(1).describe('how long an unfinished one is kept'),
    keepDays: z.int().min(1).describe('how long a lead is kept that nobody has registered'),
    areas: z.record(z.string(), z.array(z.string().min(1)).min(1)).describe('area code to what people call the places in it'),
    otherwise: z.string().min(1).describe('the area whose list has the leads from places without a code'),
    source,
  }),
});
export type Conversations = z.infer<typeof Conversations>;
