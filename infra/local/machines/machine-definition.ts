import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Role } from '../access/policies.ts';
import type { Assembly } from '../assembly/assembly.ts';
import { constructNameOf, type Named } from '../assembly/names.ts';
import { readDefinition, type Definition } from './definition.ts';

const MachineProperties = z.object({
  RoleArn: z.string(),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionS3Location: z.object({ Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  StateMachineType: z.string().default('STANDARD'),
});

/** A state machine of the template. */
export interface Machine extends Named {
  /** What the construct was called: the logical id without CDK's suffixes. */
  readonly construct: string;
  readonly arn: string;
  readonly role: Role;
  readonly definition: Definition;
}

const readText = (
  assembly: Assembly,
  { DefinitionString: text, Definition: object, DefinitionS3Location: location }: z.output<typeof MachineProperties>,
): string => {
  if (text !== undefined) return text;
  if (object !== undefined) return JSON.stringify(object);
  const name = location?.Key.split('/').at(-1) ?? '';
  return readFileSync(join(assembly.directory, `asset.${name}`), 'utf8');
};

/** @throws Error for a definition that the local interpreter would not run as AWS does */
export const machinesOf = (assembly: Assembly, roles: ReadonlyMap<string, Role>): readonly Machine[] =>
  assembly.ofType('AWS::StepFunctions::StateMachine').map((resource) => {
    const properties = MachineProperties.parse(resource.properties);
    if (properties.StateMachineType !== 'STANDARD')
      throw new Error(`${resource.logicalId}: the local system runs standard state machines only`);
    const role = roles.get(properties.RoleArn);
    if (role === undefined || !role.trusted.some((service) => /^states\.([\w-]+\.)?amazonaws\.com$/.test(service)))
      throw new Error(`${resource.logicalId}: states.amazonaws.com cannot take the role ${properties.RoleArn}`);
    const text = readText(assembly, properties).replace(
      /\$\{(\w+)\}/g,
      (whole, name: string) => properties.DefinitionSubstitutions[name] ?? whole,
    );
    const construct = constructNameOf(resource.logicalId);
    return {
      name: resource.attributes['Name'] ?? resource.ref,
      logicalId: resource.logicalId,
      construct,
      arn: resource.arn,
      role,
      definition: readDefinition(resource.logicalId, text),
    };
  });
