import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Unready } from './command.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** How many of a failed process's last lines are repeated. */
const LAST_LINES = 25;

export interface NodeProps {
  readonly onLine?: (line: string) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a Node script to its end.
 * @throws {Unready} with its last lines when it fails
 */
export const node = async (args: readonly string[], { onLine = () => undefined, environment = {} }: NodeProps = {}): Promise<void> => {
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line);
      if (line.trim() !== '') onLine(line.trim());
    });
  }
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  if (code !== 0)
    throw new Unready(`${args.slice(0, 2).join(' ').replaceAll(`${ROOT}/`, '')} failed:\n${lines.slice(-LAST_LINES).join('\n')}`);
};

/**
 * What a line of the CDK command says about progress, if it does. `Nestling-main-Application | 12/299 | 10:31:02 AM |
 * CREATE_COMPLETE | AWS::Lambda::Function | Name` becomes `Nestling-main-Application 12/299: create complete AWS::Lambda::Function Name`.
 */
export const progressOf = (line: string): string | undefined => {
  const [stack = '', count = '', , status = '', type = '', name] = line.split('|').map((part) => part.trim());
  if (name !== undefined) return `${stack} ${count}: ${status.toLowerCase().replaceAll('_', ' ')} ${type} ${name}`;
  return /: (success: Published|creating|deploying|updating|no changes|bootstrapp)/i.test(line) ? line : undefined;
};

/** Runs the pinned CDK command in a region, and shows how far it is; it reads AWS_ENDPOINT_URL as we do. */
export const cdk = (region: string, args: readonly string[], show: (progress: string) => void): Promise<void> =>
  node([CDK, ...args, '--no-color', '--ci', '--no-notices'], {
    onLine: (line) => {
      const progress = progressOf(line);
      if (progress !== undefined) show(progress);
    },
    environment: { AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
