import type { World } from './country.ts';

/** Where personal data must not be: what functions print, events on the bus, and what state machines carry. */
export const placesOf = ({ local, logs }: World): readonly (readonly [string, string])[] => [
  ...logs.map((line) => ['log', line] as const),
  ...local.events().map((event) => ['event', JSON.stringify(event)] as const),
  ...local
    .executions()
    .flatMap(({ machine, input, output, error, cause }) => [[`execution of ${machine}`, [input, output, error, cause].join(' ')] as const]),
];

/** Every place in which one of the words stands; none for a system that keeps names, phones and numbers to itself. */
export const leaksOf = (world: World, words: readonly string[]): readonly string[] =>
  placesOf(world).flatMap(([where, text]) =>
    words.filter((word) => text.includes(word)).map((word) => `${word} in ${where}: ${text.slice(0, 200)}`),
  );
