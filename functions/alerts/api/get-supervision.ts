import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { AlertLevel, ALERT_LEVELS } from '../../policy/schema/alert-kinds.ts';
import { dateOf, PlainDate } from '../../kernel/dates.ts';
import { Id } from '../../policy/schema/vocabulary.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { AGES } from '../domain/supervision.ts';
import { readSupervision } from '../supervision.ts';
import { refusePartner } from './alert-view.ts';

const Tally = z.object({ count: z.int(), atLeast: z.boolean().describe('there are more than were counted') });

interface Needs {
  readonly table: Table;
}

/** `GET /areas/{area}/supervision`: the load of an area's workers and what is late there, read from indexes alone. */
export const getSupervision = ({ table }: Needs) =>
  operation('getSupervision', {
    route: 'GET /areas/{area}/supervision',
    scope: 'worker.read',
    roles: ['supervisor', 'manager', 'admin'],
    summary: "Workers' load and what is late in an area",
    status: 200,
    path: z.strictObject({ area: Id }),
    query: z.strictObject({
      day: PlainDate.optional().describe('the today of the area; absent: that of UTC'),
      overtakenSince: PlainDate.optional().describe('from which day alerts that were overtaken count; absent: all of them'),
      cursor: z.string().max(2048).optional().describe('the next workers'),
    }),
    response: z.object({
      workers: z.array(
        z.object({
          workerId: z.string(),
          displayName: z.string().optional(),
          active: z.boolean(),
          capacity: z.int(),
          load: z.int(),
          overdueContacts: Tally.describe('in all of her areas'),
          openAlerts: Tally.describe('in all of her areas'),
        }),
      ),
      alerts: z.object({
        atLeast: z.boolean(),
        levels: z.array(
          z.object({
            level: AlertLevel,
            open: z.int().describe('nobody has accepted'),
            accepted: z.int(),
            ages: z.record(z.enum(AGES), z.int()).describe('of those that are open, since they were raised'),
          }),
        ),
        overtaken: Tally.describe('ended by what happened to her, such as her death, while nobody had accepted them'),
      }),
      overdueReviews: Tally,
      overdueGrievances: Tally,
      next: z.string().optional(),
    }),
    async run({ path: { area }, query: { day, overtakenSince, cursor } }, caller) {
      refusePartner(caller);
      refuseOutside(caller, area);
      return readSupervision(table, { area, today: day ?? dateOf(caller.at), at: caller.at, levels: ALERT_LEVELS, overtakenSince, cursor });
    },
  });
