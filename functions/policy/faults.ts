import type * as z from 'zod';

const pointer = (path: readonly PropertyKey[]): string => `#${path.map((key) => `/${String(key)}`).join('')}`;

const linesOf = (issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): readonly string[] => {
  const path = [...parents, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [`${pointer(path)}: ${issue.message}`];
  // of the alternatives, the one that was probably meant has its faults deepest in the file
  const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((inner) => inner.path.length));
  const [meant = []] = [...issue.errors].sort((left, right) => depth(right) - depth(left));
  return meant.flatMap((inner) => linesOf(inner, path));
};

/** One line for each fault of a parsed file: where, as a JSON pointer, and what. */
export const faultLines = (error: z.ZodError): readonly string[] => error.issues.flatMap((issue) => linesOf(issue, []));
