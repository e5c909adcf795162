import { deployArguments, destroyArguments } from '../../infra/cli/deployment/arguments.ts';
import { progressOf } from '../../infra/cli/deployment/processes.ts';
import { checksFor } from '../../infra/cli/deployment/smoke.ts';
import { summaryOf, unprotected } from '../../infra/cli/deployment/template.ts';

describe('the arguments of deploy', () => {
  it('name a region, a programme and a stage', () => {
    expect(deployArguments(['--region', 'ap-south-1', '--programme', 'IN.json', '--stage', 'pilot', '--yes'])).toEqual({
      region: 'ap-south-1',
      programme: 'IN.json',
      stage: 'pilot',
      yes: true,
    });
    expect(deployArguments(['--region', 'ap-south-1', '--programme', 'IN.json'])).toMatchObject({ stage: 'main', yes: false });
  });

  it.each([
    [['--programme', 'IN.json'], '--region is missing'],
    [['--region', 'India', '--programme', 'IN.json'], '"India" is no AWS region'],
    [['--region', 'ap-south-1'], '--programme is missing'],
    [['--region', 'ap-south-1', '--programme', 'IN.json', '--stage', 'Pilot_1'], '"Pilot_1" is no stage'],
    [['--region', 'ap-south-1', '--programme', 'IN.json', '--force'], "Unknown option '--force'"],
  ])('are refused when they are %j', (args, said) => {
    expect(() => deployArguments(args)).toThrow(said);
  });
});

describe('the arguments of destroy', () => {
  it('delete data only where the stage is named twice', () => {
    expect(destroyArguments(['--region', 'eu-west-1', '--stage', 'pilot'])).toMatchObject({ deleteData: false });
    expect(destroyArguments(['--region', 'eu-west-1', '--stage', 'pilot', '--delete-data', 'pilot'])).toMatchObject({ deleteData: true });
    expect(() => destroyArguments(['--region', 'eu-west-1', '--stage', 'pilot', '--delete-data', 'main', '--yes'])).toThrow(
      '--delete-data names "main", but the stage is "pilot": nothing was deleted',
    );
    expect(() => destroyArguments(['--region', 'eu-west-1', '--stage', 'pilot', '--delete-data'])).toThrow('--delete-data');
  });

  it('need the stage, since there is none to be guessed', () => {
    expect(() => destroyArguments(['--region', 'eu-west-1'])).toThrow('--stage is missing');
  });
});

describe('a change, in words', () => {
  const topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'a' }, Metadata: { at: 'here' } };

  it('counts what is new, changed and removed', () => {
    const deployed = { Resources: { Kept: topic, Changed: topic, Gone: topic } };
    const next = {
      Resources: { Kept: { ...topic, Metadata: { at: 'there' } }, Changed: { ...topic, Properties: { DisplayName: 'b' } }, New: topic },
    };

    expect(summaryOf('S', deployed, next)).toEqual([
      'S:',
      '  + 1 new: SNS::Topic New',
      '  ~ 1 changed: SNS::Topic Changed',
      '  - 1 removed: SNS::Topic Gone',
    ]);
    expect(summaryOf('S', deployed, deployed)).toEqual(['S: nothing changes']);
    expect(summaryOf('S', undefined, next)).toEqual(['S: new, with 3 resources']);
  });

  it('shows how far CloudFormation is', () => {
    expect(progressOf('Nestling-main-Application |  12/299 | 10:31:02 AM | CREATE_COMPLETE | AWS::Lambda::Function | CareApi (Care)')).toBe(
      'Nestling-main-Application 12/299: create complete AWS::Lambda::Function CareApi (Care)',
    );
    expect(progressOf('Outputs:')).toBeUndefined();
  });
});

describe('a template without its protections', () => {
  it('lets go of records, keys and users, and not of what belongs to the account', () => {
    const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    const gone = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };

    const { Resources } = unprotected({
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: true }, ...kept },
        Pool: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'ACTIVE' }, ...kept },
        Key: { Type: 'AWS::KMS::Key', ...kept },
        Account: { Type: 'AWS::ApiGateway::Account', ...kept },
      },
    });

    expect(Resources).toEqual({
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: false }, ...gone },
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'INACTIVE' }, ...gone },
      Key: { Type: 'AWS::KMS::Key', ...gone },
      Account: { Type: 'AWS::ApiGateway::Account', ...kept },
    });
  });
});

describe('the smoke test', () => {
  it('asks an open route, a guarded one and one that is not there', () => {
    const route = { operationId: 'x', body: false };
    const manifest = {
      functions: {
        ServiceApi: {
          entry: '',
          bytes: 1,
          kind: 'api' as const,
          routes: [
            { ...route, method: 'GET' as const, path: '/health', scope: null },
            { ...route, method: 'GET' as const, path: '/a-first-one', scope: null },
            { ...route, method: 'POST' as const, path: '/cases/{caseId}', scope: 'nestling/a.write' },
            { ...route, method: 'POST' as const, path: '/registrations', scope: 'nestling/a.write' },
          ],
        },
      },
    };

    expect(checksFor(manifest).map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'GET /health 200',
      'POST /registrations 401',
      'GET /no-such-route 404',
    ]);
  });
});
