import type { CaseRoot, Instant } from '../../casefile/case.ts';
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

/** The programme number that a text names, and what else it says. */
export const numberIn = (text: string): { readonly number: string; readonly rest: string } | undefined => {
  const tokens = plainText(text).split(' ');
  for (const [place, token] of tokens.entries()) {
    const number = /^[a-z0-9-]{10,20}[.,:;]?$/.test(token) ? numberOf(token.replace(/[^a-z0-9]/g, '')) : undefined;
    if (number !== undefined) return { number, rest: tokens.toSpliced(place, 1).join(' ').trim() };
  }
  return undefined;
};

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
  const byNumber = cases.find(({ enrolled }) => named !== undefined && enrolled?.programmeNumber === named);
  if (byNumber !== undefined) return { is: 'hers', root: byNumber };
  const [first, ...others] = candidates;
  if (first === undefined) return { is: 'nobody' };
  if (others.length === 0) return { is: 'hers', root: first };
  const { chosen } = line ?? {};
  const choice = candidates.find(({ caseId }) => chosen !== undefined && chosen.until > at && caseId === chosen.caseId);
  return choice === undefined ? { is: 'unknownOf', roots: candidates } : { is: 'hers', root: choice };
};
