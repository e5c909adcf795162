import { Grievances } from '../../../care/records.ts';
import { allOf } from '../../../casefile/files.ts';
import type { Summariser } from './summariser.ts';

/** The complaints that wait for an answer. Those about somebody's conduct are not for everybody around the case. */
export const grievancesSummary: Summariser = {
  section: 'grievances',
  of: (file) =>
    allOf(file, Grievances)
      .filter(({ status, about }) => status === 'open' && about !== 'conduct')
      .map(({ about, dueOn }) => ({ what: 'open', value: about, on: dueOn })),
};
