import * as z from 'zod';
import { Currency } from '../../kernel/money.ts';
import { Operations, OperationsChoice } from './operations.ts';
import { Version } from './version.ts';
import { Id, Language } from './vocabulary.ts';

/** A programme file: what is paid to whom for what, in all its versions, and how the programme is run. */
export const ProgrammeShape = z.strictObject({
  id: Id,
  name: z.string().min(1),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .describe('ISO 3166-1 alpha-2; ZZ for a programme of no country'),
  region: z.string().optional().describe('the part of the country that runs it'),
  currency: Currency.describe('ISO 4217; all amounts of the file are in it'),
  timeZone: z.string().min(1).describe('IANA name; a day begins by it'),
  languages: z.array(Language).min(1).describe('languages that she may choose'),
  defaultLanguage: Language,
  confidence: z.string().min(1).describe('how sure the sources make us'),
  sources: z.array(z.string()).describe('where the rules were read'),
  unconfirmed: z.array(z.string()).describe('what no source confirms'),
  decidedBy: z
    .array(z.string())
    .describe('whose date picks the version: occurrence types or date facts, the first that is known; else the day of evaluation'),
  operations: z.union([OperationsChoice, Operations]),
  versions: z.array(Version).min(1),
});
export type ProgrammeShape = z.infer<typeof ProgrammeShape>;
