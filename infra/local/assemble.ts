import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Builds the functions and synthesizes the stacks into a folder; gives the assembly's. In a process of its own, which takes its memory away.
 * @throws Error with what the synthesis said
 */
export const assemble = async (folder: string): Promise<string> => {
  // CloudFormation's own rules are for what is deployed (`npm run synth`), and take half of the time
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'synthesize.ts'), folder], { env }).catch((error: unknown) => {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    throw new Error(`the stacks cannot be synthesized:\n${stderr}${stdout}`, { cause: error });
  });
  return join(folder, 'cdk.out');
};
