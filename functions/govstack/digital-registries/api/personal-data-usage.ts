import * as z from 'zod';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { clientNamed } from '../../client-header.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf as shelfIn } from '../../shelf.ts';
import { DatabaseCode, MEMBERSHIPS } from '../domain/definition.ts';
import type { Memberships } from '../memberships.ts';
import type { RegistryShelf } from '../registries.ts';

interface Needs {
  readonly table: Table;
  readonly shelf: RegistryShelf;
  readonly memberships: Memberships;
}

/** How many readings are told at once, of the latest; `until` leads to those before. */
const MOST_TOLD = 100;

const UserId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/.-]{0,63}$/, 'must be the number of a person or of a membership');

/** Two definitions of the same operation spell its parameters differently. */
const Asked = z.strictObject({
  userId: UserId.optional(),
  userID: UserId.optional(),
  databaseId: DatabaseCode.optional(),
  DatabaseID: DatabaseCode.optional(),
  until: z.iso.datetime().optional().describe('only readings at this instant and before; not in the definition'),
});

const Usage = z.object({
  id: z.string(),
  readerId: z.string(),
  readerInstitutionId: z.string().optional(),
  readerInstitutionName: z.string().optional(),
  readerApplicationName: z.string().optional(),
  searchDateTime: z.iso.datetime(),
  reason: z.string().describe('what was looked at; the definition has no field for it'),
  refrences: z.array(z.object({ ReferenceID: z.string() })),
});

interface Reading {
  readonly id: string;
  readonly by: string;
  readonly at: string;
  readonly why: string;
  readonly reference: string;
}

const CLIENT = 'client:';

/** The institutions of readers that are systems, from what was agreed with them. */
const institutionsOf = async (table: Table, readings: readonly Reading[]): Promise<ReadonlyMap<string, string>> => {
  const clients = [...new Set(readings.map(({ by }) => by).filter((by) => by.startsWith(CLIENT)))];
  const found = await Promise.all(
    clients.map(async (by) => {
      const agreement = await shelfIn(table, PartnerAgreements).find(by.slice(CLIENT.length));
      return [by, agreement?.value.member] as const;
    }),
  );
  return new Map(found.flatMap(([by, member]) => (member === undefined ? [] : [[by, member] as const])));
};

const usageOf = ({ id, by, at, why, reference }: Reading, institutions: ReadonlyMap<string, string>): z.infer<typeof Usage> => {
  const member = institutions.get(by)?.split('/');
  return {
    id,
    readerId: by,
    ...(member === undefined
      ? {}
      : {
          readerInstitutionId: member.slice(0, 3).join('/'),
          readerInstitutionName: String(member[2]),
          readerApplicationName: String(member[3]),
        }),
    searchDateTime: at,
    reason: why,
    refrences: [{ ReferenceID: reference }],
  };
};

const readingsOf = async (
  { shelf, memberships }: Needs,
  { userId, databaseId, until }: { userId: string; databaseId: string; until: string | undefined },
  caller: Caller,
) => {
  const ofMembership = databaseId === MEMBERSHIPS.code ? await memberships.readers(userId, caller, MOST_TOLD, until) : undefined;
  if (ofMembership !== undefined)
    return ofMembership.items.map((item): Reading => ({
      id: item.sk.slice(item.sk.indexOf('#') + 1),
      by: String(item['by']),
      at: String(item['at']),
      why: String(item['why']),
      reference: ofMembership.caseId,
    }));
  const defined = (await shelf.all()).filter(
    ({ definition: { code, partners } }) => code === databaseId && (caller.partner === undefined || partners !== 'none'),
  );
  const found = await Promise.all(defined.map(({ definition }) => shelf.readers(definition, userId, MOST_TOLD, until)));
  const known = found.filter((readings) => readings !== undefined);
  return known.length === 0
    ? undefined
    : known
        .flat()
        .toSorted((left, right) => right.at.localeCompare(left.at))
        .slice(0, MOST_TOLD);
};

/** `GET /data/myPersonalDataUsage`: who read the records of a person in a database, newest first. Asking shows nothing of the records. */
export const personalDataUsage = (needs: Needs) =>
  operation('getPersonalDataUsage', {
    route: 'GET /data/myPersonalDataUsage',
    scope: 'consent.read',
    summary: 'See who read the records of a person',
    status: 200,
    query: Asked,
    response: z.array(Usage),
    async run({ query }, caller) {
      clientNamed(caller.headers);
      const userId = query.userId ?? query.userID;
      const databaseId = query.databaseId ?? query.DatabaseID;
      if (userId === undefined) throw invalidRequest({ pointer: '#/query/userId', detail: 'is required' });
      if (databaseId === undefined) throw invalidRequest({ pointer: '#/query/databaseId', detail: 'is required' });
      const readings = await readingsOf(needs, { userId, databaseId, until: query.until }, caller);
      if (readings === undefined) throw new Problem('RecordNotFound', 'this database has no record of such a person');
      const institutions = await institutionsOf(needs.table, readings);
      return readings.map((reading) => usageOf(reading, institutions));
    },
  });
