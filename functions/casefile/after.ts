import { keys, type Key } from '../table/keys.ts';
import type { CaseFile, Change } from './files.ts';

type Written = Pick<Change<unknown>, 'root' | 'put' | 'remove'>;

const isAt = (left: Key, right: Key): boolean => left.pk === right.pk && left.sk === right.sk;

/** The case as a change will leave it, so that what follows from it can be part of the same transaction. */
export const afterChange = (file: CaseFile, { root = file.root, put = [], remove = [] }: Written): CaseFile => {
  const placed = put.map((one) => one.toItem({ root, shards: 1 })).filter(({ pk }) => pk === keys.case(root.caseId));
  const kept = file.items.filter((item) => !remove.some((key) => isAt(key, item)) && !placed.some((key) => isAt(key, item)));
  return { root, items: [...kept, ...placed] };
};
