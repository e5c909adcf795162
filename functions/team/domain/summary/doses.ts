import { allOf } from '../../../casefile/files.ts';
import { NextDosesOfChildren } from '../../../immunization/records.ts';
import type { Summariser } from './summariser.ts';

/** The next vaccines of each child, under the child's id, and whether they are overdue by the day of the summary. */
export const dosesSummary: Summariser = {
  section: 'doses',
  of: (file, today) =>
    allOf(file, NextDosesOfChildren).map(({ childId, status, doses, dueOn, closesOn }) => ({
      what: `${today > closesOn ? 'overdue' : status} ${childId}`,
      value: doses.join(', '),
      on: dueOn,
    })),
};
