import { readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod';
import { identify, type Identity, type Place } from './identity.ts';
import { NO_VALUE, resolve, type Scope } from './intrinsics.ts';
import { NOT_HOSTED, refuseUnknownTypes } from './resource-types.ts';

/** One resource of the deployment, with every intrinsic function replaced by its value. */
export interface Resource extends Identity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Assembly extends Place {
  readonly directory: string;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly ofType: (...types: string[]) => readonly Resource[];
}

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      dependencies: z.array(z.string()).optional(),
      properties: z.object({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Metadata: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() })).default({}),
});

interface Stack {
  readonly name: string;
  readonly template: z.output<typeof Template>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const readStacks = (directory: string): { stacks: Stack[]; environment: string | undefined } => {
  const { artifacts } = Manifest.parse(readJson(join(directory, 'manifest.json')));
  const isStack = (id: string) => artifacts[id]?.type === 'aws:cloudformation:stack';
  const ordered: string[] = [];
  const visit = (id: string): void => {
    if (ordered.includes(id)) return;
    for (const dependency of artifacts[id]?.dependencies ?? []) if (isStack(dependency)) visit(dependency);
    ordered.push(id);
  };
  Object.keys(artifacts).filter(isStack).sort().forEach(visit);
  const stacks = ordered.map((id) => ({
    name: artifacts[id]?.properties?.stackName ?? id,
    template: Template.parse(readJson(join(directory, artifacts[id]?.properties?.templateFile ?? `${id}.template.json`))),
  }));
  return { stacks, environment: ordered.map((id) => artifacts[id]?.environment).find((environment) => environment !== undefined) };
};

const placeOf = (environment: string | undefined): Place => {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment ?? '') ?? [];
  return {
    account: /^\d{12}$/.test(account) ? account : '000000000000',
    region: region === '' || region.startsWith('unknown') ? 'eu-west-1' : region,
    partition: 'aws',
  };
};

/** Reads one stack; `exports` holds what the stacks before it export and receives what this one does. */
const readStack = (
  { name, template }: Stack,
  place: Place,
  parameters: Readonly<Record<string, string>>,
  exports: Map<string, unknown>,
) => {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': name,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
  const identities = new Map<string, Identity>();
  const identityOf = (logicalId: string): Identity => {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = template.Resources[logicalId];
    if (resource === undefined) throw new Error(`${name}: no resource ${logicalId}`);
    const property = (key: string) => {
      const value = resource.Properties[key];
      const resolved = value === undefined ? undefined : resolve(value, scope);
      return typeof resolved === 'string' ? resolved : undefined;
    };
    const identity = identify({ stack: name, logicalId, type: resource.Type, property }, place);
    identities.set(logicalId, identity);
    return identity;
  };
  const scope: Scope = {
    ref: (reference) => {
      if (reference in pseudo) return pseudo[reference];
      const parameter = template.Parameters[reference];
      if (parameter === undefined) return identityOf(reference).ref;
      const value = parameters[reference] ?? parameter.Default;
      if (value === undefined) throw new Error(`${name}: parameter ${reference} has no value`);
      return value;
    },
    attribute: (logicalId, attribute) => {
      const value = identityOf(logicalId).attributes[attribute];
      if (value === undefined)
        throw new Error(
          `${name}: the local system does not know ${logicalId}.${attribute} (${template.Resources[logicalId]?.Type ?? '?'})`,
        );
      return value;
    },
    importValue: (exported) => {
      if (!exports.has(exported)) throw new Error(`${name}: no stack exports ${exported}`);
      return exports.get(exported);
    },
    condition: (condition) => {
      if (!(condition in template.Conditions)) throw new Error(`${name}: no condition ${condition}`);
      return resolve(template.Conditions[condition], scope) === true;
    },
    mapping: (map, first, second) => template.Mappings[map]?.[first]?.[second],
  };

  const resources: Resource[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    // what is not hosted may use attributes that nobody here knows: it is not resolved
    const properties = resource.Type in NOT_HOSTED ? {} : (resolve(resource.Properties, scope) as Record<string, unknown>);
    resources.push({ stack: name, logicalId, type: resource.Type, properties, metadata: resource.Metadata, ...identityOf(logicalId) });
  }
  const outputs: Record<string, string> = {};
  for (const [key, output] of Object.entries(template.Outputs)) {
    try {
      const value = resolve(output.Value, scope);
      outputs[`${name}.${key}`] = String(value);
      if (output.Export !== undefined) exports.set(String(resolve(output.Export.Name, scope)), value);
    } catch (error) {
      if (output.Export !== undefined) throw error;
    }
  }
  return { resources, outputs };
};

/**
 * Reads a synthesized cloud assembly: all its stacks, in the order of their dependencies.
 * @param directory the `cdk.out` folder
 * @param parameters values for template parameters without a default
 * @throws Error naming what the template asks for and the local system does not know
 */
export const readAssembly = (directory: string, parameters: Readonly<Record<string, string>> = {}): Assembly => {
  const root = resolvePath(directory);
  const { stacks, environment } = readStacks(root);
  const place = placeOf(environment);
  refuseUnknownTypes(stacks.flatMap(({ template }) => Object.values(template.Resources).map((resource) => resource.Type)));
  const exports = new Map<string, unknown>();
  const read = stacks.map((stack) => readStack(stack, place, parameters, exports));
  const resources = read.flatMap((stack) => stack.resources);
  const outputs = Object.assign({}, ...read.map((stack) => stack.outputs)) as Record<string, string>;
  return { ...place, directory: root, resources, outputs, ofType: (...types) => resources.filter(({ type }) => types.includes(type)) };
};
