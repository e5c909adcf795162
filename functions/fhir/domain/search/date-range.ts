/** From an instant to the one after the last, milliseconds since 1970; either may be open. */
export interface DateRange {
  readonly from: number;
  readonly until: number;
}

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const MINUTE_MS = 60_000;

/** The end of a date or time of some precision: a year, month, day, minute or second later. */
const endOf = (from: number, [year, month, day, hour, , second, fraction]: readonly (string | undefined)[]): number => {
  if (month === undefined) return Date.UTC(Number(year) + 1, 0, 1);
  if (day === undefined) return Date.UTC(Number(year), Number(month), 1);
  if (hour === undefined) return from + 24 * 60 * MINUTE_MS;
  if (second === undefined) return from + MINUTE_MS;
  return fraction === undefined ? from + 1000 : from + 1;
};

/** Reads a FHIR date, dateTime or instant as the time that it stands for; without a zone it is UTC. Undefined when it is none. */
export const rangeOf = (text: string): DateRange | undefined => {
  // a plus sign that was not encoded arrives as a space
  const match = SHAPE.exec(text.replace(' ', '+'));
  if (match === null) return undefined;
  const parts = match.slice(1);
  const [year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const from = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`);
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return Number.isNaN(from) || !isDay ? undefined : { from, until: endOf(from, parts) };
};

/** The time of a period; what is left out is open. */
export const rangeOfPeriod = ({ start, end }: { readonly start?: string; readonly end?: string }): DateRange => ({
  from: (start === undefined ? undefined : rangeOf(start))?.from ?? Number.NEGATIVE_INFINITY,
  until: (end === undefined ? undefined : rangeOf(end))?.until ?? Number.POSITIVE_INFINITY,
});

export const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;
export type Prefix = (typeof PREFIXES)[number];

/** Whether the time of a resource fits a searched one, as FHIR defines the prefixes. */
export const fits = (prefix: Prefix, own: DateRange, searched: DateRange): boolean => {
  switch (prefix) {
    case 'eq':
      return searched.from <= own.from && own.until <= searched.until;
    case 'ne':
      return !(searched.from <= own.from && own.until <= searched.until);
    case 'gt':
      return own.until > searched.until;
    case 'lt':
      return own.from < searched.from;
    case 'ge':
      return own.until > searched.from;
    case 'le':
      return own.from < searched.until;
    case 'sa':
      return own.from >= searched.until;
    case 'eb':
      return own.until <= searched.from;
  }
};
