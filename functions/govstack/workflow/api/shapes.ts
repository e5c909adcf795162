import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import type { Run } from '../../../runtime/workflows.ts';
import type { Table } from '../../../table/table.ts';
import { shelf } from '../../shelf.ts';
import { findKnown, ProcessDefinition, shownProcesses, type KnownProcess, type Process } from '../domain/processes.ts';
import { ProcessNotes } from '../records.ts';

export const ProcessAnswer = z.object({ id: z.string(), processDefinition: ProcessDefinition });

export const InstanceAnswer = z.object({
  id: z.int(),
  processRef: z.string(),
  initTime: z.iso.datetime(),
  state: z.string(),
  lastChangeTime: z.iso.datetime(),
});

/** What is answered about an instance that was started or stopped. */
export const Standing = z.object({ id: z.string(), processRef: z.string(), suspended: z.boolean(), ended: z.boolean(), state: z.string() });

export const InstancePath = z.strictObject({ instanceId: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });
export const ProcessPath = z.strictObject({ processId: z.string().min(1).max(80) });

export const tell = (id: number, machine: string, { state, startedAt, endedAt }: Run): z.infer<typeof InstanceAnswer> => ({
  id,
  processRef: machine,
  initTime: startedAt,
  state,
  lastChangeTime: endedAt ?? startedAt,
});

/** The processes that are shown. */
export const processesOf = async (table: Table): Promise<readonly Process[]> =>
  shownProcesses((await shelf(table, ProcessNotes).all()).map(({ value }) => value));

/** @throws {Problem} RecordNotFound for a process that is not deployed, or not shown */
export const getProcessOf = async (table: Table, id: string): Promise<{ readonly known: KnownProcess; readonly process: Process }> => {
  const known = findKnown(id);
  const process = known === undefined ? undefined : (await processesOf(table)).find((one) => one.id === known.machine);
  if (known === undefined || process === undefined) throw new Problem('RecordNotFound', 'there is no process of this id');
  return { known, process };
};
