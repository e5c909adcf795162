/** A resource as it is written down: what is not known may stand as undefined, at any depth. */
export type Draft<T> = T extends (infer Element)[]
  ? readonly (Draft<Element> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]: Partial<Pick<T, Key>> extends Pick<T, Key> ? Draft<T[Key]> | undefined : Draft<T[Key]> }
    : T;

const cleaned = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const kept = value.map(cleaned).filter((element) => element !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (typeof value !== 'object' || value === null) return value === '' ? undefined : value;
  const kept = Object.entries(value)
    .map(([name, each]) => [name, cleaned(each)] as const)
    .filter(([, each]) => each !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** A draft without what is unknown or empty: FHIR knows no null, no empty list and no empty object. */
export const drawn = <R extends { readonly resourceType: string }>(draft: Draft<R>): R => cleaned(draft) as R;
