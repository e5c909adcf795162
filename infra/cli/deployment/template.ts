/** Templates as data: what a deployment will change, and what a deletion has to open first. */

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly [field: string]: unknown;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly [section: string]: unknown;
}

export const isTemplate = (value: unknown): value is Template => typeof value === 'object' && value !== null && 'Resources' in value;

export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const typed = ([name, { Type }]: readonly [string, Resource]): string => `${Type.replace(/^AWS::/, '')} ${name}`;
const content = (resource: Resource): string => JSON.stringify({ ...resource, Metadata: undefined });

/** Compares a deployed template with the next one, resource by resource. */
export const changesBetween = (deployed: Template | undefined, next: Template): Changes => {
  const before = deployed?.Resources ?? {};
  const entries = Object.entries(next.Resources);
  return {
    added: entries.filter(([name]) => !(name in before)).map(typed),
    changed: entries
      .filter(([name, resource]) => {
        const old = before[name];
        return old !== undefined && content(old) !== content(resource);
      })
      .map(typed),
    removed: Object.entries(before)
      .filter(([name]) => !(name in next.Resources))
      .map(typed),
  };
};

/** How many resources are named before the rest are only counted. */
const NAMED = 6;

const counted = (sign: string, word: string, names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `  ${sign} ${names.length} ${word}: ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`,
      ];

/** Says in a few lines what will happen to a stack. */
export const summaryOf = (stackName: string, deployed: Template | undefined, next: Template): readonly string[] => {
  const { added, changed, removed } = changesBetween(deployed, next);
  if (deployed === undefined) return [`${stackName}: new, with ${added.length} resources`];
  if (added.length + changed.length + removed.length === 0) return [`${stackName}: nothing changes`];
  return [`${stackName}:`, ...counted('+', 'new', added), ...counted('~', 'changed', changed), ...counted('-', 'removed', removed)];
};

/** Settings of the whole account: the gateways of other stages need them too. */
const OF_THE_ACCOUNT = new Set(['AWS::ApiGateway::Account', 'AWS::IAM::Role']);

const OPEN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'AWS::DynamoDB::Table': { DeletionProtectionEnabled: false },
  'AWS::Cognito::UserPool': { DeletionProtection: 'INACTIVE' },
};

const opened = (resource: Resource): Resource => {
  if (OF_THE_ACCOUNT.has(resource.Type)) return resource;
  const properties = OPEN[resource.Type];
  return {
    ...resource,
    ...(properties === undefined ? {} : { Properties: { ...resource.Properties, ...properties } }),
    ...(resource.DeletionPolicy === undefined ? {} : { DeletionPolicy: 'Delete' }),
    ...(resource.UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy: 'Delete' }),
  };
};

/** The foundation's template with its protections off, so that deleting the stack deletes what it holds. */
export const unprotected = (template: Template): Template => ({
  ...template,
  Resources: Object.fromEntries(Object.entries(template.Resources).map(([name, resource]) => [name, opened(resource)])),
});
