import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../infra/build.ts';
import { readDefinition } from '../../infra/constructs/definition.ts';
import { emailsLeaveBySes, partnersFor, textsLeaveBySns } from '../../infra/constructs/partners-for.ts';
import { stageProgrammes } from '../../infra/constructs/programmes.ts';
import { refuseUnwired, variableOf, type FunctionWiring } from '../../infra/constructs/wiring.ts';
import { parseSettings, readInvocation } from '../../infra/settings.ts';
import { synthesize, type Ran } from './support/assembly.ts';
import { buildFixture, entryOf, temporaryFolder, writeFiles } from './support/fixture.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('wiring', () => {
  const contexts = [{ name: 'things', functions: { ThingsApi: {}, ThingsTasks: {} } }];

  it('accepts what is built and wired alike', () => {
    expect(() => refuseUnwired(contexts, ['ThingsApi', 'ThingsTasks'], false)).not.toThrow();
  });

  it('names what is built and not wired', () => {
    expect(() => refuseUnwired(contexts, ['ThingsApi', 'ThingsTasks', 'OtherApi'], true)).toThrow(
      'built, but wired in no infra/contexts file: OtherApi',
    );
  });

  it('names what is wired and not built, unless the synthesis is partial', () => {
    expect(() => refuseUnwired(contexts, ['ThingsApi'], false)).toThrow('wired, but functions/ has no such entry: ThingsTasks');
    expect(() => refuseUnwired(contexts, ['ThingsApi'], true)).not.toThrow();
  });

  it('names what is wired twice', () => {
    expect(() => refuseUnwired([...contexts, ...contexts], ['ThingsApi', 'ThingsTasks'], false)).toThrow(
      'wired twice: ThingsApi, ThingsTasks',
    );
  });

  it('tells a function of its machines by variables of one form', () => {
    expect(variableOf('WORKFLOW', 'UpdateSweep')).toBe('WORKFLOW_UPDATE_SWEEP');
    expect(variableOf('TOPIC', 'campaign')).toBe('TOPIC_CAMPAIGN');
  });
});

describe('what functions are told of partners', () => {
  const partners = parseSettings({
    partners: {
      identity: { authorization: 'secret of identity' },
      sms: { authorization: 'secret of sms' },
      messaging: { email: true, sms: {}, tls: 'shared', apiKey: 'secret of messaging', callback: { secret: 'secret of calls' } },
      consent: { tls: 'another', authorization: 'secret of consents' },
      certificates: { shared: 'secret of shared', another: 'secret of another' },
    },
  }).partners;
  const secretsFor = (wiring: FunctionWiring, settings: typeof partners = partners): readonly string[] =>
    [...(partnersFor(wiring, settings)['PARTNERS'] ?? '').matchAll(/secret of (\w+)/g)].map(([, of = '']) => of).sort();

  it.each([
    ['who calls registries and rails', { partners: true }, ['another', 'identity', 'shared', 'sms']],
    ['who asks the Consent block', { consents: true }, ['another', 'consents']],
    ['who sends e-mails', { emails: true }, ['calls', 'messaging', 'shared']],
    ['who sends texts', { texts: true }, ['calls', 'messaging', 'shared', 'sms']],
    ['who is told what became of them', { receipts: true }, ['calls', 'sms']],
    ['anybody else', {}, []],
  ] as const)('is, for %s, no more than they need', (_who, wiring, secrets) => {
    expect(secretsFor(wiring)).toEqual(secrets);
  });

  it('leaves the Messaging block out for what does not leave through it', () => {
    const textsOnly = { ...partners, messaging: { sms: {}, apiKey: 'secret of messaging' } };

    expect(secretsFor({ emails: true }, textsOnly)).toEqual([]);
    expect(secretsFor({ texts: true }, textsOnly)).toEqual(['messaging', 'sms']);
  });

  it.each([
    ['no settings', {}, true, true],
    ['e-mails through the block', { messaging: { email: true } }, false, true],
    ['texts through the block first', { messaging: { sms: {} } }, true, true],
    ['texts through the block alone', { messaging: { sms: { order: ['messaging'] } } }, true, false],
    ['texts through another gateway alone', { sms: { order: ['http'] } }, true, false],
  ])('has mail and texts of the cloud granted where they are used: with %s', (_what, given, ses, sns) => {
    expect([emailsLeaveBySes(given), textsLeaveBySns(given)]).toEqual([ses, sns]);
  });
});

const task = (functionName: string, name: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: `\${${functionName}}`, Payload: { task: name } },
  End: true,
});

describe('a state machine and its functions', () => {
  it('are read from the file, also inside branches and maps', () => {
    const inner = { StartAt: 'C', States: { C: task('Other', 'Third') } };
    const text = JSON.stringify({
      StartAt: 'A',
      States: {
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: task('Things', 'First') } }], Next: 'M' },
        M: { Type: 'Map', ItemProcessor: inner, End: true },
      },
    });

    const { placeholders, runs } = readDefinition(text);

    expect(placeholders).toEqual(['Other', 'Things']);
    expect(runs).toEqual([
      { state: 'B', functionName: 'Things', task: 'First' },
      { state: 'C', functionName: 'Other', task: 'Third' },
    ]);
  });
});

interface Flaw {
  readonly where: string;
  /** Files of the fixture, written over. */
  readonly files: Readonly<Record<string, string>>;
  readonly said: string;
}

const machineOf = (states: object): Readonly<Record<string, string>> => ({
  'statemachines/eligibility.asl.json': JSON.stringify({ StartAt: 'A', States: states }),
});
const consumerOf = (context: string, manifest: object): Readonly<Record<string, string>> => ({
  [`functions/${context}/consumers/index.ts`]: entryOf(manifest),
});
const route = { method: 'GET', path: '/care/{id}', scope: 'nestling/care.read', operationId: 'readAgain', body: false };
const routeOf = (other: object): Readonly<Record<string, string>> => ({
  'functions/cards/api/index.ts': entryOf({ kind: 'api', routes: [other] }),
});

const FLAWS: readonly Flaw[] = [
  {
    where: 'a state machine has a placeholder that no wiring gives',
    files: machineOf({ A: { ...task('Elsewhere', 'DoThing') } }),
    said: 'eligibility.asl.json and its functions must agree; missing: Elsewhere; unused: EligibilityTasks',
  },
  {
    where: 'a state machine runs a task that the function does not have',
    files: machineOf({ A: task('EligibilityTasks', 'DoOther') }),
    said: 'eligibility.asl.json: state "A" runs task DoOther, which EligibilityTasks does not have; it has: DoThing',
  },
  {
    where: 'a function behind a queue is not one that takes from a queue',
    files: consumerOf('parcels', { kind: 'sweeps', sweeps: ['DoThing'] }),
    said: 'ParcelsConsumers is of the kind sweeps; a function of the kind consumers, and no other, is wired',
  },
  {
    where: 'a text from outside could be taken for a fact',
    files: consumerOf('letters', { kind: 'consumers', facts: ['ThingDone.v1'] }),
    said: 'LettersConsumers takes facts or the messages of topics: one of the two',
  },
  {
    where: 'nothing comes into a queue',
    files: consumerOf('parcels', { kind: 'consumers', facts: [] }),
    said: 'ParcelsConsumers takes facts or the messages of topics',
  },
  { where: 'two functions serve a route', files: routeOf(route), said: 'GET /care/{id} is served twice, once by ' },
  {
    where: 'a route has the name of another',
    files: routeOf({ ...route, path: '/cards', operationId: 'readCareApi' }),
    said: 'two routes are named readCareApi',
  },
];

describe('the synthesis', () => {
  let synthesized: ReadonlyMap<string, Ran>;
  beforeAll(async () => {
    const roots = FLAWS.map((_, place) => join(folder.path, `flaw-${String(place)}`));
    for (const [place, { files }] of FLAWS.entries()) {
      const root = roots[place] ?? '';
      await buildFixture(root);
      writeFiles(root, files);
      if (Object.keys(files).some((file) => file.startsWith('functions/'))) await build({ root });
    }
    const ran = await synthesize(roots.map((root) => ({ root, outFolder: join(root, 'out') })));
    synthesized = new Map(FLAWS.map(({ where }, place) => [where, ran[place] ?? { code: 0, output: '' }]));
  }, 120_000);

  it.each(FLAWS)('stops where $where', ({ where, said }) => {
    expect(synthesized.get(where)).toEqual({ code: 1, output: expect.stringContaining(said) as unknown });
  });
});

describe('settings', () => {
  it('have a default for everything', () => {
    expect(parseSettings({})).toMatchObject({
      stage: 'main',
      protect: true,
      firewall: true,
      partial: false,
      sweeps: { update: 'cron(0 * * * ? *)', exit: 'cron(0 3 * * ? *)' },
    });
  });

  it.each([
    [{ stage: 'Main Stage' }, 'stage: 1 to 16 lower-case letters'],
    [{ stages: 'main' }, 'Unrecognized key: "stages"'],
    [{ logRetentionDays: 42 }, 'logRetentionDays: '],
    [{ logRetentionDays: 9999 }, 'logRetentionDays: logs have to end'],
    [{ sweeps: { update: 'daily' } }, 'sweeps.update: an EventBridge schedule'],
  ])('say which one cannot be used: %j', (settings, said) => {
    expect(() => parseSettings(settings)).toThrow(said);
  });

  it('are read from cdk.json, and the command line goes before it', () => {
    writeFiles(folder.path, { 'cdk.json': JSON.stringify({ context: { other: 1, nestling: { stage: 'main', dueShards: 8 } } }) });

    const { settings, outFolder, cdkContext } = readInvocation(['--stage', 'pilot', '--out', '/somewhere/out'], folder.path);

    expect(settings).toMatchObject({ stage: 'pilot', dueShards: 8 });
    expect({ outFolder, cdkContext }).toEqual({ outFolder: '/somewhere/out', cdkContext: { other: 1 } });
  });
});

describe('the layer of programmes', () => {
  const SHIPPED = 'functions/policy/programmes';
  const target = join(folder.path, 'layer');
  const stage = (programme: string): readonly string[] => {
    stageProgrammes({ programme, folder: target, shippedFolder: SHIPPED, description: join(folder.path, 'openapi.json') });
    return readdirSync(target, { recursive: true }).map(String).sort();
  };
  const staged = (id: string): unknown => JSON.parse(readFileSync(join(target, 'programmes', `${id}.json`), 'utf8'));

  beforeAll(() => {
    const own = JSON.parse(readFileSync(join(SHIPPED, 'KE-LINDA.json'), 'utf8')) as object;
    writeFiles(folder.path, {
      'openapi.json': '{}',
      'own/OWN.json': JSON.stringify({ ...own, id: 'OWN' }),
      'own/broken.json': '{"id":"X"}',
    });
  });

  it('holds every programme of a folder, each complete', () => {
    const files = stage(SHIPPED);

    expect(files).toContain('openapi.json');
    expect(files.filter((file) => file.startsWith('programmes/'))).toHaveLength(12);
    expect(staged('NP-AAMA')).toMatchObject({ id: 'NP-AAMA', operations: { numbers: {}, limits: {}, messages: {} } });
  });

  it('holds one file with what is shipped for all', () => {
    const files = stage(join(folder.path, 'own/OWN.json'));

    expect(files.filter((file) => !file.startsWith('questionnaires'))).toEqual(['openapi.json', 'programmes', 'programmes/OWN.json']);
    expect(files).toContain('questionnaires/PHQ-9.json');
    expect(staged('OWN')).toMatchObject({ id: 'OWN', operations: { reminders: {} } });
  });

  it('holds no programme that pays by a rail which the deployment does not have', () => {
    const own = JSON.parse(readFileSync(join(SHIPPED, 'KE-LINDA.json'), 'utf8')) as { operations: object };
    const operations = { ...own.operations, payment: { rail: 'mobile-money' } };
    writeFiles(folder.path, { 'paid/PAID.json': JSON.stringify({ ...own, id: 'PAID', operations }) });
    const withRails = (...rails: string[]) =>
      stageProgrammes({
        programme: join(folder.path, 'paid/PAID.json'),
        folder: target,
        shippedFolder: SHIPPED,
        description: join(folder.path, 'openapi.json'),
        rails,
      });

    expect(() => withRails('govstack')).toThrow('PAID #/operations/payment/rail: partners.rails names no mobile-money');
    withRails('govstack', 'mobile-money');
    expect(staged('PAID')).toMatchObject({ operations: { payment: { rail: 'mobile-money', approval: 'secondPerson' } } });
  });

  it('holds the questionnaires beside a programme in place of the shipped ones', () => {
    const phq = JSON.parse(readFileSync(join(SHIPPED, 'questionnaires/PHQ-2.json'), 'utf8')) as object;
    writeFiles(folder.path, { 'own/questionnaires/PHQ-2.json': JSON.stringify({ ...phq, version: 'ministry 1' }) });

    stage(join(folder.path, 'own/OWN.json'));

    expect(JSON.parse(readFileSync(join(target, 'questionnaires/PHQ-2.json'), 'utf8'))).toMatchObject({ version: 'ministry 1' });
    expect(readdirSync(join(target, 'questionnaires'))).toHaveLength(8);
  });

  it('is refused where there is none, and where a file does not match the schema, with its pointer', () => {
    expect(() => stage(join(folder.path, 'own/C.json'))).toThrow('no programme at');
    expect(() => stage(join(folder.path, 'own/broken.json'))).toThrow('broken.json #/name');
  });
});
