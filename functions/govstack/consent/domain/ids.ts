import * as z from 'zod';
import { derivedCode } from '../../../kernel/ids.ts';
import { invalidRequest } from '../../../kernel/problem.ts';
import { Purpose } from '../../../consent/domain/agreement-revisions.ts';
import { recordNameOf } from '../../../consent/domain/record-names.ts';

/** An id of a policy, an agreement or another object of this block. */
export const ObjectId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,119}$/, 'must be letters, digits, dots and hyphens');

const OTHER = /^I[0-9A-Z]{20}$/;

/** A person whose consents are kept here: the mother of a case, by the id of the case, or somebody of another agreement. Never an id of the country. */
export const IndividualId = z
  .string()
  .refine(
    (id) => z.uuid().safeParse(id).success || OTHER.test(id),
    'must be the id of a case, or the id that an individual was given here',
  );

export const isMother = (individualId: string): boolean => !OTHER.test(individualId);

/** The id of an individual who is the mother of no case; the same call gives the same one. */
export const individualIdOf = (...parts: readonly string[]): string => `I${derivedCode(20, 'individual', ...parts)}`;

/** A record of a mother's consent: one purpose of what she signed. */
export interface MotherRecordId {
  readonly kind: 'mother';
  readonly caseId: string;
  readonly consentId: string;
  readonly purpose: Purpose;
}

export interface OtherRecordId {
  readonly kind: 'other';
  readonly individualId: string;
  readonly recordId: string;
}

export const motherRecordId = recordNameOf;

/** Whose record an id means, and how it is written. */
export const namedBy = (id: MotherRecordId | OtherRecordId): { readonly individualId: string; readonly recordId: string } =>
  id.kind === 'mother' ? { individualId: id.caseId, recordId: motherRecordId(id.caseId, id.consentId, id.purpose) } : id;

/** There is one record for an individual and a revision of an agreement. */
export const otherRecordId = (individualId: string, agreementRevisionId: string): string =>
  `${individualId}.${derivedCode(12, 'consentRecord', individualId, agreementRevisionId)}`;

const Mother = z.tuple([z.uuid(), z.uuid(), Purpose]);
const Other = z.tuple([z.string().regex(OTHER), z.string().regex(/^[0-9A-Z]{12}$/)]);

/** Refuses a body that speaks of another object than its path does; one that leaves the id out, or empty, speaks of that. @throws {Problem} InvalidRequest */
export const refuseOtherId = (pointer: string, given: string | undefined, id: string): void => {
  if (given !== undefined && given !== '' && given !== id)
    throw invalidRequest({ pointer, detail: 'is another id than the one in the path' });
};

/** The id of a consent record says whose it is, so that it is found without an index. */
export const RecordId = z.string().transform((id, context): MotherRecordId | OtherRecordId => {
  const parts = id.split('.');
  const mother = Mother.safeParse(parts);
  if (mother.success) return { kind: 'mother', caseId: mother.data[0], consentId: mother.data[1], purpose: mother.data[2] };
  const other = Other.safeParse(parts);
  if (other.success) return { kind: 'other', individualId: other.data[0], recordId: id };
  context.addIssue('must be the id of a consent record of this building block');
  return z.NEVER;
});
