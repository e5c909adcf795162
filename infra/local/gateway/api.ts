import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import { readBody, type Answer, type Method } from './body.ts';
import { newTree, type PathNode } from './tree.ts';

const Throttle = z.object({ RateLimit: z.coerce.number().optional(), BurstLimit: z.coerce.number().optional() });
const StageProperties = z.object({
  StageName: z.string().default('prod'),
  Variables: z.record(z.string(), z.string()).optional(),
  MethodSettings: z
    .array(z.object({ ThrottlingRateLimit: z.coerce.number().optional(), ThrottlingBurstLimit: z.coerce.number().optional() }))
    .default([]),
});
const KeyProperties = z.object({ Name: z.string().optional(), Value: z.string().optional(), Enabled: z.boolean().default(true) });
const UsagePlanProperties = z.object({ Throttle: Throttle.default({}) });
const UsagePlanKeyProperties = z.object({ KeyId: z.string(), UsagePlanId: z.string() });

export interface Limit {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly limit: Limit | undefined;
}

/** The template's REST API. */
export interface Api {
  readonly id: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly root: PathNode;
  readonly methods: readonly Method[];
  readonly responses: ReadonlyMap<string, Answer>;
  readonly keys: readonly ApiKey[];
  readonly limit: Limit | undefined;
  readonly binaryTypes: readonly string[];
}

const limitOf = (rate: number | undefined, burst: number | undefined): Limit | undefined =>
  rate === undefined ? undefined : { ratePerSecond: rate, burst: burst ?? rate };

/** The keys that stand in a usage plan; a key in none opens nothing. */
const readKeys = (assembly: Assembly): readonly ApiKey[] => {
  const plans = new Map(
    assembly.ofType('AWS::ApiGateway::UsagePlan').map(({ ref, properties }) => [ref, UsagePlanProperties.parse(properties).Throttle]),
  );
  const planKeys = assembly.ofType('AWS::ApiGateway::UsagePlanKey').map(({ properties }) => UsagePlanKeyProperties.parse(properties));
  return assembly.ofType('AWS::ApiGateway::ApiKey').flatMap(({ ref, logicalId, properties }) => {
    const { Name: name, Value: value, Enabled: enabled } = KeyProperties.parse(properties);
    const plan = planKeys.find(({ KeyId: key }) => key === ref);
    const throttle = plans.get(plan?.UsagePlanId ?? '');
    return enabled && plan !== undefined
      ? [
          {
            id: ref,
            name: name ?? logicalId,
            value: value ?? `local-key-${ref}`,
            limit: limitOf(throttle?.RateLimit, throttle?.BurstLimit),
          },
        ]
      : [];
  });
};

/** @throws Error for what the local gateway, or API Gateway itself, does not take from the API's OpenAPI body */
export const readApi = (assembly: Assembly): Api | undefined => {
  const [api, ...more] = assembly.ofType('AWS::ApiGateway::RestApi');
  if (api === undefined) return undefined;
  if (more.length > 0) throw new Error('the local gateway hosts one REST API');
  const [stage] = assembly.ofType('AWS::ApiGateway::Stage').map(({ properties }) => StageProperties.parse(properties));
  const { methods, answers, binaryTypes } = readBody(api.properties['Body'], stage?.Variables ?? {});
  const setting = stage?.MethodSettings.find(({ ThrottlingRateLimit: rate }) => rate !== undefined);
  return {
    id: api.ref,
    stage: stage?.StageName ?? 'prod',
    stageVariables: stage?.Variables ?? null,
    root: newTree(methods),
    methods,
    responses: answers,
    keys: readKeys(assembly),
    limit: limitOf(setting?.ThrottlingRateLimit, setting?.ThrottlingBurstLimit),
    binaryTypes,
  };
};
