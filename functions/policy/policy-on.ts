import { createHash } from 'node:crypto';
import type { PlainDate } from '../kernel/dates.ts';
import type { Currency } from '../kernel/money.ts';
import type { Facts } from './evaluation.ts';
import { knowledgeOf } from './knowledge.ts';
import type { Programme } from './programme.ts';
import type { Version } from './schema/version.ts';

/** One version of a programme, ready to be applied, with what identifies its text. */
export interface Policy {
  readonly programme: string;
  readonly currency: Currency;
  readonly version: Version;
  /** SHA-256 of the version's canonical JSON: a stored decision shows which text it applied. */
  readonly fingerprint: string;
}

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
};

/** SHA-256 (hex) of a programme version with its currency; the order of keys does not matter. */
export const fingerprintOf = (currency: Currency, version: Version): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical({ currency, version })))
    .digest('hex');

const policyOf = ({ id, currency }: Programme, version: Version): Policy => ({
  programme: id,
  currency,
  version,
  fingerprint: fingerprintOf(currency, version),
});

/** The policy of a programme that is in force on a day, or undefined when none is. */
export const policyOn = (programme: Programme, on: PlainDate): Policy | undefined => {
  const version = programme.versions.find(
    ({ effectiveFrom, effectiveTo }) =>
      (effectiveFrom === undefined || effectiveFrom <= on) && (effectiveTo === undefined || on <= effectiveTo),
  );
  return version && policyOf(programme, version);
};

/** The policy with this version id, or undefined. */
export const findPolicy = (programme: Programme, versionId: string): Policy | undefined => {
  const version = programme.versions.find(({ id }) => id === versionId);
  return version && policyOf(programme, version);
};

/** The day whose policy applies to a mother: the first known of the programme's `decidedBy`, else the day of evaluation. */
export const decidingDate = (programme: Programme, facts: Facts): PlainDate => {
  const dates = programme.versions
    .map((version) => knowledgeOf(version, facts).dateOf(programme.decidedBy))
    .filter((date) => date !== undefined);
  return dates.at(-1) ?? facts.asOf;
};

/** The policy that applies to a mother on the day of evaluation, or undefined when none is in force. */
export const policyFor = (programme: Programme, facts: Facts): Policy | undefined => policyOn(programme, decidingDate(programme, facts));
