import * as z from 'zod';
import { Id } from './vocabulary.ts';

/** What becomes of "31 January and one month": the last day of February, or the first of March. */
export const MonthEnd = z.enum(['clamp', 'rollForward']);
export type MonthEnd = z.infer<typeof MonthEnd>;

export const Period = z.string().regex(/^\d{1,3}[dwmy]$/, 'a number and d, w, m or y, such as 6w');

const age = (what: string) => Period.nullable().describe(`${what}, since birth; null: none`);
const interval = (what: string) => Period.nullable().describe(`${what}, since the dose named by after; null: none`);

const Limit = z
  .strictObject({ since: z.enum(['birth', 'previous']), period: Period })
  .nullable()
  .describe('null: left to the country, which has not set it');

const Timing = {
  minAge: age('youngest age at which the dose counts'),
  dueAge: age('age at which it is planned; null: the minimum age').default(null),
  minInterval: interval('shortest interval with which it counts'),
  dueInterval: interval('planned interval; null: the minimum interval').default(null),
  overdue: Limit.describe('from this day a missing dose is overdue'),
  expiry: Limit.describe('from this day the dose is not given any more'),
};

const Difference = z.strictObject({
  minAge: Timing.minAge.optional(),
  minInterval: Timing.minInterval.optional(),
  overdue: Timing.overdue.optional(),
  expiry: Timing.expiry.optional(),
});
export type Difference = z.infer<typeof Difference>;

const NeededIf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('birthWeightBelow'), grams: z.int().min(1) }),
  z.strictObject({ kind: z.literal('preterm') }),
  z.strictObject({ kind: z.literal('notGiven'), dose: Id.describe('a dose that stands before this one in the file') }),
  z.strictObject({
    kind: z.literal('notGivenFrom'),
    dose: Id.describe('a dose that stands before this one in the file'),
    age: Period.describe('given at this age or later, that dose makes this one superfluous'),
  }),
]);
export type NeededIf = z.infer<typeof NeededIf>;

export const DosePlan = z.strictObject({
  id: Id,
  number: z.int().min(0).describe('place in the count; 0 is a birth dose'),
  after: Id.nullable().describe('the dose that has to be given first; intervals count from the day it was really given'),
  ...Timing,
  birthDoseBefore: Period.optional().describe('a birth dose: given at this age or later, a product counts for the next dose instead'),
  neededIf: z.array(NeededIf).min(1).optional().describe('needed only when one of these holds; absent: always'),
  delayed: Difference.optional().describe('what is different when the series was started late'),
  variants: z
    .array(Difference.extend({ setting: Id }))
    .optional()
    .describe('what is different where a programme says so, such as with little transmission of measles'),
  source: z.string().min(1),
});
export type DosePlan = z.infer<typeof DosePlan>;

const State = z.enum(['positive', 'negative', 'unknown']);
const YesNo = z.enum(['yes', 'no', 'unknown']);

/** What may be known of a child that decides about a vaccine; what is not known is `unknown`. */
export const HEALTH_FACTS = {
  hivStatus: State,
  onArt: YesNo,
  immunologicallyStable: YesNo,
  clinicallyWell: YesNo,
  tbTest: State,
} as const;

/** A reason not to give a vaccine now, tried in order: the first that holds decides. */
const Caution = z.strictObject({
  fromAge: Period.optional().describe('holds from this age; absent: at any'),
  when: z
    .strictObject({
      hivStatus: z.array(State).min(1).optional(),
      onArt: z.array(YesNo).min(1).optional(),
      immunologicallyStable: z.array(YesNo).min(1).optional(),
      clinicallyWell: z.array(YesNo).min(1).optional(),
      tbTest: z.array(State).min(1).optional(),
    })
    .describe('every fact named here has one of these values'),
  answer: z.enum(['contraindicated', 'evaluate']),
  source: z.string().min(1),
});

export const Series = z.strictObject({
  id: Id,
  name: z.string().min(1),
  product: Id.describe('what is planned; what else counts says each product'),
  routine: z.boolean().describe('planned unless the programme leaves it out; else only where the programme asks for it'),
  delayedFromAge: Period.optional().describe('a first dose at this age or later follows the delayed timing'),
  courseDoses: z.int().min(1).optional().describe('doses of a course where nothing was given yet; absent: all that are listed'),
  cautions: z.array(Caution).default([]),
  doses: z.array(DosePlan).min(1),
});
export type Series = z.infer<typeof Series>;

export const Product = z.strictObject({
  name: z.string().min(1),
  series: z.array(Id).describe('the series that a dose of it counts for'),
  spacing: z
    .strictObject({
      causes: z.boolean().describe('another live vaccine has to wait after it'),
      observes: z.boolean().describe('it has to wait after another live vaccine'),
    })
    .describe('live-vaccine spacing is a property of the product; oral polio neither causes nor observes it'),
  courseDoses: z.int().min(1).optional().describe('doses of a whole course of this product alone'),
});
export type Product = z.infer<typeof Product>;

/** An immunization schedule as data: any country's, read by one engine. */
export const ImmunizationSchedule = z
  .strictObject({
    id: Id,
    name: z.string().min(1),
    version: z.string().min(1),
    source: z.string().min(1),
    monthEnd: MonthEnd,
    liveInterval: Period.nullable().describe('between live vaccines that are not given on one day; null: not asked for'),
    leastInterval: Period.nullable().describe(
      'between a dose and the one that it follows where it names no interval of its own; moves no due day',
    ),
    invalidDoses: z.enum(['repeat', 'count']).describe('whether a dose given too early has to be given again'),
    halfKnownDates: z
      .enum(['repeatUnlessProven', 'countIfPossible'])
      .describe('a dose of a half-known day counts when every possible day would be right, or when one would'),
    products: z.record(Id, Product),
    series: z.array(Series).min(1),
  })
  .superRefine(({ products, series }, context) => {
    const fault = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const seriesIds = series.map(({ id }) => id);
    const seen = new Set<string>();
    for (const [place, one] of series.entries()) {
      if (seriesIds.indexOf(one.id) !== place) fault(['series', place, 'id'], `${one.id} stands twice`);
      if (products[one.product]?.series.includes(one.id) !== true)
        fault(['series', place, 'product'], `no product ${one.product} counts for ${one.id}`);
      for (const [index, dose] of one.doses.entries()) {
        const at = ['series', place, 'doses', index];
        if (seen.has(dose.id)) fault([...at, 'id'], `${dose.id} stands twice`);
        if (dose.after !== null && !seen.has(dose.after)) fault([...at, 'after'], `no dose ${dose.after} stands before ${dose.id}`);
        for (const need of dose.neededIf ?? [])
          if ('dose' in need && !seen.has(need.dose)) fault([...at, 'neededIf'], `no dose ${need.dose} stands before ${dose.id}`);
        seen.add(dose.id);
      }
    }
    for (const [id, product] of Object.entries(products))
      for (const counted of product.series)
        if (!seriesIds.includes(counted)) fault(['products', id, 'series'], `no series is called ${counted}`);
  });
export type ImmunizationSchedule = z.infer<typeof ImmunizationSchedule>;

/** How a programme immunizes: which schedule, and which of its series. */
export const ImmunizationOperations = z.strictObject({
  schedule: Id.describe('name of a file in immunization/'),
  alsoSeries: z.array(Id).default([]).describe('series that are not routine and that this country gives'),
  withoutSeries: z.array(Id).default([]).describe('routine series that this country does not give'),
  settings: z.array(Id).default([]).describe('variants of the schedule that hold in this country'),
  reminderDaysBefore: z.int().min(0).max(60).describe('the mother is reminded so many days before a dose is due'),
  followUpDays: z.int().min(1).max(365).describe('a due dose is gone after so many days later where the schedule names no overdue day'),
  birthWeightGrams: z
    .strictObject({ from: z.int().min(1), to: z.int().min(1) })
    .describe('plausible weights at birth; others are refused with the range'),
});
export type ImmunizationOperations = z.infer<typeof ImmunizationOperations>;
