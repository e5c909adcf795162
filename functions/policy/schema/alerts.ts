import * as z from 'zod';
import { AlertKind, AlertLevel } from './alert-kinds.ts';
import { Id, LocalText } from './vocabulary.ts';

/** Who is told at a rung: the case's own care worker, or whoever holds a duty in the area. */
export const Addressee = z.union([z.literal('careWorker'), z.strictObject({ duty: Id.describe('one of `duties`') })]);
export type Addressee = z.infer<typeof Addressee>;

export const Rung = z.strictObject({
  who: Addressee,
  how: z.enum(['text', 'list']).describe('text: a text to their phones; list: it stands in their list, which it does in any case'),
  withinMinutes: z
    .int()
    .min(1)
    .max(43_200)
    .describe(
      'how long somebody has to accept before the next rung is told; after the last rung: before it is told again for the first time',
    ),
});
export type Rung = z.infer<typeof Rung>;

export const Ladder = z.strictObject({
  level: AlertLevel,
  kinds: z.array(AlertKind).min(1).optional().describe('the kinds of alert that climb it; absent: all that have no ladder of their own'),
  rungs: z.array(Rung).min(1).max(10),
  acknowledgeWithinMinutes: z
    .int()
    .min(1)
    .max(43_200)
    .describe('how long who has accepted an alert has to accept it again after a further sign, before the first rung is told'),
  closeWithinHours: z.int().min(1).describe('an accepted alert that is not closed by then is open again, hours'),
  source: z.string().min(1).describe('where the times come from'),
});
export type Ladder = z.infer<typeof Ladder>;

/** What staff may be told: no name, no phone, nothing of health. */
export const STAFF_VARIABLES = ['reference', 'area', 'minutes'] as const;
const StaffTexts = LocalText.refine((texts) => texts['en'] !== undefined, 'the text in en is missing').refine(
  (texts) =>
    Object.values(texts).every((text) =>
      Array.from(text.matchAll(/\{([^}]*)\}/g), ([, name = '']) => name).every((name) => STAFF_VARIABLES.some((known) => known === name)),
    ),
  `only {${STAFF_VARIABLES.join('}, {')}} are provided`,
);

const Shape = z.strictObject({
  duties: z
    .array(z.strictObject({ id: Id, name: z.string().min(1) }))
    .describe('duties that people hold in an area, such as the supervisor'),
  wholeCountry: Id.describe('the area whose duties stand in where an area has nobody for one'),
  ladders: z.array(Ladder).min(1),
  againAfterMinutes: z
    .array(z.int().min(1).max(43_200))
    .min(1)
    .describe(
      'how long the last rung rests before it is told again, time after time, minutes; never less than its own; the last number from then on',
    ),
  retryMinutes: z.int().min(1).describe('until a text that the gateway did not take is handed to it again, minutes'),
  outcomes: z
    .array(z.strictObject({ id: Id, name: z.string().min(1) }))
    .min(1)
    .describe('how an alert may end'),
  tellMother: z
    .array(AlertKind)
    .describe('kinds after whose acceptance she is told that somebody knows; not those that endanger her on a shared phone'),
  silence: z
    .array(
      z.strictObject({
        question: z.string().min(1).max(40).describe('the kind of the question that was put to her'),
        level: AlertLevel.describe('of the alert when its time passes without an answer'),
        source: z.string().min(1),
      }),
    )
    .describe('questions whose silence is an alert; the others lapse'),
  texts: z
    .strictObject({ routine: StaffTexts, urgent: StaffTexts, emergency: StaffTexts })
    .describe('what a phone of staff shows, by level'),
});

/** Who is told of an alert, how, in which order, and within how long. */
export const AlertRules = Shape.superRefine(({ ladders, duties }, context) => {
  for (const level of AlertLevel.options) {
    const plain = ladders.filter((ladder) => ladder.level === level && ladder.kinds === undefined);
    if (plain.length !== 1)
      context.addIssue({
        code: 'custom',
        path: ['ladders'],
        message: `level ${level} needs one ladder without kinds, got ${String(plain.length)}`,
      });
    const kinds = ladders.filter((ladder) => ladder.level === level).flatMap((ladder) => ladder.kinds ?? []);
    for (const kind of kinds.filter((each, place) => kinds.indexOf(each) !== place))
      context.addIssue({ code: 'custom', path: ['ladders'], message: `level ${level} has two ladders for ${kind}` });
  }
  for (const [place, { rungs }] of ladders.entries())
    for (const { who } of rungs)
      if (who !== 'careWorker' && !duties.some(({ id }) => id === who.duty))
        context.addIssue({ code: 'custom', path: ['ladders', place, 'rungs'], message: `no duty is called ${who.duty}` });
});
export type AlertRules = z.infer<typeof AlertRules>;
