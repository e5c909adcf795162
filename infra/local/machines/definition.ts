import type { Json } from '../json.ts';
import { isObject } from '../json.ts';
import { parseIntrinsic } from './intrinsics.ts';
import { compilePath } from './json-path.ts';

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

export type ChoiceRule = { readonly [key: string]: Json };

/** A state of the JSONPath dialect; which fields it has depends on its type. */
export interface State {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Pass' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';
  readonly Next?: string;
  readonly End?: boolean;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly ResultPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Result?: Json;
  readonly Branches?: readonly States[];
  readonly ItemProcessor?: States;
  readonly Iterator?: States;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly ItemBatcher?: { readonly MaxItemsPerBatch?: number; readonly BatchInput?: Json };
  readonly MaxConcurrency?: number;
  readonly ToleratedFailureCount?: number;
  readonly ToleratedFailurePercentage?: number;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends States {
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
}

const COMMON = ['Type', 'Comment', 'QueryLanguage', 'InputPath', 'OutputPath'];
const FLOW = ['Next', 'End'];
const RESULT = ['ResultPath', 'ResultSelector', 'Parameters', 'Retry', 'Catch'];

const FIELDS: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: [...COMMON, ...FLOW, ...RESULT, 'Resource', 'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'],
  Choice: [...COMMON, 'Choices', 'Default'],
  Wait: [...COMMON, ...FLOW, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Pass: [...COMMON, ...FLOW, 'Result', 'ResultPath', 'Parameters'],
  Parallel: [...COMMON, ...FLOW, ...RESULT, 'Branches'],
  Map: [
    ...COMMON,
    ...FLOW,
    ...RESULT,
    'ItemProcessor',
    'Iterator',
    'ItemsPath',
    'ItemSelector',
    'ItemBatcher',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
  Succeed: COMMON,
  Fail: ['Type', 'Comment', 'QueryLanguage', 'Error', 'ErrorPath', 'Cause', 'CausePath'],
};

const RESOURCE =
  /^arn:[\w-]+:(?:lambda:[\w-]*:\d*:function:[\w-]+(?::\$LATEST)?|states:::(?:lambda:invoke|sns:publish|sqs:sendMessage|events:putEvents|states:startExecution)(?:\.waitForTaskToken)?|states:::states:startExecution\.sync(?::2)?|states:::dynamodb:(?:get|put|update|delete)Item)$/;

const checkTemplate = (template: Json | undefined): void => {
  if (Array.isArray(template)) {
    (template as readonly Json[]).forEach(checkTemplate);
    return;
  }
  if (!isObject(template)) return;
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith('.$')) checkTemplate(value);
    else if (typeof value !== 'string') throw new Error(`${key} must hold a path or an intrinsic`);
    else if (value.startsWith('$')) compilePath(value.replace(/^\$\$/, '$'));
    else parseIntrinsic(value);
  }
};

const checkState = (name: string, state: State, siblings: States['States']): void => {
  const fields = (FIELDS as Readonly<Record<string, readonly string[] | undefined>>)[state.Type];
  if (fields === undefined) throw new Error(`unknown type ${state.Type}`);
  const unknown = Object.keys(state).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw new Error(`the local system does not know ${unknown.join(', ')} of a ${state.Type}`);
  const { QueryLanguage: language } = state as { QueryLanguage?: string };
  if (language !== undefined && language !== 'JSONPath') throw new Error(`the local system runs JSONPath, not ${language}`);
  const targets = [
    state.Next,
    state.Default,
    ...(state.Catch ?? []).map(({ Next }) => Next),
    ...(state.Choices ?? []).map((choice) => choice['Next'] as string),
  ];
  for (const target of targets) if (target !== undefined && !(target in siblings)) throw new Error(`there is no state ${target}`);
  if (FLOW.some((field) => fields.includes(field)) && state.Next === undefined && state.End !== true)
    throw new Error('it needs Next or End');
  if (state.Type === 'Task' && !RESOURCE.test(state.Resource ?? ''))
    throw new Error(`the local system does not know the resource ${state.Resource ?? '(none)'}`);
  for (const template of [state.Parameters, state.ResultSelector, state.ItemSelector]) checkTemplate(template);
  for (const path of [state.InputPath, state.OutputPath, state.ResultPath, state.ItemsPath])
    if (typeof path === 'string') compilePath(path.replace(/^\$\$/, '$'));
  for (const branch of [...(state.Branches ?? []), ...[state.ItemProcessor ?? state.Iterator ?? []].flat()]) checkStates(branch, name);
};

const checkStates = ({ StartAt: start, States: states }: States, where: string): void => {
  if (!(start in states)) throw new Error(`${where}: there is no state ${start} to start at`);
  for (const [name, state] of Object.entries(states)) {
    try {
      checkState(name, state, states);
    } catch (error) {
      throw new Error(`${where}, state "${name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
};

/**
 * Reads a definition and refuses what the local interpreter would not run as AWS does.
 * @throws Error naming machine, state and field
 */
export const readDefinition = (machine: string, text: string): Definition => {
  const definition = JSON.parse(text) as Definition & { QueryLanguage?: string };
  if (definition.QueryLanguage !== undefined && definition.QueryLanguage !== 'JSONPath')
    throw new Error(`${machine}: the local system runs JSONPath, not ${definition.QueryLanguage}`);
  const unknown = Object.keys(definition).filter(
    (field) => !['StartAt', 'States', 'Comment', 'TimeoutSeconds', 'Version', 'QueryLanguage'].includes(field),
  );
  if (unknown.length > 0) throw new Error(`${machine}: the local system does not know ${unknown.join(', ')}`);
  checkStates(definition, machine);
  return definition;
};
