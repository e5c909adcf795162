import { addDays, addMonths, isPlainDate, type PlainDate } from '../kernel/dates.ts';
import type { Facts, Occurrence } from './evaluation.ts';
import type { Where } from './schema/conditions.ts';
import type { Version } from './schema/version.ts';
import type { Anchor, Fact, Span } from './schema/vocabulary.ts';

/** An earlier claim: what was paid for a pregnancy, and how that ended. */
export interface EarlierClaim {
  readonly paid: readonly string[];
  readonly outcome: string;
}

/** What is known by the day of evaluation, in the version's own vocabulary. */
export interface Knowledge {
  readonly version: Version;
  readonly asOf: PlainDate;
  /** The value of a declared fact; undefined when it was not told, has another type, or is a later day. */
  readonly factOf: (name: string) => unknown;
  readonly isRequired: (name: string) => boolean;
  /** Occurrences of a type, the earliest first. */
  readonly occurrencesOf: (type: string) => readonly Occurrence[];
  /** The first known date of an anchor. */
  readonly dateOf: (anchor: Anchor) => PlainDate | undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FITS: Readonly<Record<Fact['type'], (value: unknown) => boolean>> = {
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  date: isPlainDate,
  strings: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  claims: (value) =>
    Array.isArray(value) && value.every((entry) => isRecord(entry) && typeof entry['outcome'] === 'string' && Array.isArray(entry['paid'])),
};

const WORDS: Readonly<Record<Fact['type'], string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  date: 'a date YYYY-MM-DD',
  strings: 'a list of texts',
  claims: 'a list of earlier claims, each with `paid` and `outcome`',
};

const rawValue = (applicant: Facts['applicant'], name: string, { aliases = [] }: Fact): unknown => {
  const known = [name, ...aliases].find((key) => applicant[key] !== undefined && applicant[key] !== null);
  return known === undefined ? undefined : applicant[known];
};

/** The faults of facts that were told: a value of another type than declared. Facts that the version does not know are not faults. */
export const factFaults = (
  version: Version,
  applicant: Facts['applicant'],
): readonly { readonly fact: string; readonly detail: string }[] =>
  Object.entries(version.applicant).flatMap(([name, fact]) => {
    const value = rawValue(applicant, name, fact);
    return value === undefined || FITS[fact.type](value)
      ? []
      : [{ fact: name, detail: `got ${JSON.stringify(value)}, allowed is ${WORDS[fact.type]}` }];
  });

/** Names among the facts told that the version does not know. */
export const strangeFacts = (version: Version, applicant: Facts['applicant']): readonly string[] => {
  const known = new Set(Object.entries(version.applicant).flatMap(([name, { aliases = [] }]) => [name, ...aliases]));
  return Object.keys(applicant).filter((name) => !known.has(name));
};

/** An attribute of an occurrence; `unknown` counts as not told. */
export const attributeOf = ({ attributes }: Occurrence, name: string): string | number | boolean | undefined => {
  const value = attributes?.[name];
  return (typeof value === 'string' && value !== 'unknown') || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
};

/** Whether an occurrence has the attributes asked for; undefined when one of them was not told. */
export const fits = (occurrence: Occurrence, where: Where | undefined): boolean | undefined => {
  const answers = Object.entries(where ?? {}).map(([name, allowed]) => {
    const value = attributeOf(occurrence, name);
    return value === undefined ? undefined : allowed.some((one) => String(one) === String(value));
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
};

/** A date some time later. */
export const addSpan = (date: PlainDate, span: Span): PlainDate => {
  if ('months' in span) return addMonths(date, span.months);
  return addDays(date, 'weeks' in span ? span.weeks * 7 : span.days);
};

/** Reads what is known of a mother; whatever is dated after `asOf` is left out. */
export const knowledgeOf = (version: Version, { applicant, occurrences, asOf }: Facts): Knowledge => {
  const past = occurrences
    .filter(({ date }) => date <= asOf)
    .sort((left, right) => (left.date < right.date ? -1 : Number(left.date > right.date)));
  const recorded = (type: string): readonly Occurrence[] => past.filter((occurrence) => occurrence.type === type);
  const occurrencesOf: Knowledge['occurrencesOf'] = (type) => {
    const own = recorded(type);
    const implied = version.occurrences[type]?.impliedBy;
    if (own.length > 0 || implied === undefined) return own;
    return recorded(implied.occurrence).filter((occurrence) => implied.values.includes(String(attributeOf(occurrence, implied.attribute))));
  };
  const happened = ({ orFrom, values }: Fact): unknown =>
    orFrom &&
    occurrencesOf(orFrom.occurrence)
      .map((occurrence) => attributeOf(occurrence, orFrom.attribute))
      .find((value) => value !== undefined && (values === undefined || values.includes(String(value))));
  const factOf: Knowledge['factOf'] = (name) => {
    const fact = version.applicant[name];
    if (fact === undefined) return undefined;
    const value = happened(fact) ?? rawValue(applicant, name, fact);
    return FITS[fact.type](value) && !(fact.type === 'date' && String(value) > asOf) ? value : undefined;
  };
  const dateOfOne = (name: string): PlainDate | undefined => {
    const value = version.applicant[name]?.type === 'date' ? factOf(name) : occurrencesOf(name)[0]?.date;
    return isPlainDate(value) ? value : undefined;
  };
  return {
    version,
    asOf,
    factOf,
    isRequired: (name) => version.applicant[name]?.required === true,
    occurrencesOf,
    dateOf: (anchor) => (typeof anchor === 'string' ? [anchor] : anchor).map(dateOfOne).find((date) => date !== undefined),
  };
};

/** How an anchor is called when it is missing: its first name. */
export const anchorName = (anchor: Anchor): string => (typeof anchor === 'string' ? anchor : (anchor[0] ?? ''));

/** The earlier claims that a fact holds. */
export const claimsOf = (value: unknown): readonly EarlierClaim[] =>
  Array.isArray(value)
    ? value.filter(isRecord).map(({ paid, outcome }) => ({ paid: Array.isArray(paid) ? paid.map(String) : [], outcome: String(outcome) }))
    : [];
