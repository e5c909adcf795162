import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { seesResults } from '../domain/sees-results.ts';
import { screensOf } from '../domain/setting.ts';
import { Screen } from '../records.ts';
import { screenView, type Needs } from './needs.ts';

/** `GET /cases/{caseId}/screens`: the questionnaires of a mother; answers and results for the roles that the programme names. */
export const listScreens = ({ files, programmes }: Pick<Needs, 'files' | 'programmes'>) =>
  operation('listScreens', {
    route: 'GET /cases/{caseId}/screens',
    scope: 'screening.read',
    summary: 'List the questionnaires of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(Screen.omit({ asking: true, nextOn: true }).partial({ answers: true })) }),
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'screens');
      const withResult = seesResults(programmes.get(file.root.programme), caller);
      const shownOn = ({ endedOn, plannedOn, offeredAt }: Screen): string => endedOn ?? plannedOn ?? offeredAt ?? '';
      const items = [...screensOf(file)].sort((left, right) => shownOn(left).localeCompare(shownOn(right)));
      return { items: items.map((screen) => screenView(screen, withResult)) };
    },
  });
