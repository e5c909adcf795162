const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names in braces in a text, in order. */
export const placeholdersOf = (text: string): readonly string[] => Array.from(text.matchAll(PLACEHOLDER), ([, name = '']) => name);

/**
 * Puts values in the place of their names.
 * @throws {Error} when a value is missing
 */
export const fillIn = (text: string, values: Readonly<Record<string, string | number | undefined>>): string =>
  text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text "${text}" needs a value for {${name}}`);
    return String(value);
  });
