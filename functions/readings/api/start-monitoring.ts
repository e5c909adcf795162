import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import { addDays, PlainDate } from '../../kernel/dates.ts';
import { implausible } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { startMonitoring as decide } from '../domain/monitoring.ts';
import { MonitoringPlan } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';

/** How long ahead a plan may be started. */
const MOST_DAYS_AHEAD = 30;

/** `POST /cases/{caseId}/monitoring`: starts the days on which she measures her blood pressure herself and texts it. */
export const startMonitoring = ({ files, programmes }: Needs) =>
  operation('startMonitoring', {
    route: 'POST /cases/{caseId}/monitoring',
    scope: 'care.write',
    summary: 'Start the blood pressure monitoring of a mother',
    status: 201,
    path: CasePath,
    body: z.strictObject({ startsOn: PlainDate.optional().describe('left out: today') }),
    response: MonitoringPlan,
    run: ({ path, body: { startsOn } }, caller) =>
      files.change(path.caseId, caller, (file) => {
        const programme = programmes.get(file.root.programme);
        const today = dayOf(programme, caller.at);
        const day = startsOn ?? today;
        if (day < today || day > addDays(today, MOST_DAYS_AHEAD)) throw implausible('/startsOn', `may lie from ${today} to 30 days ahead`);
        return decide(file, programme, day, caller);
      }),
  });
