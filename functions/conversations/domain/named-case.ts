import { firstReferenceOf, type CaseRoot, type Instant } from '../../casefile/case.ts';
import { parseProgrammeNumber } from '../../enrolment/domain/programme-number.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { PhoneLine } from '../records.ts';
import { plainText } from './normalise.ts';

const numberOf = (token: string): string | undefined => {
  try {
    return parseProgrammeNumber(token, '#/text');
  } catch (error) {
    if (!isProblem(error)) throw error;
    return undefined;
  }
};

/** A programme number in a text, or one of the references by which the cases of its phone were first spoken of, and what else it says. */
export interface Named {
  readonly number: string;
  readonly rest: string;
}

/** The number that a text names. A reference counts among the cases of its phone only. */
export const numberIn = (text: string, cases: readonly CaseRoot[]): Named | undefined => {
  const tokens = plainText(text).split(' ');
  for (const [place, token] of tokens.entries()) {
    const letters = token.replace(/[^a-z0-9]/g, '');
    const number = /^[a-z0-9-]{10,20}[.,:;]?$/.test(token) ? numberOf(letters) : undefined;
    const reference = cases.map(firstReferenceOf).find((one) => one.toLowerCase() === letters);
    const found = number ?? reference;
    if (found !== undefined) return { number: found, rest: tokens.toSpliced(place, 1).join(' ').trim() };
  }
  return undefined;
};

const isCalled = (root: CaseRoot, number: string): boolean =>
  root.enrolled?.programmeNumber === number || firstReferenceOf(root) === number;

/** Whether a number is that of one of some cases. */
export const isOneOf = (cases: readonly CaseRoot[], number: string): boolean => cases.some((root) => isCalled(root, number));

/** Whose text it is, among the cases of its phone: nobody's, one mother's, or nobody knows yet. */
export type Whose =
  | { readonly is: 'nobody' }
  | { readonly is: 'hers'; readonly root: CaseRoot }
  | { readonly is: 'unknownOf'; readonly roots: readonly CaseRoot[] };

const isActive = ({ status }: CaseRoot): boolean => status !== 'exited' && status !== 'refused';

/** One phone may be several mothers'. The number that is named decides, then the one that was named a while ago; a single active case needs none. */
export const whoseText = (cases: readonly CaseRoot[], named: string | undefined, line: PhoneLine | undefined, at: Instant): Whose => {
  const active = cases.filter(isActive);
  const candidates =
    active.length > 0 ? active : [...cases].sort((left, right) => (left.registeredAt < right.registeredAt ? 1 : -1)).slice(0, 1);
  const byNumber = cases.find((root) => named !== undefined && isCalled(root, named));
  if (byNumber !== undefined) return { is: 'hers', root: byNumber };
  const [first, ...others] = candidates;
  if (first === undefined) return { is: 'nobody' };
  if (others.length === 0) return { is: 'hers', root: first };
  const { chosen } = line ?? {};
  const choice = candidates.find(({ caseId }) => chosen !== undefined && chosen.until > at && caseId === chosen.caseId);
  return choice === undefined ? { is: 'unknownOf', roots: candidates } : { is: 'hers', root: choice };
};
