import { allOf, type CaseFile } from '../../casefile/files.ts';
import { Readings } from '../records.ts';

/** The birth weight of a child in grams, as it was recorded last; undefined where nobody weighed it. */
export const birthWeightOf = (file: CaseFile, childId: string): number | undefined =>
  allOf(file, Readings)
    .filter((reading) => reading.kind === 'birthWeight' && reading.childId === childId && reading.voided === undefined)
    .toSorted((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1))
    .at(-1)?.values['value'];
