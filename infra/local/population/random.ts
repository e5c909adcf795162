import { createHash } from 'node:crypto';

/** Numbers that look like chance and are always the same for the same names. */
export interface Random {
  /** From 0 to below 1. */
  readonly fraction: () => number;
  /** A whole number; both ends may come. */
  readonly int: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  /** One of some values, as often as its weight says. */
  readonly weighted: <T>(choices: readonly (readonly [T, number])[]) => T;
  readonly normal: (mean: number, deviation: number) => number;
  /** From 0, with this mean. */
  readonly exponential: (mean: number) => number;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The generator xoshiro128**, whose state is the hash of some names: each name has a stream of its own, whatever was drawn elsewhere. */
const generator = (names: readonly (string | number)[]): (() => number) => {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest();
  let [a, b, c, d] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12)];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
};

/** @source xoshiro128** of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators" (2021) */
export const randomFor = (...names: readonly (string | number)[]): Random => {
  const next = generator(names);
  const fraction = () => next() / 2 ** 32;
  const int = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    int,
    chance: (probability) => fraction() < probability,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    weighted(choices) {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let left = fraction() * total;
      for (const [value, weight] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = choices.at(-1);
      if (last === undefined) throw new Error('there is nothing to choose from');
      return last[0];
    },
    // Box and Muller; 1 - fraction() is never 0
    normal: (mean, deviation) => mean + deviation * Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction()),
    exponential: (mean) => -mean * Math.log(1 - fraction()),
  };
};

/** A number that the names always give, from 0 to below `below`; for what needs one draw only. */
export const numberFor = (below: number, ...names: readonly (string | number)[]): number =>
  createHash('sha256').update(JSON.stringify(names)).digest().readUIntBE(0, 6) % below;
