import { commitBeside, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Write } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { chainKept, chainName, recordWrites } from './chains.ts';
import type { ConsentNeeds } from './consents.ts';
import { agreements } from './policies.ts';
import { Individuals, IndividualsOf, KeptRecords, KeptRevisions, RecordsUnder, type KeptRecord } from './records.ts';

/** Revisions that go in one transaction, which takes a hundred writes. */
const AT_ONCE = 80;

/**
 * Takes away all that is kept of a record beside it, where it is listed and what it has been; and tells of the yes that ends with it. Of a long
 * chain all but its ends goes first, in as many transactions as it takes: its ends say how far it had come, should this be cut off.
 */
const traces = async ({ table }: ConsentNeeds, record: KeptRecord, owner: string, context: Context): Promise<readonly Write[]> => {
  const { id, dataAgreementId, optIn, state } = record;
  const chain = await chainKept(table, 'consentRecord', id);
  const removals = chain.map((one): Write => ({
    remove: { pk: keys.shelf(KeptRevisions.name, chainName('consentRecord', id)), sk: KeptRevisions.idOf(one) },
  }));
  const inner = removals.slice(1, -1);
  for (let from = 0; from < inner.length; from += AT_ONCE)
    await table.transact(inner.slice(from, from + AT_ONCE), derivedId('forget', context.causationId, from));
  const place = { beganAt: chain[0]?.revision.timestamp ?? context.at, number: (chain.at(-1)?.revision.number ?? 0) + 1 };
  return [
    { remove: { pk: keys.shelf(RecordsUnder.name, dataAgreementId), sk: id } },
    ...removals.filter((write) => !inner.includes(write)),
    ...(optIn && state === 'signed' ? recordWrites(record, false, place, owner, context) : []),
  ];
};

/**
 * Forgets an individual who is the mother of no case: consents under agreements that may be forgotten, those that were never signed, what
 * they have been, and, when none is left, the individual. Repeated, it goes on where it stopped.
 */
export const forgetOther = async (
  needs: ConsentNeeds,
  individualId: string,
  caller: Caller,
): Promise<{ readonly forgotten: number; readonly kept: number }> => {
  const { table } = needs;
  const { once: _once, ...context } = caller;
  const records = shelf(table, KeptRecords, individualId);
  const all = await records.all();
  const individual = await shelf(table, Individuals).find(individualId);
  const owner = individual?.value.by ?? caller.client;
  let forgotten = 0;
  for (const record of all) {
    const { id, dataAgreementId, agreementRevisionId, state } = record.value;
    const { object } = await agreements(needs).read(dataAgreementId, caller.at, agreementRevisionId);
    if (object.forgettable !== true && state === 'signed') continue;
    const own = { ...context, causationId: `${caller.causationId}:${id}` };
    await records.remove(id, own, record, await traces(needs, record.value, owner, own));
    forgotten += 1;
  }
  const kept = all.length - forgotten;
  if (kept === 0 && individual !== undefined) {
    const { id, by } = individual.value;
    const gone = [
      { remove: { pk: keys.shelf(Individuals.name, 'all'), sk: id } },
      { remove: { pk: keys.shelf(IndividualsOf.name, by), sk: id } },
    ];
    await commitBeside(table, context, gone, null);
  }
  return { forgotten, kept };
};
