import * as z from 'zod';

/** What may be asked of every answer: its format, which is JSON, and to be indented, which changes nothing. */
export const AnyQuery = z.strictObject({ _format: z.string().max(100).optional(), _pretty: z.string().max(10).optional() });

/** The parameters of a search, each as often as it stands; which there are depends on the type. */
export const SearchQuery = z.record(z.string(), z.array(z.string().max(1000)).max(20));

export const TypePath = z.strictObject({ type: z.string().max(64) });
export const ResourcePath = z.strictObject({ type: z.string().max(64), id: z.string().max(200) });
export const ExportPath = z.strictObject({ exportId: z.uuid() });
