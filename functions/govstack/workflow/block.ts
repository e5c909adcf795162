import { buildingBlock } from '../building-block.ts';
import { addProcess, deleteProcess, updateProcess } from './api/edit-processes.ts';
import { getInstance } from './api/get-instance.ts';
import { getProcess } from './api/get-process.ts';
import { listInstances } from './api/list-instances.ts';
import { listProcesses } from './api/list-processes.ts';
import type { Needs } from './api/needs.ts';
import { startProcess } from './api/start-process.ts';
import { stopInstance } from './api/stop-instance.ts';
import { instanceNumbers } from './instances.ts';

/** The Workflow block: processes are the state machines that are deployed, instances their executions. */
export const workflowBlock = (props: Omit<Needs, 'numbers'>) => {
  const needs: Needs = { ...props, numbers: instanceNumbers(props.table) };
  return buildingBlock({
    name: 'workflow',
    table: props.table,
    operations: [
      listProcesses(needs),
      getProcess(needs),
      addProcess(needs),
      updateProcess(needs),
      deleteProcess(needs),
      startProcess(needs),
      listInstances(needs),
      getInstance(needs),
      stopInstance(needs),
    ],
  });
};
