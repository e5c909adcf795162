import { Children } from '../../../casefile/case.ts';
import { allOf } from '../../../casefile/files.ts';
import { daysBetween } from '../../../kernel/dates.ts';
import type { Line, Summariser } from './summariser.ts';

/** Where the case stands, and how old the children are, in days. */
export const caseSummary: Summariser = {
  section: 'case',
  of: (file, today): readonly Line[] => {
    const { status, programme, registeredAt, pregnancy, enrolled } = file.root;
    return [
      { what: 'status', value: status },
      { what: 'programme', value: programme },
      { what: 'registered', value: true, on: registeredAt.slice(0, 10) },
      ...(enrolled === undefined ? [] : [{ what: 'enrolled', value: true, on: enrolled.at.slice(0, 10) }]),
      ...(pregnancy.expectedOn === undefined || pregnancy.endedOn !== undefined
        ? []
        : [{ what: 'expected', value: daysBetween(today, pregnancy.expectedOn), on: pregnancy.expectedOn }]),
      ...allOf(file, Children).map((child) => ({
        what: child.diedOn === undefined ? 'childAgeDays' : 'childDied',
        value: child.diedOn === undefined ? daysBetween(child.bornOn, today) : true,
        on: child.diedOn ?? child.bornOn,
      })),
    ];
  },
};
