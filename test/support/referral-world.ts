import type { NewFact } from '../../events/fact.ts';
import type { Placed } from '../../functions/casefile/entity.ts';
import type { CaseFile, Change } from '../../functions/casefile/files.ts';
import type { LoadedOrganisation } from '../../functions/referrals/domain/organisation.ts';
import { keys, type Key } from '../../functions/table/keys.ts';
import type { Item, Write } from '../../functions/table/table.ts';
import { aRoot, shippedProgrammes } from './builders.ts';

export const RULES = shippedProgrammes.get('DEFAULT').operations.referrals;

export const anOrganisation = (organisationId: string, changes: Partial<LoadedOrganisation> = {}): LoadedOrganisation => ({
  organisationId,
  version: 1,
  name: `The ${organisationId}`,
  calledAs: `Friends of ${organisationId}`,
  kind: 'community',
  areas: ['north-1'],
  domains: ['food'],
  languages: ['en'],
  capacity: 10,
  openHours: [],
  active: true,
  phone: 'sealed',
  load: 0,
  ...changes,
});

/** A case in memory that takes changes as one transaction each, and what was published and counted. */
export interface MemoryCase {
  readonly file: () => CaseFile;
  readonly facts: NewFact[];
  /** Referrals in hand by organisation, as the counters say. */
  readonly inHand: Map<string, number>;
  readonly commit: <Answer>(change: Change<Answer>) => Answer;
}

export const aMemoryCase = (): MemoryCase => {
  const root = aRoot();
  const items = new Map<string, Item>();
  const facts: NewFact[] = [];
  const inHand = new Map<string, number>();
  const skOf = ({ pk, sk }: Key): string => {
    if (pk !== keys.case(root.caseId)) throw new Error(`a key of another partition: ${pk}`);
    return sk;
  };
  const once = (touched: Set<string>, key: Key): void => {
    const name = `${key.pk} ${key.sk}`;
    if (touched.has(name)) throw new Error(`a transaction touches ${name} twice`);
    touched.add(name);
  };
  const count = (write: Write): void => {
    if (!('add' in write)) return;
    const name = String(write.set['organisationId']);
    inHand.set(name, (inHand.get(name) ?? 0) + (write.by['referrals'] ?? 0));
  };
  const commit = <Answer>({ put = [], remove = [], also = [], facts: published = [], answer }: Change<Answer>): Answer => {
    const placed = put.map((one: Placed) => one.toItem({ root, shards: 1 }));
    const touched = new Set<string>();
    for (const key of [...placed, ...remove, ...also.map((write) => ('add' in write ? write.add : write) as Key)]) once(touched, key);
    for (const item of placed) items.set(item.sk, item);
    for (const key of remove) items.delete(skOf(key));
    also.forEach(count);
    facts.push(...published);
    return answer;
  };
  return {
    file: () => ({ root, items: [...items.values()].sort((left, right) => left.sk.localeCompare(right.sk)) }),
    facts,
    inHand,
    commit,
  };
};
