import type { Fault } from './problem.ts';

/** The table takes 32 levels of lists and objects, of which a record needs some itself. */
const MOST_LEVELS = 24;
/** The table keeps no number further from zero, and none nearer to it. */
const LARGEST = 1e125;
const SMALLEST = 1e-129;
/** Names that mean something else to the programs that read a record. */
const UNUSABLE_NAMES: readonly string[] = ['', '__proto__', 'constructor'];

/** A step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string): string => name.replace(/~/g, '~0').replace(/\//g, '~1');

const ownFault = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'has half a character';
  if (typeof value !== 'number' || value === 0) return undefined;
  return Math.abs(value) <= LARGEST && Math.abs(value) >= SMALLEST ? undefined : 'is a number that cannot be kept';
};

/**
 * What in a JSON value can be kept nowhere, where it lies; undefined when all of it can. `pointer` is where the value stands.
 * @source Amazon DynamoDB, supported data types and item limits
 */
export const unkeepable = (value: unknown, pointer: string, level = 0): Fault | undefined => {
  const detail = ownFault(value);
  if (detail !== undefined) return { pointer, detail };
  if (typeof value !== 'object' || value === null) return undefined;
  if (level === MOST_LEVELS) return { pointer, detail: `is nested deeper than ${String(MOST_LEVELS)} levels` };
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${pointerStep(name)}`;
    if (UNUSABLE_NAMES.includes(name) || !name.isWellFormed()) return { pointer: at, detail: 'is a name that no field may have' };
    const fault = unkeepable(inner, at, level + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
};
