import type { Activity } from '../runtime/activity.ts';
import { AwsError } from '../runtime/errors.ts';
import { byName } from '../assembly/names.ts';
import type { FunctionDefinition } from './definition.ts';
import { startPool, type FunctionMeter, type Pool } from './pool.ts';
import type { Invocation } from './protocol.ts';

/** All functions of the assembly. */
export interface Functions {
  readonly all: readonly FunctionDefinition[];
  /** By name, logical id or construct name. */
  readonly named: (name: string) => FunctionDefinition;
  readonly byArn: (arn: string) => FunctionDefinition | undefined;
  /**
   * Runs one event (JSON text) and waits for its outcome.
   * @throws AwsError ResourceNotFoundException, TooManyRequestsException
   */
  readonly invoke: (arn: string, payload: string) => Promise<Invocation>;
  readonly meters: () => Readonly<Record<string, FunctionMeter>>;
  readonly stop: () => Promise<void>;
}

interface Needs {
  readonly definitions: readonly FunctionDefinition[];
  readonly variables: (definition: FunctionDefinition) => Readonly<Record<string, string>>;
  readonly activity: Activity;
  readonly log: (functionName: string, line: string) => void;
  /** @default 4 */
  readonly environments?: number | undefined;
}

/** Functions are started when they are first called. */
export const startFunctions = ({ definitions, variables, activity, log, environments = 4 }: Needs): Functions => {
  const pools = new Map<string, Pool>(
    definitions.map((definition) => [
      definition.arn,
      startPool(
        definition,
        () => variables(definition),
        (line) => log(definition.construct, line),
        environments,
      ),
    ]),
  );
  const byArn = new Map(definitions.map((definition) => [definition.arn, definition]));
  return {
    all: definitions,
    named: (name) => byName(definitions, name),
    byArn: (arn) => byArn.get(arn.replace(/:\$LATEST$/, '')),
    async invoke(arn, payload) {
      const pool = pools.get(arn.replace(/:\$LATEST$/, ''));
      if (pool === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
      return activity.track(pool.invoke(payload));
    },
    meters: () =>
      Object.fromEntries(
        definitions.flatMap(({ construct, arn }) =>
          [pools.get(arn)].flatMap((pool) => (pool === undefined ? [] : [[construct, { ...pool.meter }] as const])),
        ),
      ),
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
};
