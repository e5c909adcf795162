/** The files of a folder of reference data, read and checked whole before anything is sent. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readAs, UnusableInput } from '../command.ts';

const Id = z
  .union([
    z
      .string()
      .max(256)
      .regex(/^(?!\.{1,2}$)./s, 'must be a name, and no step to another folder'),
    z.int().nonnegative(),
  ])
  .describe('what the record is called in its collection');

/** One file: records of one collection of a building block. */
const File = z.strictObject({
  kind: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]*(?:\/\w[\w.:~-]*)+$/,
      'must be <block>/<collection>, such as payments/merchants or digital-registries/records/name/1',
    ),
  items: z.array(z.looseObject({ id: Id })).min(1),
});

/** A record on its way: where it goes, what is sent, and where it stands in its file. */
export interface Record {
  readonly path: string;
  readonly body: unknown;
  readonly pointer: string;
  readonly id: string;
}

export interface ImportFile {
  readonly name: string;
  readonly kind: string;
  /** As it was read; a file that has changed is another. */
  readonly text: string;
  readonly records: readonly Record[];
}

const jsonOf = (text: string, name: string): unknown => {
  try {
    // some editors begin a file with a mark
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new UnusableInput(`${name} #: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const fileOf = (folder: string, name: string): ImportFile => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { kind, items } = readAs(File, jsonOf(text, name), name);
  const [block = '', ...collection] = kind.split('/');
  const seen = new Map<string, number>();
  const records = items.map(({ id, ...body }, place) => {
    const pointer = `#/items/${String(place)}`;
    const earlier = seen.get(String(id));
    if (earlier !== undefined) throw new UnusableInput(`${name} ${pointer}/id: is that of #/items/${String(earlier)} too`);
    seen.set(String(id), place);
    const path = ['', 'govstack', block, ...collection, encodeURIComponent(String(id))].join('/');
    return { path, body, pointer, id: String(id) };
  });
  return { name, kind, text, records };
};

/** The files of a folder in the order of their names. @throws {UnusableInput} one line a fault of any of them: file, pointer, reason */
export const filesOf = (folder: string): readonly ImportFile[] => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UnusableInput(`${folder} is not a folder`);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (names.length === 0) throw new UnusableInput(`${folder} holds no JSON file`);
  const faults: string[] = [];
  const files = names.flatMap((name) => {
    try {
      return [fileOf(folder, name)];
    } catch (error) {
      if (!(error instanceof UnusableInput)) throw error;
      faults.push(error.message);
      return [];
    }
  });
  if (faults.length > 0) throw new UnusableInput(faults.join('\n'));
  return files;
};
