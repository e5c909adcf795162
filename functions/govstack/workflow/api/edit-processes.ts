import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, reply, type Caller } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { definitionOf, findKnown, ProcessDefinition, type ProcessNote } from '../domain/processes.ts';
import { ProcessNotes } from '../records.ts';
import type { Needs } from './needs.ts';
import { getProcessOf, ProcessAnswer, ProcessPath } from './shapes.ts';

type Needed = Pick<Needs, 'table'>;

const store = async ({ table }: Needed, note: ProcessNote, caller: Caller): Promise<ProcessNote> => {
  const notes = shelf(table, ProcessNotes);
  return (await notes.put(note, caller, await notes.find(note.process))).value;
};

/** `POST /processes`: shows a process that is deployed; a definition that is not known here is refused, since a process is reviewed code. */
export const addProcess = (needs: Needed) =>
  operation('addProcess', {
    route: 'POST /processes',
    scope: 'exchange.manage',
    summary: 'Show a deployed process under this definition',
    status: 201,
    body: ProcessDefinition,
    response: ProcessAnswer,
    run: async ({ body }, caller) => {
      const known = findKnown(body.name);
      if (known === undefined) throw invalidRequest({ pointer: '#/body/name', detail: 'is no process that is deployed here' });
      const { process, definition } = await store(needs, { process: known.machine, shown: true, definition: body }, caller);
      return { id: process, processDefinition: definition };
    },
  });

/** `PUT /processes/{processId}`: changes what is said of a process; what it does is not changed here. */
export const updateProcess = (needs: Needed) =>
  operation('updateProcess', {
    route: 'PUT /processes/{processId}',
    scope: 'exchange.manage',
    summary: 'Change what is said of a process',
    status: 204,
    path: ProcessPath,
    body: ProcessDefinition.partial(),
    response: z.null(),
    run: async ({ path, body }, caller) => {
      const { known, process } = await getProcessOf(needs.table, path.processId);
      const definition = ProcessDefinition.parse({ ...process.processDefinition, ...body });
      await store(needs, { process: known.machine, shown: true, definition }, caller);
      return reply({ raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });

/** `DELETE /processes/{processId}`: no longer shows a process; what runs of it runs on. */
export const deleteProcess = (needs: Needed) =>
  operation('deleteProcess', {
    route: 'DELETE /processes/{processId}',
    scope: 'exchange.manage',
    summary: 'No longer show a process',
    status: 200,
    path: ProcessPath,
    response: z.object({}),
    run: async ({ path }, caller) => {
      const { known } = await getProcessOf(needs.table, path.processId);
      await store(needs, { process: known.machine, shown: false, definition: definitionOf(known) }, caller);
      return {};
    },
  });
