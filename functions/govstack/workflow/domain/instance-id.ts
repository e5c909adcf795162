import { createHash } from 'node:crypto';

/** Bits that a JSON number holds exactly in every language. */
const HEX_DIGITS = 12;

/**
 * The number of an execution, 48 bits; the definition wants numbers where executions have names. `attempt` gives the next one where a
 * number is taken.
 */
export const instanceIdOf = (machine: string, name: string, attempt: number): number =>
  parseInt(
    createHash('sha256')
      .update(JSON.stringify([machine, name, attempt]))
      .digest('hex')
      .slice(0, HEX_DIGITS),
    16,
  );
