import { operation } from '../../../runtime/operation.ts';
import { RegistryDefinition } from '../domain/definition.ts';
import type { RegistryShelf } from '../registries.ts';
import { RegistryPath } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `PUT /registries/{registryName}/{versionNumber}`: what a registry is, whole. Repeatable; our own operation, for reference data. */
export const putRegistry = ({ shelf }: Needs) =>
  operation('putRegistry', {
    route: 'PUT /registries/{registryName}/{versionNumber}',
    scope: 'exchange.manage',
    summary: 'Define a registry, or change what it is',
    status: 200,
    path: RegistryPath,
    body: RegistryDefinition.omit({ name: true, version: true }),
    response: RegistryDefinition,
    run: async ({ path: { registryName: name, versionNumber: version }, body }, caller) =>
      (await shelf.define({ ...body, name, version }, caller)).definition,
  });
