import { Problem } from '../kernel/problem.ts';

const JSON_NAMES: readonly string[] = ['json', 'text/json', 'application/json', 'application/fhir+json'];
const ANYTHING: readonly string[] = ['*/*', 'application/*'];

/** A media type without its parameters; a plus sign that was not encoded arrives as a space. */
const nameOf = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase().replace(' ', '+');

const isRefused = (range: string): boolean => /;\s*q=0(\.0*)?\s*$/.test(range);

const takesJson = (accept: string): boolean =>
  accept.split(',').some((range) => !isRefused(range) && [...JSON_NAMES, ...ANYTHING].includes(nameOf(range)));

/**
 * JSON is all there is. What `_format` says goes before the header.
 * @throws {Problem} NotAcceptable where something else alone is asked for
 */
export const refuseOtherFormats = (formats: readonly string[] | undefined, { accept }: Readonly<Record<string, string>>): void => {
  const isTaken =
    formats === undefined ? accept === undefined || takesJson(accept) : formats.every((one) => JSON_NAMES.includes(nameOf(one)));
  if (!isTaken) throw new Problem('NotAcceptable', 'resources are given as application/fhir+json alone');
};
