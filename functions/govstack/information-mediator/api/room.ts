import type { Caller, Role } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { clientNamed } from '../../client-header.ts';
import { memberOf, type MemberPath } from './read-directory.ts';

/** Of the staff, those who run the programme. */
export const ROLES: readonly Role[] = ['manager', 'admin'];

export interface Room {
  /** Our name in the Information Mediator under which it is. */
  readonly room: string;
  /** The caller's. */
  readonly named: string;
}

/** The room that a path names, and as whom the caller comes. @throws {Problem} InvalidRequest */
export const roomOf = async (table: Table, path: MemberPath, { headers }: Pick<Caller, 'headers'>): Promise<Room> => {
  const named = clientNamed(headers);
  return { room: (await memberOf({ table }, path)).member, named };
};
