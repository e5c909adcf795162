import { join } from 'node:path';
import { jest } from '@jest/globals';
import { runNode, type Ran } from './support/assembly.ts';
import { startFakeAws, type FakeAws } from './support/fake-aws.ts';
import { CONTEXTS, EXCHANGE } from '../../infra/contexts/all.ts';
import { buildFixture, temporaryFolder } from './support/fixture.ts';

// each case runs the command in a process of its own
jest.setTimeout(120_000);

const CLI = join(import.meta.dirname, '../../infra/cli');
const folder = temporaryFolder();
let aws: FakeAws;

beforeAll(async () => {
  await buildFixture(folder.path, [...CONTEXTS, ...EXCHANGE]);
});
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.stop());
afterAll(() => folder.remove());

const signedIn = (): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: aws.url,
  AWS_ACCESS_KEY_ID: 'KEY',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true',
});
const programme = join(CLI, '../../functions/policy/programmes/DEFAULT.json');
const command = (name: 'deploy' | 'destroy', args: readonly string[], environment = signedIn()): Promise<Ran> =>
  runNode([join(CLI, `${name}.ts`), ...args], environment);
const deployFixture = (...args: readonly string[]): Promise<Ran> =>
  runNode(
    [join(import.meta.dirname, 'support/deploy-fixture.ts'), folder.path, '--region', 'eu-west-1', '--programme', programme, ...args],
    signedIn(),
  );

const FOUNDATION = 'Nestling-main-Foundation';
const APPLICATION = 'Nestling-main-Application';

describe('npm run deploy', () => {
  it('says how it is used', async () => {
    const { code, output } = await command('deploy', ['--region', 'eu-west-1']);

    expect(code).toBe(2);
    expect(output).toContain('--programme is missing');
    expect(output).toContain('npm run deploy -- --region <region> --programme');
  });

  it('refuses a programme that is not there before it asks AWS anything', async () => {
    const { code, output } = await command('deploy', ['--region', 'eu-west-1', '--programme', 'nowhere.json']);

    expect(code).toBe(2);
    expect(output).toContain('there is no programme at nowhere.json');
    expect(aws.calls).toEqual([]);
  });

  it('changes nothing without a person or --yes', async () => {
    const { code, output } = await deployFixture();

    expect(code).toBe(2);
    expect(output).toContain(`${FOUNDATION}: new, with`);
    expect(output).toContain('add --yes');
    expect(aws.stacks.size).toBe(0);
  });

  it('makes the region ready, deploys the stacks, tries the API and says where everything is', async () => {
    aws.outputsOf = (name) =>
      name === APPLICATION
        ? { ApiUrl: `${aws.url}/v1`, DashboardUrl: 'https://console.example/dashboard' }
        : {
            UserPoolId: 'eu-west-1_pool',
            SignInUrl: 'https://sign-in.example',
            StaffAppClientId: 'staff',
            BucketName: 'cdk-hnb659fds-assets-123456789012-eu-west-1',
            BootstrapVersion: '32',
          };

    const { code, output } = await deployFixture('--yes');

    expect({ code, output }).toMatchObject({ code: 0 });
    expect([...aws.stacks].map(([name, { status }]) => `${name} ${status}`)).toEqual([
      'CDKToolkit CREATE_COMPLETE',
      `${FOUNDATION} CREATE_COMPLETE`,
      `${APPLICATION} CREATE_COMPLETE`,
      `${APPLICATION.replace('Application', 'Exchange')} CREATE_COMPLETE`,
    ]);
    expect(aws.stacks.get(FOUNDATION)?.protected).toBe(true);
    for (const part of [
      'Account 123456789012 in eu-west-1',
      `${aws.url}/v1`,
      'https://console.example/dashboard',
      'create-user-pool-client --region eu-west-1 --user-pool-id eu-west-1_pool',
    ]) {
      expect(output).toContain(part);
    }
  });
});

describe('without usable credentials, both commands', () => {
  it.each(['deploy', 'destroy'] as const)(
    'say what is missing and how to get it: %s',
    async (name) => {
      const args = name === 'deploy' ? ['--region', 'eu-west-1', '--programme', programme] : ['--region', 'eu-west-1', '--stage', 'main'];
      const nobody = {
        AWS_ENDPOINT_URL: aws.url,
        AWS_EC2_METADATA_DISABLED: 'true',
        HOME: folder.path,
        AWS_CONFIG_FILE: join(folder.path, 'none'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder.path, 'none'),
      };
      const run =
        name === 'deploy'
          ? runNode([join(import.meta.dirname, 'support/deploy-fixture.ts'), folder.path, ...args], nobody)
          : command(name, args, nobody);

      const { code, output } = await run;

      expect(code).toBe(1);
      expect(output).toContain('No AWS credentials were found.');
      expect(output).toContain('aws configure sso');
      expect(output).not.toMatch(/\n\s+at /);
    },
    120_000,
  );

  it.each([
    ['ExpiredToken', 'The AWS credentials have expired.'],
    ['InvalidClientTokenId', 'AWS does not accept the credentials (InvalidClientTokenId).'],
  ])('tell %s apart', async (failure, said) => {
    aws.failures.set('GetCallerIdentity', failure);

    const { code, output } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--yes']);

    expect(code).toBe(1);
    expect(output).toContain(said);
  });
});

describe('npm run destroy', () => {
  const RETAINED = JSON.stringify({
    Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { DeletionProtectionEnabled: true }, DeletionPolicy: 'Retain' } },
  });
  const deployed = (): void => {
    for (const [name, template] of [
      [FOUNDATION, RETAINED],
      [APPLICATION, '{"Resources":{}}'],
    ] as const) {
      aws.stacks.set(name, { id: `arn:${name}`, status: 'CREATE_COMPLETE', template, protected: name === FOUNDATION, outputs: {} });
    }
  };

  it('removes the application and keeps the records', async () => {
    deployed();

    const { code, output } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--yes']);

    expect(code).toBe(0);
    expect([...aws.stacks.keys()]).toEqual([FOUNDATION]);
    expect(output).toContain('--delete-data main');
  });

  it('deletes the records too where the stage is named for it: first the application, then the protections, then the stack', async () => {
    deployed();

    const { code } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--delete-data', 'main', '--yes']);

    expect(code).toBe(0);
    expect([...aws.stacks.keys()]).toEqual([]);
    expect(aws.calls.filter((call) => !/^(Describe|Get)/.test(call))).toEqual([
      'DeleteStack',
      'UpdateTerminationProtection',
      'UpdateStack',
      'DeleteStack',
    ]);
  });

  it('empties the document store first: no bucket is deleted with something in it', async () => {
    deployed();
    aws.stacks.set(FOUNDATION, {
      ...(aws.stacks.get(FOUNDATION) ?? { id: '', status: '', template: RETAINED, protected: true }),
      outputs: { DocumentsBucketName: 'documents' },
    });
    aws.outputsOf = () => ({ DocumentsBucketName: 'documents' });
    aws.objects.set('/documents/scans/1.pdf', 'a').set('/documents/scans/2.pdf', 'b').set('/others/3.pdf', 'c');

    const { code } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--delete-data', 'main', '--yes']);

    expect(code).toBe(0);
    expect([...aws.objects.keys()]).toEqual(['/others/3.pdf']);
    expect([...aws.stacks.keys()]).toEqual([]);
  });

  it('refuses another name and changes nothing', async () => {
    deployed();

    const { code, output } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--delete-data', 'yes', '--yes']);

    expect(code).toBe(2);
    expect(output).toContain('nothing was deleted');
    expect(aws.calls).toEqual([]);
  });

  it('asks a person where --yes is not given', async () => {
    deployed();

    const { code, output } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main']);

    expect(code).toBe(2);
    expect(output).toContain('Type the name of the stage to go on');
    expect(aws.stacks.size).toBe(2);
  });

  it('has nothing to do where there is nothing', async () => {
    const { code, output } = await command('destroy', ['--region', 'eu-west-1', '--stage', 'main', '--yes']);

    expect(code).toBe(0);
    expect(output).toContain('there is nothing to remove');
  });
});
