import { encryptionOf } from '../../../infra/local/access/encryption.ts';
import { isAllowed, serviceIsAllowed } from '../../../infra/local/access/evaluate.ts';
import { statementsOf } from '../../../infra/local/access/policies.ts';
import { resolve } from '../../../infra/local/assembly/intrinsics.ts';
import { constructNameOf } from '../../../infra/local/assembly/names.ts';
import { matchesPattern } from '../../../infra/local/delivery/pattern.ts';
import { nextFiring } from '../../../infra/local/delivery/schedule.ts';
import { inputOf } from '../../../infra/local/delivery/target-input.ts';
import { readQuery } from '../../../infra/local/endpoint/query-protocol.ts';
import { startActivity } from '../../../infra/local/runtime/activity.ts';
import { startClock } from '../../../infra/local/runtime/clock.ts';

describe('a role’s policies', () => {
  const allows = (statement: object, action: string, resource: string, context: Record<string, string | string[]> = {}) =>
    isAllowed(statementsOf({ Statement: [statement] }), { action, resource, context });
  const table = 'arn:aws:dynamodb:eu-west-1:1:table/T';

  it.each([
    ['the action and resource named', { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table }, true],
    ['another action', { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: table }, false],
    ['another resource', { Effect: 'Allow', Action: 'dynamodb:*', Resource: `${table}/index/*` }, false],
    ['wildcards', { Effect: 'Allow', Action: ['dynamodb:Get*'], Resource: ['arn:aws:dynamodb:*:*:table/?'] }, true],
    ['all but the resource', { Effect: 'Allow', Action: 'dynamodb:GetItem', NotResource: 'arn:aws:sns:*' }, true],
    [
      'leading keys that hold',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CASE#*'] } } },
      true,
    ],
    [
      'leading keys that do not',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['EVENTS'] } } },
      false,
    ],
    [
      'a key that is absent',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ViaAWSService': 'x' } } },
      false,
    ],
    ['a denial', { Effect: 'Deny', Action: '*', Resource: '*' }, false],
  ])('answers %s', (_case, statement, expected) => {
    expect(allows(statement, 'dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['CASE#1', 'CASE#2'] })).toBe(expected);
  });

  it('lets a denial win over what is allowed', () => {
    const statements = statementsOf({
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });

    expect(isAllowed(statements, { action: 'sqs:SendMessage', resource: 'q', context: { 'aws:SecureTransport': 'true' } })).toBe(true);
    expect(isAllowed(statements, { action: 'sqs:SendMessage', resource: 'q', context: { 'aws:SecureTransport': 'false' } })).toBe(false);
  });

  it('lets a service in by a resource’s policy only from the named source', () => {
    const statements = statementsOf({
      Statement: {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: 'q',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': 'rule/a' } },
      },
    });
    const from = (rule: string, service = 'events.amazonaws.com') =>
      serviceIsAllowed(statements, service, { action: 'sqs:SendMessage', resource: 'q', context: { 'aws:SourceArn': rule } });

    expect([from('rule/a'), from('rule/b'), from('rule/a', 'sns.amazonaws.com')]).toEqual([true, false, false]);
  });
});

describe('what a customer’s key encrypts', () => {
  it('is open to a role that may use the key through that service, and to no other', () => {
    const place = { account: '1', region: 'eu-west-1', partition: 'aws' };
    const resourceOf = (type: string, arn: string, properties: object) => ({
      stack: 'S',
      logicalId: arn,
      type,
      ref: arn,
      arn,
      attributes: {},
      metadata: {},
      properties: { ...properties },
    });
    const resources = [resourceOf('AWS::KMS::Key', 'key', {}), resourceOf('AWS::SNS::Topic', 'topic', { KmsMasterKeyId: 'key' })];
    const { allows } = encryptionOf({
      ...place,
      directory: '',
      resources,
      outputs: {},
      ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    });
    const withKey = (through: string) => ({
      name: 'f',
      arn: 'f',
      role: {
        name: 'r',
        arn: 'r',
        trusted: [],
        statements: statementsOf({
          Statement: {
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: 'key',
            Condition: { StringEquals: { 'kms:ViaService': `${through}.eu-west-1.amazonaws.com` } },
          },
        }),
      },
    });

    expect([allows(withKey('sns'), 'topic'), allows(withKey('sqs'), 'topic'), allows(withKey('sqs'), 'open topic')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('an event pattern', () => {
  const event = { source: 'nestling.care', detail: { metadata: { area: 'KE/01' }, data: { count: 3, kinds: ['a', 'b'], note: null } } };

  it.each([
    [{ source: ['nestling.care'] }, true],
    [{ source: [{ prefix: 'nestling.' }] }, true],
    [{ source: [{ 'anything-but': ['nestling.care'] }] }, false],
    [{ source: [{ 'anything-but': { prefix: 'aws.' } }] }, true],
    [{ source: [{ suffix: { 'equals-ignore-case': '.CARE' } }] }, true],
    [{ detail: { metadata: { area: [{ wildcard: 'KE/*' }] } } }, true],
    [{ detail: { data: { count: [{ numeric: ['>', 1, '<=', 3] }] } } }, true],
    [{ detail: { data: { count: [{ numeric: ['=', 4] }] } } }, false],
    [{ detail: { data: { kinds: ['b'] } } }, true],
    [{ detail: { data: { note: [null] } } }, true],
    [{ detail: { absent: { field: [{ exists: false }] } } }, true],
    [{ detail: { data: { count: [{ exists: false }] } } }, false],
    [{ $or: [{ source: ['x'] }, { detail: { data: { count: [3] } } }] }, true],
  ])('%j', (pattern, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });

  it('refuses a matcher that it does not know', () => {
    expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow('cidr');
    expect(() => matchesPattern({ $or: [{ source: ['nestling.care'] }] }, event)).toThrow('source');
  });
});

describe('a schedule', () => {
  const after = '2026-02-27T10:30:00Z';
  it.each([
    ['rate(1 day)', '2026-02-28T10:00:00.000Z'],
    ['rate(5 minutes)', '2026-02-27T10:35:00.000Z'],
    ['cron(0 4 * * ? *)', '2026-02-28T04:00:00.000Z'],
    ['cron(0/15 8-17 ? * MON-FRI *)', '2026-02-27T10:45:00.000Z'],
    ['cron(0 6 1 * ? *)', '2026-03-01T06:00:00.000Z'],
    ['cron(30 9 ? * SUN *)', '2026-03-01T09:30:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00.000Z'],
    ['cron(0 12 ? JAN,JUL 2 2026)', '2026-07-06T12:00:00.000Z'],
  ])('%s', (expression, expected) => {
    const next = nextFiring(expression, Date.parse('2026-02-26T10:00:00Z'))(Date.parse(after));

    expect(new Date(next ?? 0).toISOString()).toBe(expected);
  });

  it('refuses what it does not know', () => {
    expect(() => nextFiring('cron(0 4 L * ? *)', 0)).toThrow('cron(0 4 L * ? *)');
    expect(() => nextFiring('at(2026-01-01T00:00:00)', 0)).toThrow('at(');
  });
});

describe('a target’s input', () => {
  const event = { time: '2026-03-01T04:00:00Z', detail: { id: 'a"b', list: [1, 2] } };
  const rule = { name: 'r', arn: 'arn:r' };
  const transformed = (InputTemplate: string) =>
    inputOf(
      { InputTransformer: { InputPathsMap: { id: '$.detail.id', list: '$.detail.list', time: '$.time' }, InputTemplate } },
      event,
      rule,
    );

  it('is the event, a part of it, a constant, or made by a template', () => {
    expect(JSON.parse(inputOf({}, event, rule))).toEqual(event);
    expect(inputOf({ InputPath: '$.detail.list[1]' }, event, rule)).toBe('2');
    expect(inputOf({ Input: '{"fixed":true}' }, event, rule)).toBe('{"fixed":true}');
    expect(JSON.parse(transformed('{"id":<id>,"list":<list>,"text":"at <time> by <id>","rule":"<aws.events.rule-name>"}'))).toEqual({
      id: 'a"b',
      list: [1, 2],
      text: 'at 2026-03-01T04:00:00Z by a"b',
      rule: 'r',
    });
  });
});

describe('a template', () => {
  const scope = {
    ref: (name: string) => `ref-${name}`,
    attribute: (id: string, attribute: string) => `${id}!${attribute}`,
    importValue: (name: string) => `imported-${name}`,
    condition: (name: string) => name === 'Yes',
    mapping: () => 'mapped',
  };

  it.each([
    [{ Ref: 'A' }, 'ref-A'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'A!Arn'],
    [{ 'Fn::GetAtt': 'A.Stream.Arn' }, 'A!Stream.Arn'],
    [{ 'Fn::Sub': '${A}/${A.Arn}/${!Literal}' }, 'ref-A/A!Arn/${Literal}'],
    [{ 'Fn::Sub': ['${x}-${B}', { x: { Ref: 'A' } }] }, 'ref-A-ref-B'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'A' }]] }, 'a-ref-A'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'A' }] }] }, 'A'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${A}' } }, 'imported-ref-A'],
    [{ 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }, false],
    [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 'mapped'],
    [{ Condition: { StringEquals: { a: { Ref: 'A' } } } }, { Condition: { StringEquals: { a: 'ref-A' } } }],
  ])('resolves %j', (expression, expected) => {
    expect(resolve(expression, scope)).toEqual(expected);
  });

  it('refuses an intrinsic that it does not know', () => {
    expect(() => resolve({ 'Fn::Transform': {} }, scope)).toThrow('Fn::Transform');
  });

  it('calls a construct by its name', () => {
    expect(['RegistrationApiFunction0A1B2C3D', 'VerificationMachine99DF0123', 'OutboxRelay85CF49A4'].map(constructNameOf)).toEqual([
      'RegistrationApi',
      'Verification',
      'OutboxRelay',
    ]);
  });
});

describe('a query request', () => {
  it('is read into the object that it stands for', () => {
    const body =
      'Action=Publish&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SenderID&MessageAttributes.entry.1.Value.StringValue=N&Tags.member.1.Key=k';

    expect(readQuery(body)).toEqual({
      Action: 'Publish',
      MessageAttributes: { 'AWS.SNS.SMS.SenderID': { StringValue: 'N' } },
      Tags: [{ Key: 'k' }],
    });
  });
});

describe('the clock', () => {
  it('runs timers in their order, those set on the way included, and settles between instants', async () => {
    const clock = startClock('manual', 0);
    const activity = startActivity();
    const ran: string[] = [];
    clock.at(20, () => ran.push(`late ${clock.now()}`));
    clock.at(5, () => ran.push('cancelled')).cancel();
    clock.at(10, () => {
      ran.push(`first ${clock.now()}`);
      void activity.track(Promise.resolve().then(() => clock.at(15, () => ran.push(`between ${clock.now()}`))));
    });

    await clock.advanceTo(30, activity.idle);

    expect(ran).toEqual(['first 10', 'between 15', 'late 20']);
    expect(clock.now()).toBe(30);
    await expect(clock.advanceTo(29, activity.idle)).rejects.toThrow('cannot go back');
    clock.stop();
  });

  it('follows the machine’s clock from where it was set', async () => {
    const clock = startClock('real', Date.parse('2030-01-01T00:00:00Z'));
    await new Promise<void>((resolve) => void clock.at(clock.now() + 5, resolve));

    expect(clock.now()).toBeGreaterThanOrEqual(Date.parse('2030-01-01T00:00:00Z') + 5);
    clock.stop();
  });
});
