import { authorize } from '../access/principal.ts';
import { parseJson, type Json } from '../json.ts';
import type { Execution, Machines } from '../machines/machines.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Service } from './call.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const optional = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const seconds = (instant: string): number => Date.parse(instant) / 1000;

const describe = (execution: Execution) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machineArn,
  name: execution.name,
  status: execution.status,
  startDate: seconds(execution.startedAt),
  ...(execution.endedAt !== null && { stopDate: seconds(execution.endedAt) }),
});

const answerOf = (output: string): Json => {
  try {
    return parseJson(output);
  } catch {
    throw new AwsError('InvalidOutput', 'Invalid Output: the output is not JSON');
  }
};

/** Step Functions, as functions and state machines call it. */
export const statesService =
  (machines: () => Machines): Service =>
  ({ principal, action, input }) => {
    const allow = (resource: string) => authorize(principal, `states:${action}`, resource);
    const token = text(input['taskToken']);
    switch (action) {
      case 'StartExecution': {
        const machineArn = text(input['stateMachineArn']);
        allow(machineArn);
        const { arn, startedAt } = machines().start(machineArn, { name: optional(input['name']), input: optional(input['input']) ?? '{}' });
        return Promise.resolve({ executionArn: arn, startDate: seconds(startedAt) });
      }
      case 'SendTaskSuccess':
        allow(machines().tokens.machineOf(token));
        machines().tokens.succeed(token, answerOf(text(input['output'])));
        return Promise.resolve({});
      case 'SendTaskFailure':
        allow(machines().tokens.machineOf(token));
        machines().tokens.fail(token, text(input['error']), text(input['cause']));
        return Promise.resolve({});
      case 'SendTaskHeartbeat':
        allow(machines().tokens.machineOf(token));
        machines().tokens.heartbeat(token);
        return Promise.resolve({});
      case 'DescribeExecution': {
        const arn = text(input['executionArn']);
        allow(arn);
        const execution = machines().find(arn);
        if (execution === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
        const { output, error, cause } = execution;
        return Promise.resolve({
          ...describe(execution),
          input: execution.input,
          ...(output !== null && { output }),
          ...(error !== null && { error }),
          ...(cause !== null && { cause }),
        });
      }
      case 'ListExecutions': {
        const machineArn = text(input['stateMachineArn']);
        allow(machineArn);
        const status = optional(input['statusFilter']);
        const found = machines()
          .executions()
          .filter((execution) => execution.machineArn === machineArn && (status === undefined || execution.status === status));
        return Promise.resolve({
          executions: found
            .reverse()
            .slice(0, Number(input['maxResults'] ?? 1000))
            .map(describe),
        });
      }
      case 'StopExecution': {
        const arn = text(input['executionArn']);
        allow(arn);
        if (machines().find(arn) === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
        machines().stop(arn, text(input['error']), text(input['cause']));
        return Promise.resolve({ stopDate: Date.now() / 1000 });
      }
      default:
        throw new AwsError('UnknownOperationException', `the local system does not host states:${action}`);
    }
  };
