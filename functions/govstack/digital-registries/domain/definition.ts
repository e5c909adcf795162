import * as z from 'zod';

export const RegistryName = z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'must be 1 to 64 letters, digits, hyphens or underscores');
export const VersionNumber = z.string().regex(/^\w[\w.-]{0,19}$/, 'must be a version such as 1.0');
export const FieldName = z
  .string()
  .regex(/^[A-Za-z][\w ]{0,63}$/, 'must be the name of a field: letters, digits, spaces, underscores')
  .refine((name) => !(name in Object.prototype), 'is a name that every object has');

/** What stands under a name that a caller chose, which may be one that every object has, such as `toString`. */
export const named = <T>(all: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;
/** Short codes by which databases are spoken of, such as MCTS. */
export const DatabaseCode = z.string().regex(/^[A-Za-z][\w-]{0,31}$/, 'must be the code of a database, such as MCTS');
export const DatabaseId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

const JSON_TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array'] as const;
/** Those of JSON, and a file of this block (`POST /files`). */
export const FieldType = z.enum([...JSON_TYPES, 'file']);
export type FieldType = z.infer<typeof FieldType>;

/** A field below another: its shape only, since nothing is searched or unique there. */
const InnerField = z.strictObject({
  type: z.enum(JSON_TYPES),
  format: z.enum(['date', 'date-time']).optional(),
  enum: z.array(z.string()).min(1).max(200).optional(),
  description: z.string().max(500).optional(),
  example: z.string().max(200).optional(),
  required: z.boolean().optional(),
  get properties() {
    return z.record(FieldName, InnerField).optional();
  },
  get items() {
    return InnerField.optional();
  },
});
export type InnerField = z.infer<typeof InnerField>;

/** A field of a record: a few words of JSON Schema, and what the registry does with it. */
export const Field = z.strictObject({
  ...InnerField.shape,
  type: FieldType,
  searchable: z.boolean().optional().describe('records can be found by its value'),
  fulltext: z.boolean().optional().describe('records can be found by the words of its text'),
  personal: z.boolean().optional().describe('says something of a person: it is looked up by a keyed hash, and never taken in a path'),
});
export type Field = z.infer<typeof Field>;

const Unique = z.strictObject({
  fields: z.array(FieldName).min(1).max(5).describe('no two records have the same values of all of these'),
  when: z
    .record(FieldName, z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('only among records with these values'),
});
export type Unique = z.infer<typeof Unique>;

/** A draft is not open yet; what is disabled is open to nobody, and what is archived is only read. */
export const RegistryState = z.enum(['draft', 'published', 'disabled', 'archived']);
export type RegistryState = z.infer<typeof RegistryState>;

/** What a ministry says of a registry: the shape of its records, how they are found, and what there may be once. */
export const RegistryDefinition = z.strictObject({
  name: RegistryName,
  version: VersionNumber,
  databaseId: DatabaseId.describe('its number among all databases'),
  code: DatabaseCode.describe('under which its readers are asked for; several registries may share one'),
  title: z.string().min(1).max(200),
  description: z.string().max(1000).optional(),
  institution: z.string().max(200).optional(),
  group: z.string().max(200).optional(),
  key: FieldName.describe('the field by which a record is known'),
  subject: FieldName.optional().describe('the field that says whose record it is: every reading of it is then kept for that person'),
  onExisting: z.enum(['refuse', 'replace']).default('refuse').describe('what the creation of a record does whose key is there already'),
  partners: z.enum(['none', 'read', 'write']).default('none').describe('what systems may do that are not the ministry’s own'),
  state: RegistryState.default('published'),
  fields: z.record(FieldName, Field),
  unique: z.array(Unique).max(5).default([]),
});
export type RegistryDefinition = z.infer<typeof RegistryDefinition>;

/** The most fields by which a registry is searched: each costs a write with every record. */
const MOST_SEARCHABLE = 10;

/** The built-in registry of memberships; no registry of data may take its name or its number. */
export const MEMBERSHIPS = { name: 'mcts', version: '1.0', databaseId: 1, code: 'MCTS' } as const;

export interface DefinitionFault {
  readonly pointer: string;
  readonly detail: string;
}

/** The most fields whose words are searched, and the most words of a record by which it is found. */
const MOST_FULLTEXT = 5;

const SEVERAL: readonly FieldType[] = ['object', 'array', 'file'];
const isScalar = (field: Field | undefined): boolean => field !== undefined && !SEVERAL.includes(field.type);

/** What is wrong with a definition beyond the shape of its parts; pointers lie below the definition. */
export const definitionFaults = ({ name, databaseId, key, subject, fields, unique }: RegistryDefinition): readonly DefinitionFault[] => {
  const faults: DefinitionFault[] = [];
  const searchable = Object.values(fields).filter((field) => field.searchable === true);
  const fulltext = Object.values(fields).filter((field) => field.fulltext === true);
  if (name.toLowerCase() === MEMBERSHIPS.name)
    faults.push({ pointer: '/name', detail: 'is the name of the programme’s own registry of memberships' });
  if (databaseId === MEMBERSHIPS.databaseId)
    faults.push({ pointer: '/databaseId', detail: 'is the number of the programme’s own registry of memberships' });
  if (!isScalar(named(fields, key)))
    faults.push({ pointer: '/key', detail: 'must name a field that holds a string, a number, an integer or a boolean' });
  if (subject !== undefined && !(isScalar(named(fields, subject)) && (subject === key || fields[subject]?.searchable === true)))
    faults.push({ pointer: '/subject', detail: 'must name the key or a searchable field' });
  if (searchable.length > MOST_SEARCHABLE)
    faults.push({
      pointer: '/fields',
      detail: `has ${String(searchable.length)} searchable fields, ${String(MOST_SEARCHABLE)} are allowed`,
    });
  if (fulltext.length > MOST_FULLTEXT)
    faults.push({
      pointer: '/fields',
      detail: `has ${String(fulltext.length)} fields with words to search, ${String(MOST_FULLTEXT)} are allowed`,
    });
  for (const [field, { searchable: isSearched, fulltext: hasWords, personal, type }] of Object.entries(fields)) {
    if (isSearched === true && SEVERAL.includes(type))
      faults.push({ pointer: `/fields/${field}/searchable`, detail: `cannot be, since the field is of type ${type}` });
    if (hasWords === true && type !== 'string')
      faults.push({ pointer: `/fields/${field}/fulltext`, detail: `cannot be, since the field is of type ${type}` });
    if (hasWords === true && personal === true)
      faults.push({ pointer: `/fields/${field}/fulltext`, detail: 'cannot be, since words stand in addresses and this field is personal' });
  }
  for (const [place, { fields: together, when = {} }] of unique.entries())
    for (const [part, names] of [
      ['fields', together],
      ['when', Object.keys(when)],
    ] as const)
      for (const field of names)
        if (!isScalar(named(fields, field)))
          faults.push({ pointer: `/unique/${String(place)}/${part}`, detail: `${field} is no field that holds a single value` });
  return faults;
};

/** Changes of a definition that would leave the records which are there already unfit or unfindable. */
export const breakingChanges = (before: RegistryDefinition, after: RegistryDefinition): readonly DefinitionFault[] => {
  const faults: DefinitionFault[] = [];
  const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
  if (before.key !== after.key) faults.push({ pointer: '/key', detail: `is ${before.key} in the records that are there` });
  if (before.subject !== after.subject) faults.push({ pointer: '/subject', detail: 'cannot change while there are records' });
  if (!same(before.unique, after.unique)) faults.push({ pointer: '/unique', detail: 'cannot change while there are records' });
  if (after.state === 'draft') faults.push({ pointer: '/state', detail: 'cannot be draft while there are records' });
  for (const [name, field] of Object.entries(before.fields)) {
    const later = named(after.fields, name);
    if (later === undefined) faults.push({ pointer: `/fields/${name}`, detail: 'is in the records that are there' });
    else if (
      later.type !== field.type ||
      later.searchable !== field.searchable ||
      later.fulltext !== field.fulltext ||
      later.personal !== field.personal
    )
      faults.push({ pointer: `/fields/${name}`, detail: 'cannot change its type, or how it is found, while there are records' });
  }
  for (const [name, { required, searchable, fulltext }] of Object.entries(after.fields)) {
    const earlier = named(before.fields, name);
    if (earlier?.required !== true && required === true)
      faults.push({ pointer: `/fields/${name}/required`, detail: 'is not kept by the records that are there' });
    else if (earlier === undefined)
      for (const [word, isSo] of [
        ['searchable', searchable],
        ['fulltext', fulltext],
      ] as const)
        if (isSo === true)
          faults.push({ pointer: `/fields/${name}/${word}`, detail: 'can be given to a new field only where there are no records' });
  }
  return faults;
};
