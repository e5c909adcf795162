/** A resource that people call by name. */
export interface Named {
  /** Its physical name. */
  readonly name: string;
  readonly logicalId: string;
}

/** What a construct was called, as far as its logical id tells: without the hash and the names of its inner parts. */
export const constructNameOf = (logicalId: string): string =>
  logicalId.replace(/[0-9A-F]{8}$/, '').replace(/(?<=.)(Function|Handler|StateMachine|Machine|Resource|Queue)$/, '');

/**
 * Finds a resource by its name, its logical id, or the construct's name that the logical id was made from, or ends with.
 * @throws Error when nothing or more than one thing has the name
 */
export const byName = <T extends Named>(all: readonly T[], name: string): T => {
  const tests: readonly ((one: T) => boolean)[] = [
    (one) => one.name === name || one.logicalId === name,
    ({ logicalId }) => constructNameOf(logicalId) === name,
    ({ logicalId }) => constructNameOf(logicalId).endsWith(name),
  ];
  for (const test of tests) {
    const [found, ...more] = all.filter(test);
    if (found !== undefined && more.length === 0) return found;
    if (found !== undefined)
      throw new Error(`more than one thing is named ${name}: ${[found, ...more].map((one) => one.logicalId).join(', ')}`);
  }
  throw new Error(`nothing is named ${name}; there are ${all.map((one) => constructNameOf(one.logicalId)).join(', ')}`);
};
