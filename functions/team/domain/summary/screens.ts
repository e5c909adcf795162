import { allOf } from '../../../casefile/files.ts';
import { isUnderWay, Screens } from '../../../screening/records.ts';
import type { Line, Summariser } from './summariser.ts';

/** The questionnaires that wait for answers, and each that was answered, the last time; for whom the programme allows it with its band, never a score. */
export const screensSummary: Summariser = {
  section: 'screens',
  of: (file, _, seesResults): readonly Line[] => {
    const screens = allOf(file, Screens);
    const completed = new Map<string, Line>();
    for (const { questionnaire, endedOn = '', result } of screens
      .filter(({ status }) => status === 'completed')
      .toSorted((left, right) => (left.endedOn ?? '').localeCompare(right.endedOn ?? ''))) {
      const band = seesResults ? result?.band : undefined;
      completed.set(questionnaire, { what: questionnaire, value: band === undefined ? 'completed' : `completed ${band}`, on: endedOn });
    }
    return [
      ...screens.filter(isUnderWay).map(({ questionnaire, status, offeredAt }) => ({
        what: questionnaire,
        value: status,
        ...(offeredAt === undefined ? {} : { on: offeredAt.slice(0, 10) }),
      })),
      ...completed.values(),
    ];
  },
};
