import { join } from 'node:path';
import { spawn } from 'node:child_process';

const ROOT = join(import.meta.dirname, '..', '..');

const run = (script: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} failed:\n${said}`))));
  });

/** Builds the functions and synthesizes the stacks, as `npm run synth` does; gives the assembly's folder. */
export const assemble = async (args: readonly string[] = []): Promise<string> => {
  await run('infra/build.ts', []);
  await run('infra/app.ts', args);
  return join(ROOT, 'cdk.out');
};
