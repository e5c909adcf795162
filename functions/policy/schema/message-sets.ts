import * as z from 'zod';
import { SignOff } from './texting.ts';
import { Id, Language } from './vocabulary.ts';

const SetText = z.strictObject({
  clinical: z.boolean().optional().describe('advice on health: needs a sign-off'),
  signOff: SignOff.optional(),
  source: z.string().min(1).describe('what the advice rests on'),
  texts: z.record(Language, z.string().min(1)),
});

const Entry = z.strictObject({
  text: Id.describe('one of `texts`'),
  day: z.int().min(0).describe('days after the anchor: of gestation, or of age'),
  group: Id.optional().describe('entries that build on each other; whoever starts late never begins inside'),
});

/** A row of texts by gestational age or by the age of a child. */
export const MessageSet = z.strictObject({
  id: Id,
  name: z.string().min(1),
  anchor: z.enum(['lastMenstrualPeriod', 'birth']),
  fromDay: z.int().min(0).describe('age at registration, in days, from which this set is chosen'),
  toDay: z.int().min(0).describe('the last such day'),
  source: z.string().min(1),
  entries: z.array(Entry).min(1),
});
export type MessageSet = z.infer<typeof MessageSet>;

/** Texts that accompany her, staged by gestational or infant age. */
export const MessageSets = z.strictObject({
  graceDays: z.int().min(0).describe('how late an entry may still go out; what is older is left out, so that nothing piles up'),
  texts: z.record(Id, SetText),
  sets: z.array(MessageSet),
});
export type MessageSets = z.infer<typeof MessageSets>;
