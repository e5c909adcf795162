import type { Operation } from '../../../runtime/operation.ts';
import type { Vault } from '../../../runtime/vault.ts';
import { registries } from '../../digital-registries/registries.ts';
import { storedFiles, type StoredFilesNeeds } from '../stored-files.ts';
import { getFile } from './get-file.ts';
import { uploadFile } from './upload-file.ts';

/** The operations on files of records: the only ones of Digital Registries that reach the document store. */
export const fileOperations = (given: StoredFilesNeeds & { readonly vault: Vault }): readonly Operation[] => {
  const needs = { shelf: registries(given), stored: storedFiles(given) };
  return [uploadFile(needs), getFile(needs)];
};
