/** People whose consents are kept here: mothers, by their case, and individuals of other agreements. */
import { auditWrite, commitBeside, type CaseFile, type CaseFiles, type Context } from '../../casefile/files.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { IndividualId, individualIdOf, isMother } from './domain/ids.ts';
import type { Individual } from './domain/schemas.ts';
import { Individuals, IndividualsOf, type KeptIndividual } from './records.ts';

export interface PeopleNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
}

/** Whose consents a call is about. */
export type Person =
  | { readonly kind: 'mother'; readonly id: string; readonly file: CaseFile }
  | { readonly kind: 'other'; readonly id: string; readonly kept: Shelved<KeptIndividual> };

/** The client that brought a person here: it hears of what they say. */
export const madeBy = (person: Person): string => (person.kind === 'mother' ? person.file.root.registeredBy.client : person.kept.value.by);

/**
 * The individual that a call names: in the query, as the definition has its parameters, or in the header that its texts speak of.
 * @throws {Problem} InvalidRequest
 */
export const individualIn = (query: { readonly individualId?: string | undefined }, { headers }: Caller): string => {
  const given = query.individualId ?? headers['individualid'] ?? headers['individual-id'];
  if (given === undefined) throw invalidRequest({ pointer: '#/query/individualId', detail: 'is missing, in the query and as a header' });
  const parsed = IndividualId.safeParse(given);
  if (parsed.success) return parsed.data;
  const pointer = query.individualId === undefined ? '#/headers/individualId' : '#/query/individualId';
  throw invalidRequest({ pointer, detail: parsed.error.issues[0]?.message ?? 'is no id of an individual' });
};

const refuseOther = ({ by }: KeptIndividual, { partner }: Context): void => {
  if (partner !== undefined && by !== partner)
    throw new Problem('CaseOfAnotherPartner', 'only the client that made an individual, and the ministry, may use it');
};

/** Reads whose consents they are, and leaves an entry that somebody looked. @throws {Problem} CaseNotFound, CaseOfAnotherPartner, RecordNotFound */
export const look = async (
  { files, table }: Pick<PeopleNeeds, 'files' | 'table'>,
  id: string,
  context: Context,
  why: string,
): Promise<Person> => {
  if (isMother(id)) return { kind: 'mother', id, file: await files.read(id, context, why) };
  const kept = await shelf(table, Individuals).get(id, 'individual');
  refuseOther(kept.value, context);
  const { id: entryId, write } = auditWrite(id, kept.value.by, context, why);
  await table.transact([write], entryId);
  return { kind: 'other', id, kept };
};

/** A person as the definition has one. What an outside id says is shown to whoever may see the individual. */
export const individualView = async (vault: Vault, person: Person): Promise<Individual> => {
  if (person.kind === 'mother') {
    const number = person.file.root.enrolled?.programmeNumber;
    return { id: person.id, ...(number === undefined ? {} : { externalId: number, externalIdType: 'programmeNumber' }) };
  }
  const { by: _by, externalId, ...rest } = person.kept.value;
  return { ...rest, ...(externalId === undefined ? {} : { externalId: await vault.open(externalId, person.id) }) };
};

type Asked = Omit<Individual, 'id'>;

const sealed = async (vault: Vault, id: string, { externalId, externalIdType, identityProviderId }: Asked) => ({
  ...(externalId === undefined ? {} : { externalId: await vault.seal(externalId, id) }),
  ...(externalIdType === undefined ? {} : { externalIdType }),
  ...(identityProviderId === undefined ? {} : { identityProviderId }),
});

export const createIndividual = async ({ table, vault }: PeopleNeeds, asked: Asked, caller: Caller): Promise<Individual> => {
  const id = individualIdOf(caller.client, caller.once?.key ?? caller.causationId);
  const kept = { id, by: caller.client, ...(await sealed(vault, id, asked)) };
  const listed = shelfWrite(IndividualsOf, { id }, { within: caller.client });
  await commitBeside(table, caller, [shelfWrite(Individuals, kept, { replaces: 'absent' }), listed], null);
  return { ...asked, id };
};

/** @throws {Problem} RecordNotFound, StatusRefuses for a mother, whose record is her case */
export const updateIndividual = async (needs: PeopleNeeds, id: string, asked: Asked, caller: Caller): Promise<Individual> => {
  if (isMother(id))
    throw new Problem('StatusRefuses', 'a mother is known by her case; correct that instead', { currentStatus: 'case', allowed: [] });
  const person = await look(needs, id, caller, 'consent: individual');
  if (person.kind !== 'other') throw new Problem('RecordNotFound', 'there is no individual of this id');
  const kept = { id, by: person.kept.value.by, ...(await sealed(needs.vault, id, asked)) };
  await shelf(needs.table, Individuals).put(kept, caller, person.kept);
  return { ...asked, id };
};

/** The individuals that a client made, in the order of their ids; without what an outside id says of them. */
export const listIndividuals = async (
  { table }: Pick<PeopleNeeds, 'table'>,
  client: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<readonly Individual[]> => {
  const { items } = await shelf(table, IndividualsOf, client).page({ limit: offset + limit });
  return items.slice(offset).map(({ value: { id } }) => ({ id }));
};
