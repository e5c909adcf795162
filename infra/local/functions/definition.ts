import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Assembly, Resource } from '../assembly/assembly.ts';
import { constructNameOf, type Named } from '../assembly/names.ts';
import type { Role } from '../access/policies.ts';

const FunctionProperties = z.object({
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string(),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
  Layers: z.array(z.string()).default([]),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});

const EventInvokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(2),
  MaximumEventAgeInSeconds: z.coerce.number().default(21_600),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string() }).optional(), OnSuccess: z.object({ Destination: z.string() }).optional() })
    .default({}),
});

const Layer = z.object({ Content: z.object({ S3Key: z.string() }) });

/** A Lambda function of the template. */
export interface FunctionDefinition extends Named {
  /** What the construct was called; the name used in logs, meters and calls. */
  readonly construct: string;
  readonly arn: string;
  readonly role: Role;
  readonly folder: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  /** The template's variables; `/opt/...` already points into the layer's folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** What happens with an event that was handed over asynchronously and failed. */
  readonly asynchronous: {
    readonly retries: number;
    readonly maximumAgeSeconds: number;
    readonly deadLetterArn: string | undefined;
    readonly onFailureArn: string | undefined;
  };
}

const assetFolder = (assembly: Assembly, { logicalId, metadata }: Resource, key: string | undefined): string => {
  const named = metadata['aws:asset:path'];
  const path = join(assembly.directory, typeof named === 'string' ? named : `asset.${(key ?? '').replace(/\.zip$/, '')}`);
  if (!existsSync(path)) throw new Error(`${logicalId}: its code is not in the assembly (${path})`);
  return path;
};

const pointIntoLayer = (value: string, layers: readonly string[]): string => {
  if (value !== '/opt' && !value.startsWith('/opt/')) return value;
  const rest = value.slice('/opt'.length);
  const holder = layers.find((folder) => existsSync(join(folder, rest))) ?? layers[0];
  return holder === undefined ? value : join(holder, rest);
};

/** Reads every function of the assembly with its role, code, environment and asynchronous settings. */
export const functionsOf = (assembly: Assembly, roles: ReadonlyMap<string, Role>): readonly FunctionDefinition[] => {
  const layers = new Map(
    assembly
      .ofType('AWS::Lambda::LayerVersion')
      .map((layer) => [layer.ref, assetFolder(assembly, layer, Layer.parse(layer.properties).Content.S3Key)]),
  );
  const invokeConfigs = assembly.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => EventInvokeConfig.parse(properties));
  return assembly.ofType('AWS::Lambda::Function').map((resource) => {
    const properties = FunctionProperties.parse(resource.properties);
    if (!properties.Runtime.startsWith('nodejs'))
      throw new Error(`${resource.logicalId}: the local system hosts Node.js functions, not ${properties.Runtime}`);
    if (properties.Code.ZipFile !== undefined) throw new Error(`${resource.logicalId}: code inlined in the template is not hosted`);
    const role = roles.get(properties.Role);
    if (role?.trusted.includes('lambda.amazonaws.com') !== true)
      throw new Error(`${resource.logicalId}: role ${properties.Role} cannot be taken by lambda.amazonaws.com`);
    const own = properties.Layers.flatMap((arn) => layers.get(arn) ?? []);
    const invokeConfig = invokeConfigs.find((config) => config.FunctionName === resource.ref);
    return {
      name: resource.ref,
      logicalId: resource.logicalId,
      construct: constructNameOf(resource.logicalId),
      arn: resource.arn,
      role,
      folder: assetFolder(assembly, resource, properties.Code.S3Key),
      handler: properties.Handler,
      memoryMegabytes: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      environment: Object.fromEntries(
        Object.entries(properties.Environment.Variables).map(([key, value]) => [key, pointIntoLayer(value, own)]),
      ),
      asynchronous: {
        retries: invokeConfig?.MaximumRetryAttempts ?? 2,
        maximumAgeSeconds: invokeConfig?.MaximumEventAgeInSeconds ?? 21_600,
        deadLetterArn: properties.DeadLetterConfig?.TargetArn,
        onFailureArn: invokeConfig?.DestinationConfig.OnFailure?.Destination,
      },
    };
  });
};
