import * as z from 'zod';
import { ok, refused, type Incoming, type Reply } from './reply.ts';

export type RegistryRow = Readonly<Record<string, string>>;

/** A registry of a Digital Registries building block, read only. */
export interface RegistryShown {
  /** All rows, or those that could have this id. */
  readonly rows: (id: string | undefined) => Iterable<RegistryRow>;
  /** Whether the consent named in the call does not open this row. */
  readonly withheld: (row: RegistryRow, consentId: string | undefined) => boolean;
  /** What `query.after` compares with: rows that come later in the order of recording. */
  readonly ordered?: string;
}

const NO_CLIENT = 'the client header names no INSTANCE/CLASS/MEMBER/SUBSYSTEM';

const Query = z.object({ query: z.object({ content: z.record(z.string(), z.unknown()) }) });

const matching = (registry: RegistryShown, content: Readonly<Record<string, unknown>>): RegistryRow[] => {
  const wanted = Object.entries(content);
  const id = content['id'];
  return [...registry.rows(typeof id === 'string' ? id : undefined)].filter((row) =>
    wanted.every(([field, value]) => row[field] === value),
  );
};

const list = ({ rows, ordered }: RegistryShown, { query, origin, path }: Incoming): Reply => {
  const page = Number(query.get('page') ?? 1);
  const pageSize = Number(query.get('pageSize') ?? 10);
  if (!Number.isInteger(page) || !Number.isInteger(pageSize) || page < 1 || pageSize < 1)
    return refused(400, 'page and pageSize count from 1');
  const search = query.get('search');
  const filters = [...query].flatMap(([name, value]) => (name.startsWith('query.') ? [[name.slice('query.'.length), value] as const] : []));
  const found = [...rows(undefined)].filter(
    (row) =>
      (search === null || Object.values(row).some((value) => value.includes(search))) &&
      filters.every(([field, value]) => (field === 'after' && ordered !== undefined ? (row[ordered] ?? '') > value : row[field] === value)),
  );
  if (query.get('ordering') === 'descending') found.reverse();
  const pageAt = (number: number): string => {
    const address = new URL(path, origin);
    for (const [name, value] of query) address.searchParams.set(name, value);
    address.searchParams.set('page', String(number));
    return address.href;
  };
  return ok({
    count: found.length,
    ...(page * pageSize < found.length ? { next: pageAt(page + 1) } : {}),
    ...(page > 1 ? { previous: pageAt(page - 1) } : {}),
    results: found.slice((page - 1) * pageSize, page * pageSize),
  });
};

const namesClient = ({ headers }: Incoming): boolean => {
  const client = headers['information-mediator-client'] ?? headers['x-road-client'] ?? headers['x-govstack-client'];
  return typeof client === 'string' && /^[^/]+(\/[^/]+){3}$/.test(client);
};

/** Answers `readValue`: one field of the record with this key. */
export const valueFromRegistry = (
  registry: RegistryShown | undefined,
  { key, field }: { readonly key: string; readonly field: string },
  incoming: Incoming,
): Reply => {
  if (!namesClient(incoming)) return refused(400, NO_CLIENT);
  if (registry === undefined) return refused(404, 'no such registry');
  if (incoming.method !== 'GET') return refused(405, 'GET only');
  const consentId = incoming.headers['x-consent-record-id'];
  const row = [...registry.rows(key)].find(({ id }) => id === key);
  if (row !== undefined && registry.withheld(row, typeof consentId === 'string' ? consentId : undefined))
    return refused(403, 'consent refused');
  return row?.[field] === undefined ? refused(404, 'no record found') : ok(row[field]);
};

/**
 * Answers `list`, `exists` and `read` of the Digital Registries data API 1.3.0; the Information Mediator's client header is required
 * under any of its three names.
 */
export const answerFromRegistry = (registry: RegistryShown | undefined, operation: string, incoming: Incoming): Reply => {
  const { method, headers, body } = incoming;
  if (!namesClient(incoming)) return refused(400, NO_CLIENT);
  if (registry === undefined) return refused(404, 'no such registry');
  if (operation === 'list') return method === 'GET' ? list(registry, incoming) : refused(405, 'GET only');
  if (operation !== 'read' && operation !== 'exists') return refused(404, 'no such operation');
  if (method !== 'POST') return refused(405, 'POST only');

  const query = Query.safeParse(body);
  if (!query.success) return refused(400, 'the body has no query.content');
  const consentId = headers['x-consent-record-id'];
  const [row] = matching(registry, query.data.query.content);
  if (row !== undefined && registry.withheld(row, typeof consentId === 'string' ? consentId : undefined))
    return refused(403, 'consent refused');
  if (operation === 'exists')
    return ok({ answer: { status: row !== undefined, message: row === undefined ? 'Object not found' : 'Object found from database' } });
  return row === undefined ? refused(404, 'no record found') : ok({ content: row });
};
