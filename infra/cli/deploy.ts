/** `npm run deploy`: a region, a programme, and Nestling runs there. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifest } from '../manifest.ts';
import { accountIn, type Account } from './deployment/account.ts';
import { DEPLOY_USAGE, deployArguments, type DeployArguments } from './deployment/arguments.ts';
import { ask, inSteps, run, say, Unready, UsageError } from './deployment/command.ts';
import { cdk, node, ROOT } from './deployment/processes.ts';
import { checksFor, smoke } from './deployment/smoke.ts';
import { stackNamesOf, Stacks, TOOLKIT_STACK } from './deployment/stacks.ts';
import { isTemplate, summaryOf, type Template } from './deployment/template.ts';

const PROGRAMME_COMMAND = join(ROOT, 'infra/cli/programme.ts');

const refuseProgrammes = async (programme: string): Promise<void> => {
  const files = statSync(programme).isDirectory()
    ? globSync('*.json', { cwd: programme }).map((file) => join(programme, file))
    : [programme];
  if (files.length === 0) throw new UsageError(`the folder ${programme} holds no programme`);
  for (const file of files.sort()) await node([PROGRAMME_COMMAND, 'validate', file]);
};

/** Where functions and machines come from, and where the assembly goes. */
export interface Sources {
  readonly root: string;
  readonly buildFolder: string;
  readonly workflowFolder: string;
  readonly assemblyFolder: string;
}

const SHIPPED: Sources = {
  root: ROOT,
  buildFolder: join(ROOT, 'dist'),
  workflowFolder: join(ROOT, 'statemachines'),
  assemblyFolder: join(ROOT, 'cdk.out'),
};

const templateFile = (folder: string, stackName: string): string => join(folder, `${stackName}.template.json`);

const nextTemplate = (folder: string, stackName: string): Template => {
  const template: unknown = JSON.parse(readFileSync(templateFile(folder, stackName), 'utf8'));
  if (!isTemplate(template)) throw new Unready(`the synthesis wrote no template for ${stackName}`);
  return template;
};

const prepare = async (
  { region, programme, stage }: DeployArguments,
  { root, buildFolder, workflowFolder, assemblyFolder }: Sources,
): Promise<Account> => {
  const found: { account?: Account } = {};
  const synthesize = () =>
    node([
      'infra/app.ts',
      '--stage',
      stage,
      '--programme',
      programme,
      '--build',
      buildFolder,
      '--workflows',
      workflowFolder,
      '--out',
      assemblyFolder,
    ]);
  await inSteps([
    { title: 'The programme is in order', task: () => refuseProgrammes(programme) },
    {
      title: 'Credentials and region',
      task: async () => {
        found.account = await accountIn(region);
        return `Account ${found.account.accountId} in ${region}, as ${found.account.arn.replace(/^.*?:[0-9]*:/, '')}`;
      },
    },
    { title: 'Functions are built', task: () => node(['infra/build.ts', '--root', root, '--out', buildFolder]) },
    { title: 'Stacks are synthesized', task: synthesize },
  ]);
  if (found.account === undefined) throw new Unready('AWS did not say which account this is');
  return found.account;
};

const tellChanges = async (
  stacks: Stacks,
  { stage, region }: DeployArguments,
  assemblyFolder: string,
  bootstraps: boolean,
): Promise<void> => {
  const names = Object.values(stackNamesOf(stage)).filter((name) => existsSync(templateFile(assemblyFolder, name)));
  say('');
  if (bootstraps) say(`${TOOLKIT_STACK}: new in ${region}; CDK keeps its files and deployment roles there`);
  for (const name of names) say(...summaryOf(name, await stacks.template(name), nextTemplate(assemblyFolder, name)));
  say('');
};

const deployStacks = async (region: string, { accountId }: Account, assemblyFolder: string, bootstraps: boolean): Promise<void> => {
  await inSteps([
    {
      title: `Region ${region} is made ready for CDK`,
      enabled: bootstraps,
      task: (show) => cdk(region, ['bootstrap', `aws://${accountId}/${region}`, '--app', assemblyFolder], show),
    },
    {
      title: 'Stacks are deployed',
      task: (show) =>
        cdk(region, ['deploy', '--app', assemblyFolder, '--all', '--require-approval', 'never', '--progress', 'events'], show),
    },
  ]);
};

const tellWhere = (
  args: DeployArguments,
  application: Readonly<Record<string, string>>,
  foundation: Readonly<Record<string, string>>,
): void => {
  say(
    '',
    `Nestling ${args.stage} runs in ${args.region}.`,
    '',
    `  API         ${application['ApiUrl'] ?? ''}`,
    `  Dashboard   ${application['DashboardUrl'] ?? ''}`,
    `  Sign-in     ${foundation['SignInUrl'] ?? ''}  (staff application: client ${foundation['StaffAppClientId'] ?? ''})`,
    '',
    'Next, make a client for the first partner system; exchange.use lets it in, its other scopes say what it may do:',
    '',
    `  aws cognito-idp create-user-pool-client --region ${args.region} --user-pool-id ${foundation['UserPoolId'] ?? ''} \\`,
    '    --client-name <partner> --generate-secret --allowed-o-auth-flows-user-pool-client \\',
    '    --allowed-o-auth-flows client_credentials \\',
    '    --allowed-o-auth-scopes nestling/exchange.use nestling/registration.write nestling/registration.read',
    '',
    `It gets its tokens from ${foundation['SignInUrl'] ?? ''}/oauth2/token.`,
  );
};

/** Deploys as the arguments say; everything that can be checked is checked before anything is changed. */
export const deploy = async (argv: readonly string[], sources: Sources = SHIPPED): Promise<void> => {
  const given = deployArguments(argv);
  const args = { ...given, programme: resolve(process.env['INIT_CWD'] ?? process.cwd(), given.programme) };
  if (!existsSync(args.programme)) throw new UsageError(`there is no programme at ${given.programme}`);
  const account = await prepare(args, sources);
  const stacks = new Stacks(args.region);
  try {
    const bootstraps = (await stacks.find(TOOLKIT_STACK)) === undefined;
    await tellChanges(stacks, args, sources.assemblyFolder, bootstraps);
    if (!args.yes && !/^y(es)?$/i.test(await ask(`Deploy this to account ${account.accountId} in ${args.region}? (yes/no)`, 'add --yes'))) {
      say('Nothing was changed.');
      return;
    }
    await deployStacks(args.region, account, sources.assemblyFolder, bootstraps);
    const names = stackNamesOf(args.stage);
    const application = await stacks.outputs(names.application);
    const baseUrl = application['ApiUrl'];
    if (baseUrl === undefined) throw new Unready(`${names.application} is deployed, but names no ApiUrl`);
    await inSteps(
      checksFor(readManifest(sources.buildFolder)).map((check) => ({
        title: `The API ${check.title}: ${check.method} ${check.path}`,
        task: () => smoke(baseUrl, check),
      })),
    );
    tellWhere(args, application, await stacks.outputs(names.foundation));
  } finally {
    stacks.close();
  }
};

if (import.meta.main) process.exitCode = await run(() => deploy(process.argv.slice(2)), DEPLOY_USAGE);
