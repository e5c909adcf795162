import { commitBeside } from '../../casefile/files.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import { shelf } from '../shelf.ts';
import { chainKept, chainName } from './chains.ts';
import type { ConsentNeeds } from './consents.ts';
import { agreements } from './policies.ts';
import { Individuals, IndividualsOf, KeptRecords, KeptRevisions, RecordsUnder, type KeptRecord } from './records.ts';

/** Everything that is kept of a record beside it: where it is listed, and what it has been. */
const traces = async ({ table }: ConsentNeeds, { id, dataAgreementId }: KeptRecord) => [
  { remove: { pk: keys.shelf(RecordsUnder.name, dataAgreementId), sk: id } },
  ...(await chainKept(table, 'consentRecord', id)).map((one) => ({
    remove: { pk: keys.shelf(KeptRevisions.name, chainName('consentRecord', id)), sk: KeptRevisions.idOf(one) },
  })),
];

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
  let forgotten = 0;
  for (const record of all) {
    const { id, dataAgreementId, agreementRevisionId, state } = record.value;
    const { object } = await agreements(needs).read(dataAgreementId, caller.at, agreementRevisionId);
    if (object.forgettable !== true && state === 'signed') continue;
    await records.remove(id, { ...context, causationId: `${caller.causationId}:${id}` }, record, await traces(needs, record.value));
    forgotten += 1;
  }
  const kept = all.length - forgotten;
  const individual = await shelf(table, Individuals).find(individualId);
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
