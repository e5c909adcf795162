import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { recordScreen as decideRecord } from '../domain/record.ts';
import { Result, ScreenStatus } from '../records.ts';
import { seesResults } from '../domain/sees-results.ts';
import { settingOf, type Needs } from './needs.ts';

const MOST_ITEMS = 60;

/** `POST /cases/{caseId}/screens`: records a questionnaire that a worker went through with a mother. */
export const recordScreen = (needs: Needs) =>
  operation('recordScreen', {
    route: 'POST /cases/{caseId}/screens',
    scope: 'screening.write',
    summary: 'Record a completed questionnaire',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      questionnaire: z.string().min(1).max(64),
      on: PlainDate.optional().describe('the day of the answers; left out: today'),
      answers: z
        .record(z.string().max(64), z.int().nullable())
        .refine((answers) => Object.keys(answers).length <= MOST_ITEMS, `may hold ${String(MOST_ITEMS)} answers`)
        .default({})
        .describe('by item: the number, the position of the option counted from 1, or 1 and 0 for yes and no; null: would rather not say'),
      total: z.int().optional().describe('of a printed sheet, where the wording is not here'),
    }),
    response: z.object({
      screenId: z.uuid(),
      status: ScreenStatus,
      next: z.string().nullable().describe('the questionnaire that has to follow'),
      result: Result.optional().describe('for the roles that the programme names'),
    }),
    async run({ path, body }, caller) {
      // what is kept to answer a repeat is the same for everybody; who may see the result is asked each time
      const { result, programme, ...answer } = await needs.files.change(path.caseId, caller, (file) => {
        const { answer: recorded, ...change } = decideRecord(settingOf(needs, file, caller), body);
        const { screenId, status, result: found } = recorded.screen;
        return { ...change, answer: { screenId, status, result: found, next: recorded.next, programme: file.root.programme } };
      });
      return seesResults(needs.programmes.get(programme), caller) ? { ...answer, result } : answer;
    },
  });
