import * as z from 'zod';
import { RegistryName, VersionNumber } from '../domain/definition.ts';

/** The part of a path that names a registry. */
export const RegistryPath = z.strictObject({ registryName: RegistryName, versionNumber: VersionNumber });

/** Fields of a record by name; the registry's definition says which there are. */
export const SentContent = z.record(z.string().max(64), z.unknown());

export const Query = z.strictObject({ content: SentContent });
export const Written = z.strictObject({ content: SentContent });
