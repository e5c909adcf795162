import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { addSteps, type Step, type Unit } from '../../../../functions/immunization/domain/calendar.ts';
import { PlainDate } from '../../../../functions/kernel/dates.ts';
import { readAs, UnusableInput } from '../../command.ts';
import { readJson } from '../who-schedule.ts';
import { unreadIn } from './unread.ts';

/** Every way in which the supporting data says nothing is one. */
const Text = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || undefined);
const Codes = Text.transform((text) => text?.split(/[;,]/).map((code) => code.trim()));

const TERM = /([+-])?\s*(\d+)\s*(day|week|month|year)s?/gi;

/** `6 months - 4 days` as steps; undefined when there is no such limit. */
const Term = Text.transform((text, context): readonly Step[] | undefined => {
  if (text === undefined) return undefined;
  const steps = [...text.matchAll(TERM)].map(([, sign, count, unit]): Step => ({
    count: Number(count) * (sign === '-' ? -1 : 1),
    unit: `${String(unit).toLowerCase()}s` as Unit,
  }));
  if (text.replaceAll(TERM, '').trim() === '' && steps.length > 0) return steps;
  context.addIssue({ code: 'custom', message: `got ${text}, allowed are terms such as 6 months - 4 days` });
  return z.NEVER;
});
export type Term = z.output<typeof Term>;

/** A day in one of the two forms of the supporting data: `20090807`, or `08/07/2009` for births. */
const Day = Text.transform((text, context): PlainDate | undefined => {
  if (text === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  const [, birthMonth, birthDay, birthYear] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  const parsed = PlainDate.safeParse([year ?? birthYear, month ?? birthMonth, day ?? birthDay].join('-'));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: `got ${text}, allowed are days such as 20090807 or 08/07/2009` });
  return z.NEVER;
});

const Validity = { effectiveDate: Day, cessationDate: Day };
const Age = z.object({ absMinAge: Term, minAge: Term, earliestRecAge: Term, latestRecAge: Term, maxAge: Term, ...Validity });
const Interval = z.object({
  fromPrevious: Text,
  fromTargetDose: Text,
  fromMostRecent: Codes,
  absMinInt: Term,
  minInt: Term,
  earliestRecInt: Term,
  latestRecInt: Term,
  intervalPriority: Text,
  ...Validity,
});
export type Interval = z.infer<typeof Interval>;
const AllowableInterval = z.object({ fromPrevious: Text, fromTargetDose: Text, absMinInt: Term, ...Validity });
const Vaccine = z.object({ cvx: Text, mvx: Text.optional(), beginAge: Term, endAge: Term });
export type Vaccine = z.infer<typeof Vaccine>;

const Condition = z.object({
  conditionType: Text,
  startDate: Day,
  endDate: Day,
  beginAge: Term,
  endAge: Term,
  interval: Term,
  doseCount: Text,
  doseType: Text,
  doseCountLogic: Text,
  vaccineTypes: Codes,
});
export type Condition = z.infer<typeof Condition>;
/** Kinds of condition that are known; a dose with another one is never skipped. */
export const SKIP_CONDITIONS: readonly string[] = [
  'age',
  'interval',
  'vaccine count by age',
  'vaccine count by date',
  'vaccine count by age and date',
];

const Skip = z.object({
  context: Text,
  setLogic: Text,
  set: z.array(z.object({ conditionLogic: Text, condition: z.array(Condition).nullish() })).nullish(),
});
export type Skip = z.infer<typeof Skip>;

const SeriesDose = z.object({
  doseNumber: Text.transform((text) => Number(/\d+/.exec(text ?? '')?.[0])),
  age: z.array(Age),
  interval: z.array(Interval),
  allowableInterval: z.array(AllowableInterval),
  preferableVaccine: z.array(Vaccine),
  allowableVaccine: z.array(Vaccine),
  inadvertentVaccine: z.array(z.object({ cvx: Text })),
  conditionalSkip: z.array(Skip),
  recurringDose: Text,
});
export type SeriesDose = z.infer<typeof SeriesDose>;

const AntigenSeries = z.object({
  seriesName: z.string(),
  targetDisease: z.string(),
  vaccineGroup: z.string(),
  seriesType: z.string(),
  equivalentSeriesGroups: Codes.optional(),
  requiredGender: z.array(Text),
  selectSeries: z.object({
    defaultSeries: Text,
    productPath: Text,
    seriesGroup: Text,
    seriesPreference: Text.transform(Number),
    minAgeToStart: Term,
    maxAgeToStart: Term,
  }),
  seriesDose: z.array(SeriesDose).min(1),
});
export type AntigenSeries = z.infer<typeof AntigenSeries>;

/** An observation that rules vaccines out, between two ages. */
const Contraindication = z.object({ observationCode: Text, beginAge: Term, endAge: Term });

const Antigen = z.object({
  series: z.array(AntigenSeries).min(1),
  contraindications: z
    .object({
      vaccineGroup: z.array(Contraindication).nullish(),
      vaccine: z.array(Contraindication.extend({ contraindicatedVaccine: z.array(Vaccine).nullish() })).nullish(),
    })
    .nullish(),
  immunity: z
    .object({
      clinicalHistory: z.array(z.object({ guidelineCode: Text })).nullish(),
      dateOfBirth: z
        .array(
          z.object({
            immunityBirthDate: Day,
            birthCountry: Text,
            exclusion: z.array(z.object({ exclusionCode: Text })).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});
export type Antigen = z.infer<typeof Antigen>;

const US_FILE = join(import.meta.dirname, 'us-schedule.json');

/** What CDC holds beside the antigens' files: groups that are given as a whole, and live vaccines that wait for each other. */
export const US_SCHEDULE = readAs(
  z.object({
    source: z.string(),
    administerFullVaccineGroup: z.array(z.string()),
    liveVaccines: z.array(z.object({ name: z.string(), cvx: z.array(z.string()), apart: Term, againAfterValid: Term })),
  }),
  readJson(US_FILE),
  US_FILE,
);

/** Adds a term to a day as CDSi does: a day that does not exist becomes the first of the next month. */
export const plus = (day: PlainDate, term: Term): PlainDate | undefined =>
  term === undefined ? undefined : addSteps(day, term, 'rollForward');

/** Antigens, and what their files say that nobody here follows. */
export interface Supporting {
  readonly antigens: readonly Antigen[];
  readonly notEvaluated: readonly string[];
}

/**
 * Reads a folder of antigen files, or one of them.
 * @throws {UnusableInput} one line a fault
 */
export const readAntigens = (path: string): Supporting => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UnusableInput(`no schedule at ${path}: give a folder of CDSi antigen files with --schedule`);
  const files = stats.isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (files.length === 0) throw new UnusableInput(`${path}: holds no antigen file (*.json)`);
  const read = files.map((file) => ({ file, json: readJson(file) }));
  const antigens = read.map(({ file, json }) => readAs(Antigen, json, file));
  const conditions = antigens.flatMap(({ series }) =>
    series.flatMap(({ seriesDose }) =>
      seriesDose.flatMap(({ conditionalSkip }) =>
        conditionalSkip.flatMap((skip) =>
          (skip.set ?? []).flatMap(({ condition }) => (condition ?? []).map(({ conditionType }) => conditionType ?? '')),
        ),
      ),
    ),
  );
  const risks = antigens.flatMap(({ series }) => series.filter(({ seriesType }) => seriesType === 'Risk'));
  return {
    antigens,
    notEvaluated: [
      ...new Set([
        ...read.flatMap(({ file, json }) => unreadIn(Antigen, json).map((name) => `${basename(file)}: ${name}`)),
        ...conditions.filter((kind) => !SKIP_CONDITIONS.includes(kind.toLowerCase())).map((kind) => `skips by ${kind}`),
        ...risks.map(({ seriesName }) => `the risk series ${seriesName}`),
      ]),
    ],
  };
};
