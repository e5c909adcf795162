import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { Unready } from '../deployment/command.ts';
import type { ImportFile, Record } from './files.ts';
import type { progressOf } from './progress.ts';

export interface Refusal {
  readonly record: Record;
  readonly status: number;
  /** What the system said: its reason, or each fault with its pointer. */
  readonly reasons: readonly string[];
}

export interface Sent {
  readonly taken: number;
  /** Taken by an import before this one, which was cut off. */
  readonly before: number;
  readonly refused: readonly Refusal[];
}

export interface Target {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly concurrency: number;
}

const TRIES = 5;
const PAUSE_MS = 250;
const TIMEOUT_MS = 30_000;
/** Answers that say "not now". */
const LATER = [429, 500, 502, 503, 504];

const Said = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  message: z.string().optional().describe('how some building blocks say the detail'),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const reasonsOf = (text: string): readonly string[] => {
  try {
    const { title, message, detail = message, errors = [] } = Said.parse(JSON.parse(text));
    if (errors.length > 0) return errors.map(({ pointer, detail: reason }) => `${pointer} ${reason}`);
    return [[title, detail].filter((part) => part !== undefined).join(': ') || text.slice(0, 200)];
  } catch {
    return [text.slice(0, 200)];
  }
};

/** Sends one record, again where the system asks for patience. @throws {Unready} when nothing answers, or no token is taken */
const send = async ({ url, token }: Target, record: Record): Promise<Refusal | undefined> => {
  for (let tryNumber = 1; ; tryNumber += 1) {
    const response = await fetch(`${url}${record.path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(record.body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      if (tryNumber === TRIES) throw new Unready(`nothing answers at ${url}; the same command goes on from here`, { cause });
      return undefined;
    });
    if (response?.ok === true) {
      await response.arrayBuffer();
      return undefined;
    }
    const text = (await response?.text()) ?? '';
    if (response?.status === 401) throw new Unready(`${url} does not take the token; give another with --token`);
    if (response !== undefined && (!LATER.includes(response.status) || tryNumber === TRIES))
      return { record, status: response.status, reasons: reasonsOf(text) };
    await pause(PAUSE_MS * 2 ** tryNumber);
  }
};

/** Sends a file's records in their order, some at once; notes how far it came after each of those. */
export const sendFile = async (target: Target, { records }: ImportFile, progress: ReturnType<typeof progressOf>): Promise<Sent> => {
  const before = Math.min(progress.done(), records.length);
  const refused: Refusal[] = [];
  for (let done = before; done < records.length; done += target.concurrency) {
    const answers = await Promise.all(records.slice(done, done + target.concurrency).map((record) => send(target, record)));
    refused.push(...answers.filter((answer) => answer !== undefined));
    // a refused record is sent again by the next import, and with it those after it
    if (refused.length === 0) progress.keep(Math.min(done + target.concurrency, records.length));
  }
  progress.forget();
  return { taken: records.length - before - refused.length, before, refused };
};
