/** Parts of a text between `<!-- begin <name> -->` and `<!-- end <name> -->`. */
const part = (name: string): RegExp => new RegExp(`(<!-- begin ${name} -->\\n)([\\s\\S]*?)(<!-- end ${name} -->)`);

/** What stands between the markers of a part. @throws Error when the text has no such markers */
export const partOf = (text: string, name: string): string => {
  const found = part(name).exec(text);
  if (found === null) throw new Error(`there is no <!-- begin ${name} --> with its <!-- end ${name} -->`);
  return (found[2] ?? '').trim();
};

/** The names of the parts that are not what they should be. @throws Error when the text has no place for one */
export const staleParts = (text: string, parts: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(parts).flatMap(([name, body]) => (partOf(text, name) === body.trim() ? [] : [name]));

/** The text with its parts replaced. @throws Error when the text has no place for one */
export const withParts = (text: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((current, [name, body]) => {
    partOf(current, name);
    return current.replace(part(name), (_, begin: string, __, end: string) => `${begin}\n${body.trim()}\n\n${end}`);
  }, text);
