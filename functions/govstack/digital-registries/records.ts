import * as z from 'zod';
import { shelfKind } from '../shelf.ts';
import { RegistryDefinition } from './domain/definition.ts';

/** A registry as it was defined last, by whom and when. */
export const DefinedRegistry = z.object({
  definition: RegistryDefinition.strip(),
  modifiedAt: z.iso.datetime(),
  by: z.string(),
});
export type DefinedRegistry = z.infer<typeof DefinedRegistry>;

export const Registries = shelfKind<DefinedRegistry>({
  name: 'registry',
  schema: DefinedRegistry,
  idOf: ({ definition: { name, version } }) => `${name}/${version}`,
});

/** A record of a registry of data; on the shelf of its registry. */
export const RegistryRecord = z.object({
  uuid: z.uuid(),
  content: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  modifiedAt: z.iso.datetime(),
});
export type RegistryRecord = z.infer<typeof RegistryRecord>;

export const RegistryRecords = shelfKind<RegistryRecord>({
  name: 'registryRecord',
  schema: RegistryRecord,
  idOf: ({ uuid }) => uuid,
});

/** Where a record stands in the order of creation: among all of its registry, or among those with a value of a field. */
export const RegistryEntry = z.object({ uuid: z.uuid(), createdAt: z.iso.datetime() });
export type RegistryEntry = z.infer<typeof RegistryEntry>;

export const RegistryEntries = shelfKind<RegistryEntry>({
  name: 'registryEntry',
  schema: RegistryEntry,
  idOf: ({ createdAt, uuid }) => `${createdAt}#${uuid}`,
});

/** That somebody read a record, on the shelf of the person whose record it is. */
export const RegistryAccess = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  by: z.string(),
  why: z.string(),
  reference: z.string().describe('the uuid of the record'),
});
export type RegistryAccess = z.infer<typeof RegistryAccess>;

export const RegistryAccesses = shelfKind<RegistryAccess>({
  name: 'registryAccess',
  schema: RegistryAccess,
  idOf: ({ at, id }) => `${at}#${id}`,
});
