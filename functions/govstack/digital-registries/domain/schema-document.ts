/** A registry as the Database API of Digital Registries 1.1.0 describes it, and the way back. */
import * as z from 'zod';
import type { Fault } from '../../../kernel/problem.ts';
import type { DefinedRegistry } from '../records.ts';
import {
  DatabaseCode,
  Field,
  FieldName,
  FieldType,
  MEMBERSHIPS,
  type InnerField,
  type RegistryDefinition,
  type RegistryState,
} from './definition.ts';
import { fulltextFields } from './words.ts';

/** The schema of a database: its fields by name, and which of them a record needs. */
export const schemaDocument = ({ fields, key }: Pick<RegistryDefinition, 'fields' | 'key'>) => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, { required: _, ...field }]) => [name, name === key ? { ...field, primaryKey: true } : field]),
  ),
  required: Object.keys(fields).filter((name) => name === key || fields[name]?.required === true),
});

const SERVICES = ['list', 'create', 'exists', 'read', 'update', 'updateEntries', 'updateOrCreate', 'delete', 'readValue'];
const OF_MEMBERSHIPS = ['list', 'exists', 'read', 'readValue', 'createEntries'];

const READING = ['list', 'exists', 'read', 'readValue'];
const isOpen = (state: RegistryState, service: string): boolean =>
  state === 'published' || (state === 'archived' && READING.includes(service));

/** What is said of one database. */
export const databaseInfo = ({ definition, modifiedAt, by }: DefinedRegistry) => ({
  id: definition.databaseId,
  version: definition.version,
  name: definition.name,
  ...(definition.description === undefined ? {} : { description: definition.description }),
  ...(definition.institution === undefined ? {} : { institution: definition.institution }),
  schema: schemaDocument(definition),
  schemaTags: fulltextFields(definition).map((field) => ({ name: 'fulltext', path: `/${field}`, isFulltext: true })),
  fieldsUniques: definition.unique.map(({ fields }) => fields),
  isDraft: definition.state === 'draft',
  isDisabled: definition.state === 'disabled',
  isArchived: definition.state === 'archived',
  modifiedAt,
  byUserName: by,
  genericServices: (definition.name === MEMBERSHIPS.name ? OF_MEMBERSHIPS : SERVICES).map((service, place) => ({
    serviceId: place + 1,
    name: service,
    isVisible: isOpen(definition.state, service),
  })),
});

/** A field as a schema document has it; `searchable`, `fulltext` and `personal` are ours, the rest is the definition's. */
const Property = z.looseObject({
  type: z.string(),
  description: z.string().max(500).optional(),
  example: z.string().max(200).optional(),
  primaryKey: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  id: z.int().optional(),
  triggers: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(FieldName, Property).optional();
  },
});
type Property = z.infer<typeof Property>;

export const SchemaRequest = z.looseObject({
  groupName: z.string().max(200).optional(),
  catalogName: z.string().max(200).optional(),
  code: DatabaseCode,
  schema: z.looseObject({
    type: z.string().optional(),
    description: z.string().max(1000).optional(),
    properties: z.record(FieldName, Property),
    required: z.array(FieldName).optional(),
    incrementIndex: z.int().optional(),
    creationDate: z.string().optional(),
    filename: z.string().optional(),
  }),
});
export type SchemaRequest = z.infer<typeof SchemaRequest>;

const KNOWN = ['groupName', 'catalogName', 'code', 'schema'];
/** How the published suite spells them. */
const OF_THE_SUITE = ['group_name', 'catalog_name'];

interface Reading {
  readonly faults: Fault[];
  readonly isTest: boolean;
}

const typeOf = (type: string, hasProperties: boolean, at: string, { faults, isTest }: Reading): FieldType => {
  const parsed = FieldType.safeParse(hasProperties ? 'object' : type);
  if (parsed.success) return parsed.data;
  if (!isTest) faults.push({ pointer: `${at}/type`, detail: `is "${type}"; it must be one of ${FieldType.options.join(', ')}` });
  return 'string';
};

const fieldOf = (property: Property, at: string, required: boolean, reading: Reading): unknown => {
  const { type, description, example, primaryKey: _key, readOnly: _read, id: _id, triggers = [], properties, ...ours } = property;
  if (triggers.length > 0 && !reading.isTest)
    reading.faults.push({ pointer: `${at}/triggers`, detail: 'are not run here: who creates a record gives its values' });
  return {
    ...ours,
    type: typeOf(type, properties !== undefined, at, reading),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
    ...(required ? { required } : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, inner]) => [
              name,
              fieldOf(inner, `${at}/properties/${name}`, false, reading) as InnerField,
            ]),
          ),
        }),
  };
};

/**
 * The registry that a schema document asks for, or what is wrong with it.
 * @param isTest the published suite sends types that are none, triggers, and other spellings of two names
 */
export const definitionFrom = (
  request: SchemaRequest,
  databaseId: number,
  earlier: RegistryDefinition | undefined,
  isTest: boolean,
): { readonly definition?: RegistryDefinition; readonly faults: readonly Fault[] } => {
  const reading: Reading = { faults: [], isTest };
  const { code, schema, groupName, catalogName } = request;
  for (const name of Object.keys(request))
    if (!KNOWN.includes(name) && !(isTest && OF_THE_SUITE.includes(name)))
      reading.faults.push({ pointer: `#/body/${name}`, detail: 'is not a known field' });
  const required = schema.required ?? [];
  const key = Object.entries(schema.properties).find(([, { primaryKey }]) => primaryKey === true)?.[0] ?? earlier?.key;
  if (key === undefined)
    reading.faults.push({
      pointer: '#/body/schema/properties',
      detail: 'must have a field with primaryKey: true, by which a record is known',
    });
  for (const name of required)
    if (schema.properties[name] === undefined)
      reading.faults.push({ pointer: '#/body/schema/required', detail: `names ${name}, which is no field` });
  const fields: Record<string, Field> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const at = `#/body/schema/properties/${name}`;
    const parsed = Field.safeParse(fieldOf(property, at, required.includes(name), reading));
    if (parsed.success) fields[name] = parsed.data;
    else
      reading.faults.push(
        ...parsed.error.issues.map(({ path, message }) => ({ pointer: [at, ...path.map(String)].join('/'), detail: message })),
      );
  }
  if (reading.faults.length > 0 || key === undefined) return { faults: reading.faults };
  return {
    faults: [],
    definition: {
      onExisting: 'refuse',
      partners: 'none',
      state: 'published',
      unique: [],
      ...earlier,
      name: earlier?.name ?? code,
      version: earlier?.version ?? '1',
      databaseId,
      code,
      title: catalogName ?? earlier?.title ?? code,
      ...(groupName === undefined ? {} : { group: groupName }),
      ...(schema.description === undefined ? {} : { description: schema.description }),
      key,
      fields,
    },
  };
};
