import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { shelf } from '../../shelf.ts';
import { RecordId, RegistrationName, RegistrationNames } from '../records.ts';

interface Needs {
  readonly table: Table;
}

/** `PUT /registrationNames/{registrationName}`: a name under which statistics are asked for. */
export const putRegistrationName = ({ table }: Needs) =>
  operation('putRegistrationName', {
    route: 'PUT /registrationNames/{registrationName}',
    scope: 'exchange.manage',
    summary: 'Name programmes and services whose statistics are asked for together',
    status: 200,
    path: z.strictObject({ registrationName: RecordId }),
    body: RegistrationName.omit({ registrationName: true }),
    response: RegistrationName,
    async run({ path: { registrationName }, body }, caller) {
      const names = shelf(table, RegistrationNames);
      const { value } = await names.put({ registrationName, ...body }, caller, await names.find(registrationName));
      return value;
    },
  });
