import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { TYPES } from './resource-types.ts';

/** From where an export may go where. */
export const EXPORT_NEXT = {
  running: ['complete', 'failed', 'cancelled'],
  complete: ['cancelled'],
  failed: ['cancelled'],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

/** Which cases come next: an area by its place in the list, and after which of its pages. */
export const Place = z.object({ area: z.int().min(0), after: z.string().optional(), page: z.int().min(0) });
export type Place = z.infer<typeof Place>;

/** An export of the resources of all cases that somebody asked for. */
export const Export = z.object({
  exportId: z.uuid(),
  version: z.int().min(1),
  status: z.enum(Object.keys(EXPORT_NEXT) as [keyof typeof EXPORT_NEXT, ...(keyof typeof EXPORT_NEXT)[]]),
  /** Whose it is, as in the audit. */
  by: z.string(),
  /** Of a person who asked, which decide whether answers of questionnaires are told; absent for a system. */
  roles: z.array(z.string()).optional(),
  /** The address that was asked for. */
  request: z.string(),
  at: Instant,
  types: z.array(z.enum(TYPES)),
  /** Milliseconds since 1970; absent: everything. */
  since: z.number().optional(),
  areas: z.array(z.string()),
  endedAt: Instant.optional(),
});
export type Export = z.infer<typeof Export>;

/** One file of an export: lines of one type. */
export const ExportFile = z.object({ name: z.string(), type: z.enum(TYPES), count: z.int().min(1) });
export type ExportFile = z.infer<typeof ExportFile>;

const DAY_S = 86_400;
/** How long an export and its files are kept. */
export const KEPT_DAYS = 2;

const expiry = ({ at }: Export): number => Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * DAY_S;

/** The sort keys of the files of an export. */
export const FILES = 'FILE#';
const fileKey = (exportId: string, name: string): Key => ({ pk: keys.export(exportId).pk, sk: `${FILES}${name}` });

/** Where the lines of a file stand in the document store; what stands under `exports/` is gone after some days. */
export const linesKey = (exportId: string, name: string): string => `exports/${exportId}/${name}.ndjson.gz`;

/** Stores an export in place of the one before; a new one has version 1. */
export const exportWrite = (one: Export): Write => ({
  put: { ...one, ...keys.export(one.exportId), entity: 'export', expiresAt: expiry(one) },
  condition: one.version === 1 ? 'absent' : { version: one.version - 1 },
});

/** A file as an item that a list of files reads; not of an export that was ended meanwhile. */
export const fileWrites = (one: Export, file: ExportFile): readonly Write[] => [
  { put: { ...file, ...fileKey(one.exportId, file.name), entity: 'exportFile', expiresAt: expiry(one) } },
  { check: keys.export(one.exportId), condition: { version: one.version } },
];

/** @throws {Problem} ResourceNotFound where there is none, it is somebody else's, it was cancelled, or its time has passed */
export const readableExport = (item: Item | undefined, { at, by }: { readonly at: Instant; readonly by: string }): Export => {
  const none = new Problem('ResourceNotFound', 'no export of yours has this id');
  // the table removes what has expired some time later
  if (item === undefined || Number(item['expiresAt']) * 1000 <= Date.parse(at)) throw none;
  const one = Export.parse(item);
  if (one.by !== by || one.status === 'cancelled') throw none;
  return one;
};

/** @throws {Problem} StatusRefuses */
export const moveExport = (one: Export, to: Export['status'], at: Instant): Export => {
  const allowed: readonly string[] = EXPORT_NEXT[one.status];
  if (!allowed.includes(to)) throw statusRefuses(`make an export ${to}`, one.status, allowed);
  return { ...one, version: one.version + 1, status: to, endedAt: at };
};

/** A function answers 6 MB at most, and a quote in the lines takes two bytes of it. */
const MOST_BYTES = 2_000_000;

/** Lines, some of them together, so that each part can be answered by one call. */
export const parted = (lines: readonly string[]): readonly { readonly count: number; readonly text: string }[] => {
  if (lines.length === 0) return [];
  const text = `${lines.join('\n')}\n`;
  if (lines.length === 1 || Buffer.byteLength(text) <= MOST_BYTES) return [{ count: lines.length, text }];
  const half = Math.ceil(lines.length / 2);
  return [...parted(lines.slice(0, half)), ...parted(lines.slice(half))];
};
