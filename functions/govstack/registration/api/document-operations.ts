import type { CaseFiles } from '../../../casefile/files.ts';
import type { Objects } from '../../../runtime/objects.ts';
import type { Operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { applicationFiles } from '../applications.ts';
import { getDocument } from './get-document.ts';
import { uploadDocument } from './upload-document.ts';

/** The block's operations on documents: the only ones that reach the document store. */
export const documentOperations = (given: {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly objects: Objects;
}): readonly Operation[] => {
  const needs = { ...given, applications: applicationFiles(given.table) };
  return [uploadDocument(needs), getDocument(needs)];
};
