import { Problem } from '../../kernel/problem.ts';

/** A page of values that one query has read, in their order; the cursor is the key of the last one that was seen. */
export const pageOf = <T>(
  values: readonly T[],
  keyOf: (value: T) => string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): { items: readonly T[]; next?: string } => {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const start = cursor === undefined ? 0 : values.findIndex((value) => keyOf(value) === after) + 1;
  if (cursor !== undefined && start === 0)
    throw new Problem('InvalidRequest', 'the cursor is none of this list', {
      errors: [{ pointer: '#/query/cursor', detail: 'is none of this list' }],
    });
  const items = values.slice(start, start + limit);
  const last = items.at(-1);
  return start + limit < values.length && last !== undefined ? { items, next: Buffer.from(keyOf(last)).toString('base64url') } : { items };
};
