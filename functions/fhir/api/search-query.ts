import * as z from 'zod';
import { JSON_FORMATS } from '../domain/search/query.ts';

/** JSON is all there is. */
export const Format = z.enum(JSON_FORMATS);

/** The parameters of a search, each as often as it stands; which there are depends on the type. */
export const SearchQuery = z.record(z.string(), z.array(z.string().max(1000)).max(20));

export const TypePath = z.strictObject({ type: z.string().max(64) });
export const ResourcePath = z.strictObject({ type: z.string().max(64), id: z.string().max(200) });
export const ExportPath = z.strictObject({ exportId: z.uuid() });
