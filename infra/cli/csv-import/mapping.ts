import * as z from 'zod';
import { Sex } from '../../../functions/casefile/case.ts';
import { DATE_FORMS } from '../../../functions/partners/http/field-mapping.ts';
import { ChildRequest, PURPOSES } from '../../../functions/registration/domain/request.ts';
import { readFileAs } from '../command.ts';
import { fileFormat } from '../csv/records.ts';
import { applicantFact, day, instant, integer, oneOf, phone, text, type Source } from './sources.ts';

const purposes = z.array(z.enum(PURPOSES)).min(1).optional();

const childFacts = {
  givenName: text.optional(),
  familyName: text.optional(),
  sex: oneOf(Sex.options),
  bornOn: day,
  bornAtTime: text.optional(),
  birthPlace: oneOf(ChildRequest.shape.birthPlace.options),
  birthLocation: text.optional(),
  facility: text.optional(),
  facilityKind: text.optional(),
  birthOrder: integer.optional(),
  nationalId: text.optional(),
  certificate: text.optional(),
};

/** Children in columns of their mother's line: the number of each stands in the name of its columns. */
const ChildGroups = z
  .strictObject({ most: z.int().min(1).max(8).describe('How many children a line may have'), columns: z.strictObject(childFacts) })
  .superRefine(({ columns }, context) => {
    for (const [fact, source] of Object.entries(columns as Readonly<Record<string, Source | undefined>>))
      if (source?.column?.includes('{n}') === false)
        context.addIssue({ code: 'custom', path: ['columns', fact], message: 'the name of the column has {n} where the number stands' });
  });

const Mother = z.strictObject({
  reference: text.describe('Her number in the old records: the same one is the same registration'),
  programme: text,
  area: text,
  language: text,
  recordedOn: instant.optional().describe('The day on which she was recorded'),
  mother: z.strictObject({
    givenName: text,
    familyName: text,
    birthDate: day,
    phone: phone.optional(),
    nationalId: text.optional(),
    address: z.strictObject({ line: text.optional(), locality: text.optional(), postalCode: text.optional() }).optional(),
  }),
  pregnancy: z.strictObject({ lastMenstrualPeriodOn: day.optional(), expectedOn: day.optional() }).optional(),
  children: ChildGroups.optional(),
  consent: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('paper'), scanReference: text, purposes }),
    z.strictObject({ method: z.literal('digital'), attestedBy: text, purposes }),
  ]),
  applicant: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), applicantFact).default({}),
  paymentAddress: z.strictObject({ modality: text, address: text }).optional(),
});

const Child = z.strictObject({ reference: text, motherReference: text, child: z.strictObject(childFacts) });

/** What old records are: how their file is written, what a line of it is about, and which columns say what. Other columns are not read, and not sent. */
export const ImportMapping = z
  .strictObject({
    ...fileFormat,
    date: z.enum(DATE_FORMS).default('YYYY-MM-DD').describe('How the file writes days'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capitals such as KE')
      .optional()
      .describe('Whose a phone number is that has no country'),
    nullWords: z.array(z.string().min(1)).default([]).describe('Words of the file for nothing'),
    kind: z
      .strictObject({ column: z.string().min(1), words: z.record(z.string().min(1), z.enum(['mother', 'child']).nullable()) })
      .optional()
      .describe('The column that says what a line is about; null passes a line over'),
    mother: Mother.optional(),
    child: Child.optional(),
  })
  .superRefine(({ kind, mother, child }, context) => {
    const issue = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (mother === undefined && child === undefined) issue([], 'says neither "mother" nor "child"');
    if (mother !== undefined && child !== undefined && kind === undefined)
      issue(['kind'], 'is needed where a line may be a mother or a child');
    for (const [word, of] of Object.entries(kind?.words ?? {}))
      if ((of === 'mother' && mother === undefined) || (of === 'child' && child === undefined))
        issue(['kind', 'words', word], `the mapping has no "${of}"`);
  });
export type ImportMapping = z.infer<typeof ImportMapping>;

/** @throws {UnusableInput} naming every fault by its place */
export const readImportMapping = (file: string): ImportMapping => readFileAs(ImportMapping, file);
