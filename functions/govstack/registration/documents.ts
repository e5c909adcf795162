/** Scans of papers: the file in the document store, and who brought it on a shelf. */
import { createHash } from 'node:crypto';
import type { CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, Problem, type Fault } from '../../kernel/problem.ts';
import type { Objects, StoredObject } from '../../runtime/objects.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite, type Shelved } from '../shelf.ts';
import type { ApplicationFiles } from './applications.ts';
import { Documents, type Document } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly applications: ApplicationFiles;
  readonly objects: Pick<Objects, 'put' | 'get'>;
}

const BASE = '/govstack/registration/documents/';

const objectKey = (documentId: string): string => `registration/${documentId}`;

/** Where a document is read, below the address of the API. */
export const urlOfDocument = (documentId: string): string => `${BASE}${documentId}`;

/** The document that a URL names, when it is one of ours. */
const documentOf = (url: string): string | undefined => /\/govstack\/registration\/documents\/([\w-]{1,64})$/.exec(url)?.[1];

const shelfOf = (table: Table, documentId: string) => shelf(table, Documents, documentId);

/** Keeps a document; the same bytes of the same client are the same document. */
export const keepDocument = async (
  { table, objects }: Pick<Needs, 'table' | 'objects'>,
  { bytes, mediaType }: StoredObject,
  metadata: string | undefined,
  caller: Caller,
): Promise<Document> => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const documentId = derivedId('document', caller.client, sha256);
  const kept = await shelfOf(table, documentId).find(documentId);
  if (kept !== undefined) return kept.value;
  await objects.put(objectKey(documentId), { bytes, mediaType });
  const document: Document = {
    documentId,
    client: caller.client,
    mediaType,
    bytes: bytes.byteLength,
    sha256,
    uploadedAt: caller.at,
    ...(metadata === undefined ? {} : { metadata }),
  };
  return (await shelfOf(table, documentId).put(document, caller, undefined)).value;
};

/**
 * The documents of ours that an application names.
 * @throws {Problem} InvalidRequest naming each that is not there, was brought by another client, or belongs to another application
 */
export const documentsOf = async (
  table: Table,
  urls: readonly string[],
  { client }: Pick<Caller, 'client'>,
  fileId: string,
): Promise<readonly Shelved<Document>[]> => {
  const named = urls.flatMap((url, place) => {
    const documentId = documentOf(url);
    return documentId === undefined ? [] : [{ documentId, place }];
  });
  const found = await Promise.all(named.map(({ documentId }) => shelfOf(table, documentId).find(documentId)));
  const faults = named.flatMap(({ place }, index): Fault[] => {
    const value = found[index]?.value;
    const isFree = value !== undefined && (value.fileId === fileId || (value.fileId === undefined && value.client === client));
    return isFree ? [] : [{ pointer: `#/body/documentUrls/${String(place)}`, detail: 'is no document that this client may add here' }];
  });
  if (faults.length > 0) throw invalidRequest(...faults);
  const distinct = new Map(found.flatMap((each) => (each === undefined ? [] : [[each.value.documentId, each] as const])));
  return [...distinct.values()];
};

/** The writes that make documents part of an application. */
export const attachingWrites = (documents: readonly Shelved<Document>[], fileId: string): readonly Write[] =>
  documents
    .filter(({ value }) => value.fileId === undefined)
    .map(({ value, version }) =>
      shelfWrite(Documents, { ...value, fileId }, { within: value.documentId, version: version + 1, replaces: { version } }),
    );

/**
 * A document for somebody's eyes: whoever may see the application that it belongs to, and leaves an entry there; before that its sender, and
 * the ministry where it is bound to no area.
 * @throws {Problem} RecordNotFound, CaseOfAnotherPartner, OutsideYourArea
 */
export const openDocument = async (
  { table, files, applications, objects }: Needs,
  documentId: string,
  caller: Caller,
): Promise<StoredObject> => {
  const { value } = await shelfOf(table, documentId).get(documentId, 'document');
  const { fileId, client } = value;
  if (caller.partner !== undefined && caller.partner !== client)
    throw new Problem('CaseOfAnotherPartner', 'only the partner that sent a document, and the ministry, may see it');
  if (fileId === undefined) {
    if (caller.areas !== undefined) throw new Problem('OutsideYourArea', 'the document belongs to no application yet');
  } else {
    const application = await applications.find(fileId, caller);
    if (application?.value.isCase === false) await applications.look(fileId, client, caller, 'document');
    else await files.read(fileId, caller, 'document');
  }
  const stored = await objects.get(objectKey(documentId));
  if (stored === undefined) throw new Problem('RecordNotFound', 'the file of this document is gone');
  return { bytes: stored.bytes, mediaType: value.mediaType };
};
