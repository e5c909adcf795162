import type { Objects, StoredObject } from '../../functions/runtime/objects.ts';

/** The document store's promises in memory, and the keys that stand in it. */
export const memoryObjects = (): Objects & { readonly keys: () => readonly string[] } => {
  const kept = new Map<string, StoredObject>();
  return {
    put: (key, object) => Promise.resolve(void kept.set(key, object)),
    get: (key) => Promise.resolve(kept.get(key)),
    remove: (key) => Promise.resolve(void kept.delete(key)),
    keys: () => [...kept.keys()],
  };
};
