import type { Difference } from '../../casefile/review.ts';
import type { Operations } from '../../policy/schema/operations.ts';
import { isSameName, isSameText } from './names.ts';

/** A field that the programme wants compared. */
export type ComparedField = Operations['verification']['fields'][number];

/** `unknown`: the register does not say. `notGiven`: the registration does not, so there is nothing to hold against the register. */
export type FieldResult = 'match' | 'mismatch' | 'unknown' | 'notGiven';

/** What both sides say of somebody, by field; absent is not said. */
export type Said = Readonly<Partial<Record<ComparedField['field'], string | undefined>>>;

export interface FieldOutcome {
  readonly field: ComparedField['field'];
  readonly result: FieldResult;
}

/** The outcome of a comparison: results by field, and the values where they differ. Only the first may leave the task. */
export interface FieldComparison {
  readonly fields: readonly FieldOutcome[];
  readonly differences: readonly Difference[];
  /** Whether a required field differs or is not known to the register. */
  readonly needsReview: boolean;
}

/** How identifiers are compared: capitals, without spaces. */
export const identifierOf = (text: string): string => text.replace(/\s+/g, '').toUpperCase();

/** An identifier as a reviewer sees it: enough to tell two apart. */
const masked = (text: string): string => `…${text.slice(-3)}`;

const isName = (field: ComparedField['field']): boolean => field === 'givenName' || field === 'familyName';

const agrees = ({ field, compare }: ComparedField, registered: string, found: string, said: { registered: Said; found: Said }): boolean => {
  switch (compare) {
    case 'name':
      return isSameText(registered, found) || (isName(field) && isSameName(said.registered, said.found));
    case 'date':
      return registered === found;
    case 'exact':
      return identifierOf(registered) === identifierOf(found);
  }
};

const resultOf = (field: ComparedField, said: { registered: Said; found: Said }): FieldResult => {
  const registered = said.registered[field.field];
  const found = said.found[field.field];
  if (registered === undefined) return 'notGiven';
  if (found === undefined) return 'unknown';
  return agrees(field, registered, found, said) ? 'match' : 'mismatch';
};

const shown = (field: ComparedField['field'], value: string | undefined): string | null => {
  if (value === undefined) return null;
  return field === 'motherNationalId' ? masked(value) : value;
};

/** Holds a registration against a register, field by field as the programme says. */
export const compareFields = (fields: readonly ComparedField[], registered: Said, found: Said): FieldComparison => {
  const results = fields.map((field) => ({ field, result: resultOf(field, { registered, found }) }));
  const open = results.filter(({ field: { required }, result }) => result === 'mismatch' || (result === 'unknown' && required));
  return {
    fields: results.map(({ field: { field }, result }) => ({ field, result })),
    differences: open.map(({ field: { field, of, from } }) => ({
      field: `${of}.${field}`,
      source: from,
      registered: shown(field, registered[field]),
      found: shown(field, found[field]),
    })),
    needsReview: open.some(({ field: { required } }) => required),
  };
};
