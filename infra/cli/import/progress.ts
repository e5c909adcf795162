/** How far an import came that was cut off, so that the next one goes on from there. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ImportFile } from './files.ts';

const FOLDER = '.nestling/imports';

const Progress = z.object({ done: z.int().nonnegative() });

/** The note about one file and one system; it is gone once the file has been sent to its end. */
export const progressOf = ({ kind, text }: ImportFile, url: string, folder = FOLDER) => {
  const note = join(
    folder,
    `${createHash('sha256')
      .update(JSON.stringify([url, kind, text]))
      .digest('hex')
      .slice(0, 32)}.json`,
  );
  return {
    /** How many of its first records were taken before. */
    done: (): number => {
      try {
        return Progress.parse(JSON.parse(readFileSync(note, 'utf8'))).done;
      } catch {
        return 0; // sending a record again changes nothing
      }
    },
    keep: (done: number): void => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(note, JSON.stringify({ done }));
    },
    forget: (): void => {
      rmSync(note, { force: true });
    },
  };
};
