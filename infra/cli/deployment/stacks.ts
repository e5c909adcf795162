/** The deployed stacks, as CloudFormation tells of them. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { Unready } from './command.ts';
import { isTemplate, type Template } from './template.ts';

/** The stack that `cdk bootstrap` makes. */
export const TOOLKIT_STACK = 'CDKToolkit';

export const stackNamesOf = (stage: string) => ({
  foundation: `Nestling-${stage}-Foundation`,
  application: `Nestling-${stage}-Application`,
  exchange: `Nestling-${stage}-Exchange`,
});

const isAbsent = (error: unknown): boolean => error instanceof Error && /does not exist/.test(error.message);

const POLL_MS = 3000;

export class Stacks {
  readonly #client: CloudFormationClient;

  constructor(region: string) {
    this.#client = new CloudFormationClient({ region });
  }

  /** The stack of this name or id; undefined when there is none. */
  async find(name: string): Promise<Stack | undefined> {
    try {
      const { Stacks: found } = await this.#client.send(new DescribeStacksCommand({ StackName: name }));
      return found?.[0];
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** The outputs of a deployed stack, by name. */
  async outputs(name: string): Promise<Readonly<Record<string, string>>> {
    const stack = await this.find(name);
    return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  }

  /** The template that a stack was last deployed with; undefined when there is none. */
  async template(name: string): Promise<Template | undefined> {
    try {
      const { TemplateBody } = await this.#client.send(new GetTemplateCommand({ StackName: name }));
      const template: unknown = TemplateBody === undefined ? undefined : JSON.parse(TemplateBody);
      return isTemplate(template) ? template : undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Changes a stack to another template, keeping its parameters, and waits until it is done. */
  async update(name: string, template: Template, stack: Stack): Promise<void> {
    await this.#client.send(
      new UpdateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        Parameters: (stack.Parameters ?? []).map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
      }),
    );
    await this.#settled(name, 'UPDATE_COMPLETE');
  }

  async allowTermination(name: string): Promise<void> {
    await this.#client.send(new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }));
  }

  /** Deletes a stack and waits until it is gone. Nothing happens when there is none. */
  async remove(name: string): Promise<void> {
    const stack = await this.find(name);
    if (stack?.StackId === undefined) return;
    await this.#client.send(new DeleteStackCommand({ StackName: name }));
    await this.#settled(stack.StackId, 'DELETE_COMPLETE');
  }

  async #settled(name: string, wanted: 'UPDATE_COMPLETE' | 'DELETE_COMPLETE'): Promise<void> {
    for (;;) {
      const stack = await this.find(name);
      const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
      if (status === wanted) return;
      if (!status.endsWith('_IN_PROGRESS'))
        throw new Unready(`CloudFormation left ${name} in ${status}: ${stack?.StackStatusReason ?? 'its events say why'}`);
      await pause(POLL_MS);
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
