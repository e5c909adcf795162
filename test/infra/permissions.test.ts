import { join } from 'node:path';
import { readManifest } from '../../infra/manifest.ts';
import { ofType, readTemplate, referred, statementsOf, synthesize, type Template } from './support/assembly.ts';
import { buildFixture, temporaryFolder } from './support/fixture.ts';

const folder = temporaryFolder();

let foundation: Template;
let application: Template;
let exchange: Template;
const stacks = (): readonly Template[] => [foundation, application, exchange];
const functions = () => [application, exchange].flatMap((template) => ofType(template, 'AWS::Lambda::Function'));
const json = (value: unknown): string => JSON.stringify(value);

beforeAll(async () => {
  await buildFixture(folder.path);
  const outFolder = join(folder.path, 'out');
  const [ran] = await synthesize([{ root: folder.path, outFolder }]);
  if (ran?.code !== 0) throw new Error(ran?.output);
  foundation = readTemplate(outFolder, 'Nestling-main-Foundation');
  application = readTemplate(outFolder, 'Nestling-main-Application');
  exchange = readTemplate(outFolder, 'Nestling-main-Exchange');
}, 120_000);
afterAll(() => folder.remove());

describe('every function', () => {
  it('runs on the pinned runtime and processor, with traces and a log that ends', () => {
    for (const [, { Properties }] of functions()) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('has a role that no other has', () => {
    const roles = functions().map(([, { Properties }]) => referred(Properties['Role']));

    expect(roles).not.toContain(undefined);
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('is one of the manifest', () => {
    const bundles = Object.keys(readManifest(join(folder.path, 'dist')).functions);

    expect(
      functions()
        .map(([, { Properties }]) => Properties['Description'])
        .sort(),
    ).toEqual(bundles.map((name) => `Nestling ${name}`).sort());
  });
});

describe('every role', () => {
  it('spells out its actions', () => {
    for (const { where, statement } of stacks().flatMap(statementsOf))
      expect([where, json(statement['Action'])]).toEqual([where, expect.not.stringContaining('*')]);
  });

  it('names its resources, except where AWS has none to name', () => {
    const unnamed = stacks()
      .flatMap(statementsOf)
      .filter(({ statement }) => json(statement['Resource'] ?? '*').includes('*'));
    const allowed = [
      // no resources to name
      'xray:PutTraceSegments',
      'logs:CreateLogDelivery',
      // to phones: everything but topics
      'sns:Publish',
      // objects of the one bucket, and executions of machines that are named: their names are not known before
      's3:GetObject',
      'states:DescribeExecution',
    ];

    expect(new Set(unnamed.map(({ statement }) => [statement['Action']].flat()[0]))).toEqual(new Set(allowed));
    expect(
      unnamed
        .filter(({ statement }) => statement['Action'] === 'sns:Publish')
        .every(({ statement }) => json(statement['NotResource']).includes(':sns:*:*:*')),
    ).toBe(true);
  });

  it('never scans the table', () => {
    expect(json(stacks().flatMap(statementsOf))).not.toContain('dynamodb:Scan');
  });

  it('that may not write to the table may put who was turned away, and nothing else', () => {
    const readers = statementsOf(exchange).filter(({ statement }) => json(statement['Condition'] ?? {}).includes('dynamodb:LeadingKeys'));

    // of the files of FHIR exports: the one API that only reads
    expect(readers.map(({ statement: { Action, Condition } }) => ({ Action, Condition }))).toEqual([
      { Action: 'dynamodb:PutItem', Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['REFUSALS#*'] } } },
    ]);
    expect(json(readers[0]?.statement['Resource'])).toContain('CaseTable');
  });

  it('of a state machine runs exactly the functions that its definition names', () => {
    for (const [, machine] of ofType(application, 'AWS::StepFunctions::StateMachine')) {
      const role = referred(machine.Properties['RoleArn']);
      const granted = statementsOf(application).filter(
        ({ where, statement }) => where === role && statement['Action'] === 'lambda:InvokeFunction',
      );
      const named = [...json(machine.Properties['DefinitionString']).matchAll(/"Fn::GetAtt":\["(\w+)","Arn"\]/g)].map(([, name]) => name);

      expect(granted.flatMap(({ statement }) => [statement['Resource']].flat().map(referred)).sort()).toEqual([...new Set(named)].sort());
    }
  });
});
