/** Policies and data agreements: what a country keeps here beside the agreement that mothers sign, each change a revision. */
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../../casefile/files.ts';
import { objectDataOf, type Revision } from '../../consent/domain/revision.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { Table } from '../../table/table.ts';
import { shelf, type ShelfKind } from '../shelf.ts';
import { addRevision, agreementWrites, chainKept } from './chains.ts';

export interface RegisterNeeds {
  readonly table: Table;
  readonly signer: Signer;
}

export interface Revisioned<T> {
  readonly object: T;
  readonly revision: Revision;
}

type Standing<T> = { id: string; head: string; object: T };

/** The objects of one kind. */
export const register = <T extends { readonly id: string }>(
  needs: RegisterNeeds,
  kind: ShelfKind<Standing<T>>,
  schemaName: string,
  what: string,
) => {
  const kept = shelf(needs.table, kind);

  const revisionOf = async (id: string, wanted: (revision: Revision) => boolean): Promise<Revision> => {
    const found = (await chainKept(needs.table, schemaName, id)).find(({ revision }) => wanted(revision));
    if (found === undefined) throw new Problem('RecordNotFound', `the ${what} has no such revision`);
    return found.revision;
  };

  const told = (revision: Revision, deleted: boolean, context: Context) =>
    schemaName === 'dataAgreement' ? agreementWrites(revision, deleted, context) : [];

  const write = async (object: T, context: Context, seen: Awaited<ReturnType<typeof kept.find>>): Promise<Revisioned<T>> => {
    const { revision, write: added } = await addRevision(needs, { schemaName, objectId: object.id, objectData: object }, context);
    await kept.put({ id: object.id, head: revision.serializedHash, object }, context, seen, [added, ...told(revision, false, context)]);
    return { object, revision };
  };

  const readLatest = async (id: string): Promise<Revisioned<T>> => {
    const { value } = await kept.get(id, what);
    return { object: value.object, revision: await revisionOf(id, ({ serializedHash }) => serializedHash === value.head) };
  };

  return {
    readLatest,
    /** As it was at a revision. @throws {Problem} RecordNotFound */
    async readAt(id: string, revisionId: string, parse: (data: unknown) => T): Promise<Revisioned<T>> {
      await kept.get(id, what);
      const revision = await revisionOf(id, (one) => one.revisionId === revisionId);
      return { object: parse(objectDataOf(revision)), revision };
    },
    /** @throws {Problem} AlreadyExists */
    async create(object: T, context: Context): Promise<Revisioned<T>> {
      const seen = await kept.find(object.id);
      if (seen === undefined) return write(object, context, undefined);
      if (isDeepStrictEqual(seen.value.object, object)) return readLatest(object.id);
      throw new Problem('AlreadyExists', `there is another ${what} of this id`);
    },
    /** Puts it in the place of what was there, if anything; the same again leaves no revision. */
    async replace(object: T, context: Context): Promise<Revisioned<T>> {
      const seen = await kept.find(object.id);
      if (seen !== undefined && isDeepStrictEqual(seen.value.object, object)) return readLatest(object.id);
      return write(object, context, seen);
    },
    /** Takes it off the shelf; its revisions stay, and the last one says that it is gone. @throws {Problem} RecordNotFound */
    async remove(id: string, context: Context): Promise<Revision> {
      const seen = await kept.get(id, what);
      const objectData = { ...seen.value.object, deleted: true };
      const { revision, write: added } = await addRevision(needs, { schemaName, objectId: id, objectData }, context);
      await kept.remove(id, context, seen, [added, ...told(revision, true, context)]);
      return revision;
    },
    /** From the first. */
    async revisions(id: string): Promise<readonly Revision[]> {
      return (await chainKept(needs.table, schemaName, id)).map(({ revision }) => revision);
    },
    async all(): Promise<readonly T[]> {
      return (await kept.all()).map(({ value }) => value.object);
    },
  };
};

/** A part of a list. */
export const partOf = <T>(list: readonly T[], { offset, limit }: { readonly offset: number; readonly limit: number }): readonly T[] =>
  list.slice(offset, offset + limit);
