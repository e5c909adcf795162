/** `npm run deploy` with the functions and machines of a fixture: `node deploy-fixture.ts <root> <arguments of deploy>`. */
import { join } from 'node:path';
import { run } from '../../../infra/cli/deployment/command.ts';
import { deploy } from '../../../infra/cli/deploy.ts';

const [root = '', ...argv] = process.argv.slice(2);
const sources = {
  root,
  buildFolder: join(root, 'dist'),
  workflowFolder: join(root, 'statemachines'),
  assemblyFolder: join(root, 'cdk.out'),
};

process.exitCode = await run(() => deploy(argv, sources), 'usage');
