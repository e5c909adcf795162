import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Json } from '../json.ts';

/** A named map whose entries survive a restart when the system keeps its data in a file. */
export interface DurableMap<Value extends Json> {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
  /** In the order of first insertion. */
  readonly entries: () => readonly (readonly [string, Value])[];
  readonly size: () => number;
}

/**
 * The local system's memory: one append-only file of JSON lines `[topic, key, value?]`, the last line of a key wins, a line without a
 * value deletes. It is rewritten without history at each start.
 */
export interface Journal {
  readonly map: <Value extends Json>(topic: string) => DurableMap<Value>;
  readonly close: () => void;
}

const readTopics = (path: string): Map<string, Map<string, Json>> => {
  const topics = new Map<string, Map<string, Json>>();
  if (!existsSync(path)) return topics;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    let entry: [string, string, Json?];
    try {
      entry = JSON.parse(line) as [string, string, Json?];
    } catch {
      continue; // the last line of a process that was killed while it wrote
    }
    const [topic, key, value] = entry;
    const map = topics.get(topic) ?? new Map<string, Json>();
    topics.set(topic, map);
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
  return topics;
};

/** @param path the journal's file; without one everything is kept in memory only */
export const openJournal = (path?: string): Journal => {
  const topics = path === undefined ? new Map<string, Map<string, Json>>() : readTopics(path);
  let file: number | undefined;
  if (path !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    const lines = [...topics].flatMap(([topic, map]) => [...map].map(([key, value]) => JSON.stringify([topic, key, value])));
    writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(''));
    renameSync(`${path}.new`, path);
    file = openSync(path, 'a');
  }
  const append = (entry: readonly Json[]) => {
    if (file !== undefined) writeSync(file, `${JSON.stringify(entry)}\n`);
  };
  return {
    map<Value extends Json>(topic: string): DurableMap<Value> {
      const map = (topics.get(topic) ?? new Map<string, Json>()) as Map<string, Value>;
      topics.set(topic, map);
      return {
        get: (key) => map.get(key),
        set(key, value) {
          map.set(key, value);
          append([topic, key, value]);
        },
        delete(key) {
          if (map.delete(key)) append([topic, key]);
        },
        entries: () => [...map],
        size: () => map.size,
      };
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};
