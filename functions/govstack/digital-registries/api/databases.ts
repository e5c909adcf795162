import * as z from 'zod';
import { DatabaseId, MEMBERSHIPS } from '../domain/definition.ts';
import type { DefinedRegistry } from '../records.ts';

export const DatabasePath = z.strictObject({ id: z.coerce.number().pipe(DatabaseId) });

export const DatabaseSchema = z.object({
  type: z.string(),
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()),
});

export const DatabaseInfo = z.object({
  id: z.int(),
  version: z.string(),
  name: z.string(),
  description: z.string().optional(),
  institution: z.string().optional(),
  schema: DatabaseSchema,
  schemaTags: z.array(z.object({ name: z.string(), path: z.string(), isFulltext: z.boolean() })),
  fieldsUniques: z.array(z.array(z.string())),
  isDraft: z.boolean(),
  isDisabled: z.boolean(),
  isArchived: z.boolean(),
  modifiedAt: z.string(),
  byUserName: z.string(),
  genericServices: z.array(z.object({ serviceId: z.int(), name: z.string(), isVisible: z.boolean() })),
});

const text = { type: 'string' } as const;
const day = { type: 'string', format: 'date' } as const;

/** The programme's own registry, as if it had been defined. */
export const ofMemberships = (at: string): DefinedRegistry => ({
  modifiedAt: at,
  by: 'the programme',
  definition: {
    ...MEMBERSHIPS,
    title: 'Memberships of the programme',
    description: 'Mothers and children of the programme: registered, followed and paid; the records are the cases',
    key: 'ID',
    subject: 'ID',
    onExisting: 'refuse',
    partners: 'read',
    state: 'published',
    unique: [{ fields: ['child'] }],
    fields: {
      ID: { ...text, description: 'programme number; before enrolment the uuid', searchable: true },
      start: { ...day, description: 'day of registration' },
      expiry: { ...day, description: 'day of exit' },
      status: { ...text, description: 'where the membership stands' },
      child: {
        type: 'object',
        properties: { citizenId: text, firstName: text, lastNames: text, birthdate: day, gender: { ...text, enum: ['Female', 'Male'] } },
      },
      caretaker: { type: 'object', properties: { citizenId: text, firstName: text, lastNames: text, birthdate: day, phone: text } },
    },
  },
});
