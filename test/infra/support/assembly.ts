import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>;
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** CloudFormation's own rules are for the real stacks (`npm run synth`): with fixtures they would be most of the time. */
const QUICK = { CDK_VALIDATION: 'false' };

/** Runs a script with Node to its end. */
export const runNode = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS');
  const child = spawn(process.execPath, [...args], {
    env: { ...Object.fromEntries(inherited), ...QUICK, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  return { code, output: chunks.join('') };
};

/** What to synthesize: the fixture below `root`, with settings. */
export interface Order {
  readonly root: string;
  readonly outFolder: string;
  readonly settings?: object;
  readonly strip?: boolean;
}

/** Synthesizes in a process of its own, one order after the other. @throws Error with what the process said, when it did not end well */
export const synthesize = async (orders: readonly Order[]): Promise<readonly Ran[]> => {
  const { code, output } = await runNode([join(import.meta.dirname, 'synthesize.ts'), JSON.stringify(orders)]);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as readonly Ran[];
};

export const templateText = (outFolder: string, stack: string): string => readFileSync(join(outFolder, `${stack}.template.json`), 'utf8');
export const readTemplate = (outFolder: string, stack: string): Template => JSON.parse(templateText(outFolder, stack)) as Template;

/** Resources of a type, by logical id. */
export const ofType = ({ Resources }: Template, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** Every statement of every role and policy, with where it stands. */
export const statementsOf = (
  template: Template,
): readonly { readonly where: string; readonly statement: Readonly<Record<string, unknown>> }[] => {
  interface Document {
    readonly Statement: readonly Readonly<Record<string, unknown>>[];
  }
  return [
    ...ofType(template, 'AWS::IAM::Role').flatMap(([where, { Properties }]) =>
      ((Properties['Policies'] ?? []) as readonly { PolicyDocument: Document }[]).map(({ PolicyDocument }) => ({
        where,
        document: PolicyDocument,
      })),
    ),
    ...ofType(template, 'AWS::IAM::Policy').map(([where, { Properties }]) => ({
      where,
      document: Properties['PolicyDocument'] as Document,
    })),
  ].flatMap(({ where, document }) => document.Statement.map((statement) => ({ where, statement })));
};

/** `{ "Fn::GetAtt": [X, "Arn"] }` or `{ "Ref": X }` -> X */
export const referred = (value: unknown): string | undefined => {
  const { Ref: ref, 'Fn::GetAtt': att } = (value ?? {}) as { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };
  return ref ?? att?.[0];
};
