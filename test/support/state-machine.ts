import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

/** A state machine as it is deployed, read from its file. */
export interface StateMachine {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

export const readMachine = (name: string): StateMachine =>
  JSON.parse(readFileSync(`statemachines/${name}.asl.json`, 'utf8')) as StateMachine;

const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => { isValid: boolean; errorsText: () => string };

/** The faults that the language's own validator finds; empty when there are none. */
export const faultsOf = (machine: StateMachine): string => {
  const { isValid, errorsText } = validate(machine);
  return isValid ? '' : errorsText();
};

/** The task states of a machine with the task that each names. */
export const tasksOf = ({ States }: StateMachine) =>
  Object.entries(States)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name, state]) => ({ name, state, task: String(state.Parameters?.Payload['task']) }));

/** `Verify identity` -> `VerifyIdentity` */
export const taskName = (state: string): string => state.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
