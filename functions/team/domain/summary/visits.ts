import { Visits } from '../../../care/records.ts';
import { allOf } from '../../../casefile/files.ts';
import type { Line, Summariser } from './summariser.ts';

/** The last visit, and of everything that was ever measured the last value; those of a child under the child's id. */
export const visitsSummary: Summariser = {
  section: 'visits',
  of: (file): readonly Line[] => {
    const visits = allOf(file, Visits).toSorted((left, right) => left.on.localeCompare(right.on));
    const last = visits.at(-1);
    const measured = new Map<string, Line>();
    for (const { measurements, childId, on } of visits)
      for (const [name, value] of Object.entries(measurements)) {
        const what = childId === undefined ? name : `${name} ${childId}`;
        measured.set(what, { what, value, on });
      }
    return [
      { what: 'visits', value: visits.length },
      ...(last === undefined ? [] : [{ what: 'last', value: last.kind, on: last.on }]),
      ...measured.values(),
    ];
  },
};
