import { UnusableInput } from '../command.ts';

/** The place of a column that a mapping names, from 0. @throws {UnusableInput} when it is not there, or is there twice */
export const placeOf = (header: readonly string[], column: string, fact: string): number => {
  const place = header.indexOf(column);
  if (place === -1) throw new UnusableInput(`the file has no column ${column} for ${fact}; it has ${header.join(', ')}`);
  if (header.lastIndexOf(column) !== place) throw new UnusableInput(`the file has the column ${column} twice`);
  return place;
};
