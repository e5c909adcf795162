import type { ChildId } from '../../kernel/ids.ts';
import { derivedCode } from '../../kernel/ids.ts';

const CODE_LENGTH = 20;
const COMPACT = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A FHIR id: 1 to 64 letters, digits, dashes and dots. */
export const isLogicalId = (text: string): boolean => /^[A-Za-z0-9\-.]{1,64}$/.test(text);

/**
 * The logical id of a resource made from a case: the case, the kind, and a code that the same parts always give. It begins with its case,
 * so that a read needs no index; it holds nothing of what the parts are.
 * @param kind 10 characters at most, so that the whole has no more than 64
 */
export const logicalId = (caseId: string, kind: string, ...parts: readonly (string | number)[]): string =>
  `${caseId.replaceAll('-', '')}.${kind}.${derivedCode(CODE_LENGTH, 'fhir', kind, ...parts)}`;

/** The Patient of a mother has the id of her case: one case is one mother in one pregnancy. */
export const motherPatientId = (caseId: string): string => caseId;

export const childPatientId = (caseId: string, childId: ChildId): string => logicalId(caseId, 'child', childId);

/** The case that a logical id begins with; undefined where it is none of a case. */
export const caseIdOf = (id: string): string | undefined => {
  if (DASHED.test(id)) return id;
  const [compact = ''] = id.split('.');
  const parts = COMPACT.exec(compact);
  return parts === null || compact === id ? undefined : parts.slice(1).join('-');
};
