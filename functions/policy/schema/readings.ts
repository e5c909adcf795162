import * as z from 'zod';
import { Id } from './vocabulary.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const Source = z.string().min(1).describe('where the values come from');
export const Whom = z.enum(['mother', 'child']);
export type Whom = z.infer<typeof Whom>;
const Level = z.enum(['routine', 'urgent', 'emergency']).describe('how fast somebody has to see to it');

/** From where to where a value can be true; both ends count. */
const Range = z.strictObject({ least: z.number(), most: z.number() });

/** One kind of reading: what is measured, in which unit, and what can be true. */
export const ReadingKind = z.strictObject({
  name: z.string().min(1),
  unit: z.string().min(1).describe('UCUM; what readings are kept in'),
  loinc: z.string().optional().describe('LOINC of the whole'),
  parts: z
    .record(Id, z.strictObject({ loinc: z.string().optional(), mother: Range.optional(), child: Range.optional() }))
    .describe('the numbers of one reading, by name; of whom each is measured, and within what it can be true'),
  units: z
    .record(z.string(), z.strictObject({ times: z.number(), plus: z.number() }))
    .default({})
    .describe('other units that are taken: value x times + plus is the value in `unit`'),
  decimals: z.int().min(0).max(4).default(1).describe('digits that are kept after a conversion'),
  categories: z
    .array(
      z.strictObject({
        category: z.string().min(1),
        of: Whom,
        part: Id,
        least: z.number().optional().describe('from this value on'),
        below: z.number().optional().describe('under this value'),
        untilAgeDays: z.int().min(0).optional().describe('for children up to this age, completed days'),
        sign: Id.optional().describe('the danger sign that such a reading is'),
        source: Source,
      }),
    )
    .default([])
    .describe('the first that fits is the category of a reading'),
  source: Source,
});
export type ReadingKind = z.infer<typeof ReadingKind>;

/** Something that has to be answered by a person as soon as it is seen. */
export const DangerSign = z.strictObject({ code: Id, of: Whom, name: z.string().min(1), level: Level, source: Source });
export type DangerSign = z.infer<typeof DangerSign>;

/** What is asked at a visit. */
export const VisitItem = z.strictObject({
  code: Id,
  of: Whom,
  name: z.string().min(1),
  type: z.enum(['yesNo', 'choice', 'number', 'text']),
  choices: z.array(Id).default([]).describe('what a choice may be'),
  at: z.array(Id).default([]).describe('the contacts at which it is asked; empty: all of that person'),
  signs: z.record(z.string(), Id).default({}).describe('answer (a choice, yes or no) to the danger sign that it is'),
});
export type VisitItem = z.infer<typeof VisitItem>;

/** What is done with a blood pressure. */
export const BloodPressureProtocol = z.strictObject({
  thresholds: z
    .array(
      z.strictObject({
        category: z.enum(['elevated', 'treat-range', 'severe']),
        systolic: z.int().describe('mm[Hg], from this value on'),
        diastolic: z.int().describe('mm[Hg], from this value on'),
        alert: Level,
        source: Source,
      }),
    )
    .min(1)
    .describe('worst first; either number alone decides'),
  symptoms: z.array(Id).describe('signs that make any reading urgent'),
  symptomsSource: Source,
  repeatWithinMinutes: z.int().min(1).describe('a severe reading has to be measured again by then'),
  treatWithinMinutes: z.int().min(1).describe('treatment is due by then, counted from the first severe reading'),
  spellHours: z.int().min(1).describe('a severe reading later than this after the last one begins anew'),
  actWithinHours: z.int().min(1).describe('a severe reading that is told later than this starts no protocol, only an alert'),
  severeSource: Source,
  hypertension: z.strictObject({
    systolic: z.int(),
    diastolic: z.int(),
    readings: z.int().min(1),
    hoursApart: z.int().min(0).describe('between the first and the last of them'),
    withinDays: z.int().min(1).describe('the days within which they count together'),
    risk: Id.describe('the risk that is recorded'),
    source: Source,
  }),
  monitoring: z.strictObject({
    times: z.array(clock).min(1).describe("when she is reminded, by the programme's clock; one reading is awaited for each"),
    days: z.int().min(1),
    followUpAfterMissed: z.int().min(1).describe('readings missed in a row, after which she is asked again in other words'),
    silenceAfterMissed: z.int().min(1).describe('readings missed in a row, after which a person has to look'),
    source: Source,
  }),
});
export type BloodPressureProtocol = z.infer<typeof BloodPressureProtocol>;

const Risk = z.strictObject({
  code: Id,
  name: z.string().min(1),
  of: Whom,
  monitoring: z.boolean().default(false).describe('after the birth it starts the monitoring plan'),
  source: Source,
});

const Outcomes = z.strictObject({
  familyPlanningMethods: z.array(Id).min(1),
  medicines: z.array(Id).min(1),
  adherence: z.strictObject({
    days: z.int().min(1).describe('length of the period when none is asked for'),
    adherentFrom: z.number().min(0).max(1).describe('proportion of days covered'),
    source: Source,
  }),
  readmissionWithinDays: z.int().min(1).describe('an admission within so many days after the discharge of the birth is a readmission'),
  earlyBreastfeedingMinutes: z.int().min(1),
  source: Source,
});

/** What is measured, seen and asked of mothers and children, and what follows from it. */
export const Readings = z
  .strictObject({
    kinds: z.record(Id, ReadingKind),
    bloodPressure: BloodPressureProtocol,
    dangerSigns: z.array(DangerSign),
    unknownSign: Level.describe('for a sign that a mother wrote and that is none of these'),
    visitItems: z.array(VisitItem),
    risks: z.array(Risk),
    outcomes: Outcomes,
  })
  .superRefine(({ kinds, bloodPressure, dangerSigns, visitItems, risks }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const signs = new Set(dangerSigns.map(({ code }) => code));
    const parts = Object.keys(kinds['bloodPressure']?.parts ?? {});
    if (!parts.includes('systolic') || !parts.includes('diastolic'))
      fault(['kinds', 'bloodPressure'], 'a blood pressure with the parts systolic and diastolic is needed');
    if (kinds['birthWeight']?.unit !== 'g') fault(['kinds', 'birthWeight'], 'a birth weight in g is needed');
    Object.entries(kinds).forEach(([kind, { categories, parts: known }]) =>
      categories.forEach(({ sign, part }, place) => {
        if (sign !== undefined && !signs.has(sign)) fault(['kinds', kind, 'categories', place, 'sign'], `no danger sign is called ${sign}`);
        if (!(part in known)) fault(['kinds', kind, 'categories', place, 'part'], `the kind has no part ${part}`);
      }),
    );
    visitItems.forEach(({ signs: found, type, choices }, place) => {
      const answers = type === 'yesNo' ? ['yes', 'no'] : choices;
      for (const [answer, sign] of Object.entries(found)) {
        if (!signs.has(sign)) fault(['visitItems', place, 'signs'], `no danger sign is called ${sign}`);
        if (!answers.includes(answer)) fault(['visitItems', place, 'signs'], `${answer} is no answer to it`);
      }
      if (type === 'choice' && choices.length === 0) fault(['visitItems', place, 'choices'], 'a choice needs choices');
    });
    bloodPressure.symptoms
      .filter((code) => !signs.has(code))
      .forEach((code) => fault(['bloodPressure', 'symptoms'], `no danger sign is called ${code}`));
    if (!risks.some(({ code }) => code === bloodPressure.hypertension.risk))
      fault(['bloodPressure', 'hypertension', 'risk'], `no risk is called ${bloodPressure.hypertension.risk}`);
  });
export type Readings = z.infer<typeof Readings>;
