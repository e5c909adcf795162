/** The building block as a whole: its operations, the other spellings of its paths, and how it says no. */
import type { CaseFiles } from '../../casefile/files.ts';
import type { RegisterNeeds } from '../../consent/ask-register.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { buildingBlock } from '../building-block.ts';
import { createEntries } from './api/create-entries.ts';
import { createRecord } from './api/create-record.ts';
import { deleteDatabase } from './api/delete-database.ts';
import { deleteRecord } from './api/delete-record.ts';
import { getDatabase } from './api/get-database.ts';
import { listDatabases } from './api/list-databases.ts';
import { listRecords } from './api/list-records.ts';
import { modifyDatabase } from './api/modify-database.ts';
import { personalDataUsage } from './api/personal-data-usage.ts';
import { putRecord } from './api/put-record.ts';
import { putRegistry } from './api/put-registry.ts';
import { readRecord } from './api/read-record.ts';
import { readValue } from './api/read-value.ts';
import { recordExists } from './api/record-exists.ts';
import { updateOrCreateRecord } from './api/update-or-create-record.ts';
import { updateRecord } from './api/update-record.ts';
import { updateRecords } from './api/update-records.ts';
import { lookupIn } from './lookup.ts';
import { memberships as membershipsIn } from './memberships.ts';
import { registries } from './registries.ts';

export interface DigitalRegistriesNeeds extends Pick<RegisterNeeds, 'register'> {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
  readonly apiBaseUrl: () => string;
}

const OF_A_REGISTRY = '/data/{registryName}/{versionNumber}';

export const digitalRegistries = (given: DigitalRegistriesNeeds) => {
  const shelf = registries(given);
  const memberships = membershipsIn(given);
  const needs = { ...given, shelf, memberships, lookup: lookupIn(shelf, memberships) };
  return buildingBlock({
    name: 'digital-registries',
    table: given.table,
    operations: [
      listRecords(needs),
      createRecord(needs),
      recordExists(needs),
      readRecord(needs),
      updateRecord(needs),
      updateRecords(needs),
      updateOrCreateRecord(needs),
      deleteRecord(needs),
      readValue(needs),
      createEntries(needs),
      personalDataUsage(needs),
      getDatabase(needs),
      deleteDatabase(needs),
      listDatabases(needs),
      modifyDatabase(needs),
      putRegistry(needs),
      putRecord(needs),
    ],
    aliases: {
      [`PUT ${OF_A_REGISTRY}/update-entries`]: `PUT ${OF_A_REGISTRY}/updateEntries`,
      [`POST ${OF_A_REGISTRY}/update-or-create`]: `POST ${OF_A_REGISTRY}/updateOrCreate`,
      [`GET ${OF_A_REGISTRY}/{uuid}/read-value/{field}.{ext}`]: `GET ${OF_A_REGISTRY}/{uuid}/readValue/{field}.{ext}`,
      'POST /data/mcts/create-entries': 'POST /data/mcts/createEntries',
      'GET /data/mypersonalDataUsage': 'GET /data/myPersonalDataUsage',
      'GET /data/MyPersonalDataUsage/1.0': 'GET /data/myPersonalDataUsage',
    },
    // the definition gives this one refusal a body of its own
    refusal: ({ name }, { operationId }) =>
      name === 'RecordNotFound' && operationId === 'readRegistryRecord' ? { status: 404, body: { detail: 'no record found' } } : undefined,
  });
};
