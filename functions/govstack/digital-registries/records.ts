import * as z from 'zod';
import { shelfKind } from '../shelf.ts';
import type { Content } from './domain/content.ts';
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

/** A record of a registry of data, as it is spoken of. */
export interface RegistryRecord {
  readonly uuid: string;
  readonly content: Content;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** A record as it is kept, on the shelf of its registry: what its personal fields say is sealed. */
export const SealedRecord = z.object({
  uuid: z.uuid(),
  content: z.record(z.string(), z.unknown()).describe('the fields that say nothing of a person'),
  sealed: z.array(z.string()).optional().describe('the others as JSON, in pieces that the key takes'),
  createdAt: z.iso.datetime(),
  modifiedAt: z.iso.datetime(),
});
export type SealedRecord = z.infer<typeof SealedRecord>;

export const SealedRecords = shelfKind<SealedRecord>({
  name: 'registryRecord',
  schema: SealedRecord,
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

/** That somebody read or changed a record, on the shelf of the person whose record it is. */
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

/** A file that was uploaded, and the record that names it. */
export const RegistryFile = z.object({
  fileId: z.uuid(),
  client: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.iso.datetime(),
  holder: z.object({ name: z.string(), version: z.string(), uuid: z.uuid() }).optional().describe('the registry and the record'),
});
export type RegistryFile = z.infer<typeof RegistryFile>;

export const RegistryFiles = shelfKind<RegistryFile>({
  name: 'registryFile',
  schema: RegistryFile,
  idOf: ({ fileId }) => fileId,
});
