import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Id } from '../../policy/schema/vocabulary.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { dutiesOf } from '../reach.ts';
import { refusePartner } from './alert-view.ts';
import { DutyView, shownDuty } from './duty-view.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /areas/{area}/duties`: who holds which duty in an area, without their phones. */
export const listDuties = ({ table }: Needs) =>
  operation('listDuties', {
    route: 'GET /areas/{area}/duties',
    scope: 'worker.read',
    summary: 'List who holds the duties of an area',
    status: 200,
    path: z.strictObject({ area: Id }),
    response: z.object({ items: z.array(DutyView) }),
    async run({ path: { area } }, caller) {
      refusePartner(caller);
      refuseOutside(caller, area);
      return { items: (await dutiesOf(table, area)).map(shownDuty) };
    },
  });
