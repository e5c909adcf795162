import * as z from 'zod';

/** How a register writes a day. */
export const DATE_FORMS = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/MM/DD', 'DD-MM-YYYY', 'DD/MM/YYYY', 'DD.MM.YYYY', 'MM/DD/YYYY'] as const;
type DateForm = (typeof DATE_FORMS)[number];

/** Facts that are days, and facts that are one of a few words. */
const DAYS: readonly string[] = ['birthDate', 'diedOn', 'on'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  sex: ['female', 'male', 'other'],
  kind: ['birth', 'death', 'move'],
  status: ['pending', 'registered', 'refused'],
};

/** What one of our facts is called in a register, and how it is written there. */
export interface FieldMapping {
  readonly name: string;
  readonly date: DateForm;
  /** By the register's word: ours, or null where its word says that nothing is known. */
  readonly values: Readonly<Record<string, string | null>>;
}

const Given = z.union([
  z.string().min(1),
  z.strictObject({
    name: z.string().min(1),
    date: z.enum(DATE_FORMS).optional().describe('How the register writes this day'),
    values: z
      .record(z.string().min(1), z.string().min(1).nullable())
      .optional()
      .describe('Our word for each of its words, such as {"1": "male", "2": "female", "9": null}'),
  }),
]);
type Given = z.infer<typeof Given>;

const mapped = (given: Given): FieldMapping => {
  const { name, date = 'YYYY-MM-DD', values = {} } = typeof given === 'string' ? { name: given } : given;
  return { name, date, values };
};

/** What is wrong with how a fact is mapped; undefined when nothing is. */
const faultOf = (fact: string, given: Given): string | undefined => {
  if (typeof given === 'string') return undefined;
  if (given.date !== undefined && !DAYS.includes(fact)) return 'is no day, so it has no date form';
  if (given.values === undefined) return undefined;
  const words = WORDS[fact];
  if (words === undefined) return `has no words to translate; those that have are ${Object.keys(WORDS).join(', ')}`;
  const strange = Object.values(given.values).filter((word) => word !== null && !words.includes(word));
  return strange.length === 0 ? undefined : `knows ${words.join(', ')}, not ${strange.join(', ')}`;
};

const refineMapping =
  (defaults: Readonly<Record<string, Given>>) =>
  (given: object, context: z.RefinementCtx): void => {
    for (const [fact, field] of Object.entries(given) as [string, Given][]) {
      const message = faultOf(fact, field);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [fact], message });
    }
    const names = Object.values<Given>({ ...defaults, ...given }).map((field) => mapped(field).name);
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `${twice} stands for two facts` });
  };

const allMapped = <Fact extends string>(fields: Readonly<Partial<Record<Fact, Given>>>) =>
  Object.fromEntries(Object.entries<Given>(fields as Record<string, Given>).map(([fact, field]) => [fact, mapped(field)]));

/** The mapping of facts to fields, as a configuration writes it: what differs from `defaults`. */
export const fieldMappings = <Fact extends string>(defaults: Readonly<Record<Fact, string>>) =>
  z
    .partialRecord(z.enum(Object.keys(defaults) as [Fact, ...Fact[]]), Given)
    .default({})
    .superRefine(refineMapping(defaults))
    .transform((given) => allMapped<Fact>({ ...defaults, ...given }) as Readonly<Record<Fact, FieldMapping>>);

/** The same for a register that need not have every fact: those that are named, and no others. */
export const someFieldMappings = <Fact extends string>(facts: readonly [Fact, ...Fact[]]) =>
  z
    .partialRecord(z.enum(facts), Given)
    .superRefine(refineMapping({}))
    .transform((given) => allMapped<Fact>(given) as Readonly<Partial<Record<Fact, FieldMapping>>>);

/** A registry of a Digital Registries building block; its `fields` say what our facts are called in its records. */
export const registry = <Fact extends string>(name: string, fields: Readonly<Record<Fact, string>>) =>
  z
    .strictObject({
      name: z.string().min(1).default(name),
      version: z.string().min(1).default('1.3'),
      fields: fieldMappings(fields),
      refusedConsent: z
        .string()
        .min(1)
        .default('consent')
        .describe('What stands in a 403 by which the registry refuses the consent; any other 403 is asked again later'),
    })
    .prefault({});

export type Registry<Fact extends string> = {
  readonly name: string;
  readonly version: string;
  readonly fields: Readonly<Record<Fact, FieldMapping>>;
  readonly refusedConsent: string;
};

const PARTS = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d{2})', DD: '(?<day>\\d{2})' };
const patternOf = (form: DateForm): RegExp =>
  new RegExp(`^${form.replaceAll('.', '\\.').replace(/YYYY|MM|DD/g, (part) => PARTS[part as keyof typeof PARTS])}$`);
const PATTERNS = Object.fromEntries(DATE_FORMS.map((form) => [form, patternOf(form)])) as Readonly<Record<DateForm, RegExp>>;

/** A day as we write it; what is not in the register's form is no day at all, and is refused where days are read. */
const dayFrom = (form: DateForm, text: string): string => {
  const { year, month, day } = PATTERNS[form].exec(text)?.groups ?? {};
  return year === undefined || month === undefined || day === undefined ? `not ${form}` : `${year}-${month}-${day}`;
};

const dayIn = (form: DateForm, isoDay: string): string => {
  const [year = '', month = '', day = ''] = isoDay.split('-');
  return form.replace('YYYY', year).replace('MM', month).replace('DD', day);
};

/** A fact as we write it, from a register's field; undefined where the register says nothing. */
export const fromRegister = ({ date, values }: FieldMapping, value: unknown): unknown => {
  const given = Number.isSafeInteger(value) ? String(value) : value;
  if (given === null || given === undefined || given === '') return undefined;
  if (typeof given !== 'string') return given;
  const word = Object.hasOwn(values, given.trim()) ? values[given.trim()] : undefined;
  if (word !== undefined) return word ?? undefined;
  return date === 'YYYY-MM-DD' ? given : dayFrom(date, given.trim());
};

/** A fact as a register writes it. */
export const toRegister = ({ date, values }: FieldMapping, value: string): string => {
  const word = Object.entries(values).find(([, ours]) => ours === value)?.[0];
  return word ?? (date === 'YYYY-MM-DD' ? value : dayIn(date, value));
};
