/** Which registry a request is about, and who may do what with it. */
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import { upTo, type Table, type Write } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import { dataRegistry, type DataRegistry } from './data-registry.ts';
import { partFaults, valueFrom } from './domain/content.ts';
import { breakingChanges, definitionFaults, MEMBERSHIPS, type RegistryDefinition } from './domain/definition.ts';
import type { DefinedRegistry } from './records.ts';
import { Registries, RegistryAccesses, type RegistryRecord } from './records.ts';
import { accessesOf, readersOf } from './traces.ts';

export interface RegistriesNeeds {
  readonly table: Table;
  readonly vault: Vault;
}

export interface RegistryPath {
  readonly registryName: string;
  readonly versionNumber: string;
}

/** Whether a path names the programme's own registry. */
export const isOfMemberships = ({ registryName, versionNumber }: RegistryPath): boolean =>
  registryName.toLowerCase() === MEMBERSHIPS.name && versionNumber === MEMBERSHIPS.version;

const noRegistry = (): Problem => new Problem('RecordNotFound', 'there is no registry of this name and version');

/** The programme's own registry changes with the cases, and not from outside. */
const readOnly = (): Problem =>
  statusRefuses('write to the registry of memberships', 'readOnly', ['read', 'exists', 'readValue', 'createEntries']);

/** What may be done with the records of a registry that is not simply open. */
const refuseClosed = ({ state }: RegistryDefinition, purpose: 'read' | 'write'): void => {
  if (state === 'draft' || state === 'disabled') throw statusRefuses(`${purpose} records of a registry`, state, ['put it as published']);
  if (state === 'archived' && purpose === 'write')
    throw statusRefuses('write records of a registry', state, ['read', 'exists', 'readValue']);
};

const databaseClaim = (databaseId: number): Write => ({
  put: { ...keys.claim('registry database', String(databaseId)), entity: 'registryClaim' },
  condition: 'absent',
});

export const registries = ({ table, vault }: RegistriesNeeds) => {
  const needs = { table, vault };
  const definitions = shelf(table, Registries);

  const open = async ({ registryName, versionNumber }: RegistryPath, caller: Caller, purpose: 'read' | 'write'): Promise<DataRegistry> => {
    if (purpose === 'write' && isOfMemberships({ registryName, versionNumber })) throw readOnly();
    const found = await definitions.find(`${registryName}/${versionNumber}`);
    if (found === undefined) throw noRegistry();
    const { definition } = found.value;
    if (caller.partner !== undefined && (definition.partners === 'none' || (purpose === 'write' && definition.partners !== 'write')))
      throw new Problem('AgreementMissing', `this registry is not open to partners who ${purpose}`);
    refuseClosed(definition, purpose);
    return dataRegistry(needs, definition);
  };

  return {
    /** @throws {Problem} RecordNotFound, AgreementMissing */
    toRead: (path: RegistryPath, caller: Caller) => open(path, caller, 'read'),
    /** @throws {Problem} RecordNotFound, AgreementMissing, StatusRefuses */
    toWrite: (path: RegistryPath, caller: Caller) => open(path, caller, 'write'),
    all: async (): Promise<readonly DefinedRegistry[]> => (await definitions.all()).map(({ value }) => value),
    findByDatabase: async (databaseId: number): Promise<Shelved<DefinedRegistry> | undefined> =>
      (await definitions.all()).find(({ value }) => value.definition.databaseId === databaseId),
    /** Keeps that records of persons were read, for each of them. */
    async keepReading({ definition }: DataRegistry, read: readonly RegistryRecord[], caller: Caller, why: string): Promise<void> {
      const writes = await accessesOf(vault, definition, read, caller, why);
      if (writes.length === 0) return;
      await table.transact(writes, derivedId('registry accesses', caller.causationId, why));
    },
    /** Who read or changed the records of a person, newest first; undefined when the registry knows nobody of this number. */
    async readers(definition: RegistryDefinition, subject: string, limit: number, until: string | undefined) {
      const field = definition.subject;
      if (field === undefined) return undefined;
      const accesses = await shelf(table, RegistryAccesses, await readersOf(vault, definition, subject)).page(
        { limit, descending: true },
        upTo(until),
      );
      const items = accesses.items.map(({ value }) => value);
      if (items.length > 0) return items;
      const value = valueFrom(subject, definition.fields[field]?.type ?? 'string');
      if (partFaults(definition, { [field]: value }, '').length > 0) return undefined;
      return (await dataRegistry(needs, definition).find({ [field]: value })) === undefined ? undefined : items;
    },
    /**
     * Puts what a registry is; with records in it only what leaves them fit and findable.
     * @param pointer where the definition stands in the request
     * @throws {Problem} InvalidRequest, AlreadyExists, VersionConflict
     */
    async define(definition: RegistryDefinition, caller: Caller, pointer = '#/body'): Promise<DefinedRegistry> {
      const faults = definitionFaults(definition);
      if (faults.length > 0) throw invalidRequest(...faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
      const all = await definitions.all();
      const isSame = ({ name, version }: RegistryDefinition): boolean => name === definition.name && version === definition.version;
      const seen = all.find(({ value }) => isSame(value.definition));
      const holder = all.find(({ value }) => value.definition.databaseId === definition.databaseId);
      if (holder !== undefined && !isSame(holder.value.definition))
        throw new Problem('AlreadyExists', `another registry has the database number ${String(definition.databaseId)}`);
      if (seen !== undefined && !(await dataRegistry(needs, seen.value.definition).isEmpty())) {
        const broken = breakingChanges(seen.value.definition, definition);
        if (broken.length > 0) throw invalidRequest(...broken.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
      }
      const earlier = seen?.value.definition.databaseId;
      const also: Write[] =
        earlier === definition.databaseId
          ? []
          : [
              databaseClaim(definition.databaseId),
              ...(earlier === undefined ? [] : [{ remove: keys.claim('registry database', String(earlier)) }]),
            ];
      const { value } = await definitions.put({ definition, modifiedAt: caller.at, by: caller.by }, caller, seen, also);
      return value;
    },
    /** Removes a registry that holds nothing. @throws {Problem} StatusRefuses, VersionConflict */
    async remove(found: Shelved<DefinedRegistry>, caller: Caller): Promise<void> {
      const { definition } = found.value;
      if (!(await dataRegistry(needs, definition).isEmpty()))
        throw statusRefuses('delete a registry', 'holding records', ['delete its records']);
      await definitions.remove(`${definition.name}/${definition.version}`, caller, found, [
        { remove: keys.claim('registry database', String(definition.databaseId)) },
      ]);
    },
    readOnly,
  };
};
export type RegistryShelf = ReturnType<typeof registries>;
