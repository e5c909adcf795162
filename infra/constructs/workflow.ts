import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { BuiltFunction } from '../manifest.ts';
import { acknowledge } from './acknowledgements.ts';
import type { ContextFunction } from './context-function.ts';
import { readDefinition, type Definition } from './definition.ts';
import { deliversLogs, invokes, traces } from './grants.ts';

const FOLDER = join(import.meta.dirname, '../../statemachines');

/** `updateSweep` of a wiring is `update-sweep` as a file. */
export const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Whether the machine's file has been written. */
export const isDefined = (name: string, folder: string = FOLDER): boolean => existsSync(join(folder, `${kebab(name)}.asl.json`));

export interface WorkflowProps {
  /** Every function that the file names in a placeholder, and no other, by name. */
  readonly functions: Readonly<Record<string, { readonly part: ContextFunction; readonly built: BuiltFunction }>>;
  readonly logGroup: ILogGroup;
  /** @default - `statemachines/` of this repository */
  readonly folder?: string | undefined;
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

const refuseDisagreement = (file: string, { placeholders, runs }: Definition, functions: WorkflowProps['functions']): void => {
  const missing = placeholders.filter((name) => !(name in functions));
  const unused = Object.keys(functions).filter((name) => !placeholders.includes(name));
  if (missing.length + unused.length > 0)
    throw new Error(`${file} and its functions must agree; missing: ${listed(missing)}; unused: ${listed(unused)}`);
  for (const { state, functionName, task } of runs) {
    const built = functions[functionName]?.built;
    const known = built?.kind === 'tasks' ? built.tasks : built?.kind === 'sweeps' ? built.sweeps : [];
    if (!known.includes(task))
      throw new Error(`${file}: state "${state}" runs task ${task}, which ${functionName} does not have; it has: ${listed(known)}`);
  }
};

/**
 * A state machine whose definition is `statemachines/<id in kebab case>.asl.json`, with a role that may run the functions which
 * the file names and nothing else. The text is inlined, so that the template shows it and the local system reads it there.
 * @throws Error when the file and the given functions do not agree
 */
export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { functions, logGroup, folder = FOLDER }: WorkflowProps) {
    super(scope, id);
    const file = `${kebab(id)}.asl.json`;
    const definition = readDefinition(readFileSync(join(folder, file), 'utf8'));
    refuseDisagreement(file, definition, functions);
    const lambdas = Object.entries(functions).map(([name, { part }]) => ({ name, lambda: part.lambda }));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        Uses: new PolicyDocument({ statements: [invokes(...lambdas.map(({ lambda }) => lambda)), deliversLogs(), traces()] }),
      },
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(
        lambdas.reduce((text, { name, lambda }) => text.replaceAll(`\${${name}}`, lambda.functionArn), definition.text),
      ),
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
    acknowledge(role, 'inlinePolicy', 'machineLogs');
  }
}
