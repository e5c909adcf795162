import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { shelf } from '../../shelf.ts';
import { schemaFault } from '../form-schema.ts';
import { EForm, EForms, RecordId } from '../records.ts';
import { eFormView, EFormView } from '../views.ts';

interface Needs {
  readonly table: Table;
}

/** `PUT /eForms/{eFormId}`: a form of one or several services; it replaces what was there. */
export const putEForm = ({ table }: Needs) =>
  operation('putEForm', {
    route: 'PUT /eForms/{eFormId}',
    scope: 'exchange.manage',
    summary: 'Set up a form',
    status: 200,
    path: z.strictObject({ eFormId: RecordId }),
    body: EForm.omit({ eFormId: true, formVersion: true }).extend({ version: EForm.shape.formVersion }),
    response: EFormView,
    async run({ path: { eFormId }, body: { version, ...body } }, caller) {
      const fault = schemaFault(body.schema);
      if (fault !== undefined) throw invalidRequest({ pointer: '#/body/schema', detail: fault.slice(0, 300) });
      const forms = shelf(table, EForms);
      const { value } = await forms.put({ eFormId, formVersion: version, ...body }, caller, await forms.find(eFormId));
      return eFormView(value);
    },
  });
