import { workflowBlock } from '../../functions/govstack/workflow/block.ts';
import type { Run, WorkflowRuns } from '../../functions/runtime/workflows.ts';
import { callBlock, type BlockAnswer, type BlockCall } from './block-call.ts';
import { memoryTable } from './memory-table.ts';
import { worldOn, type World } from './world.ts';

/** The Workflow block over a table in memory, and executions that stand still. */
export interface WorkflowWorld extends World {
  /** The executions, by machine and name. */
  readonly executions: Map<string, Run & { readonly caseId?: string }>;
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
}

const keyOf = (machine: string, name: string): string => `${machine}:${name}`;

export const aWorkflowWorld = (): WorkflowWorld => {
  const world = worldOn(memoryTable());
  const executions: WorkflowWorld['executions'] = new Map([
    [
      keyOf('verification', 'run-1'),
      { name: 'run-1', state: 'completed', startedAt: '2026-02-01T10:00:00.000Z', endedAt: '2026-02-01T10:05:00.000Z' },
    ],
    [keyOf('exit-sweep', 'run-2'), { name: 'run-2', state: 'running', startedAt: '2026-02-02T10:00:00.000Z' }],
    [keyOf('payment', 'run-3'), { name: 'run-3', state: 'running', startedAt: '2026-02-03T10:00:00.000Z' }],
  ]);
  const runs: WorkflowRuns = {
    list: (machine, limit) =>
      Promise.resolve([...executions].flatMap(([key, run]) => (key.startsWith(`${machine}:`) ? [run] : [])).slice(0, limit)),
    find: (machine, name) => Promise.resolve(executions.get(keyOf(machine, name))),
    stop: (machine, name) => {
      const run = executions.get(keyOf(machine, name));
      if (run !== undefined) executions.set(keyOf(machine, name), { ...run, state: 'stopped' });
      return Promise.resolve();
    },
  };
  const block = workflowBlock({ table: world.table, files: world.files, runs });
  return { ...world, executions, call: (method, path, options) => callBlock(block, method, path, options) };
};
