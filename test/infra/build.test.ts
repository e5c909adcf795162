import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, functionNameOf } from '../../infra/build.ts';
import { entryOf, temporaryFolder, writeFiles } from './support/fixture.ts';

const API = {
  kind: 'api',
  routes: [{ method: 'POST', path: '/things', scope: 'nestling/things.write', operationId: 'makeThing', body: true }],
};

const filesBelow = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  );

describe('the build', () => {
  const folders = [temporaryFolder(), temporaryFolder()] as const;
  afterAll(() => folders.forEach((folder) => folder.remove()));
  const [{ path: here }, { path: there }] = folders;

  beforeEach(() => {
    for (const { path } of folders) {
      writeFiles(path, {
        'functions/things/domain/thing.ts': "export const thing = (): string => 'thing';\n",
        'functions/things/api/index.ts': `import { thing } from '../domain/thing.ts';\n${entryOf(API)}\nexport const name = thing();\n`,
        'functions/outbox/relay/index.ts': entryOf({ kind: 'relay' }),
      });
    }
  });

  it('names a function by its context and trigger', () => {
    expect(functionNameOf('functions/registration/api/index.ts')).toBe('RegistrationApi');
    expect(functionNameOf('functions/civil-registry/tasks/index.ts')).toBe('CivilRegistryTasks');
  });

  it('bundles every entry and writes down what each says of itself', async () => {
    const { functions } = await build({ root: here });

    expect(Object.keys(functions)).toEqual(['OutboxRelay', 'ThingsApi']);
    expect(functions['ThingsApi']).toMatchObject({ entry: 'functions/things/api/index.ts', kind: 'api', routes: API.routes });
    expect(JSON.parse(readFileSync(join(here, 'dist/manifest.json'), 'utf8'))).toEqual({ functions });
  });

  it('gives the same bytes in another folder, without its path', async () => {
    await build({ root: here });
    await build({ root: there });

    const built = filesBelow(join(here, 'dist'));
    expect(filesBelow(join(there, 'dist'))).toEqual(built);
    expect(Object.values(built).join('')).not.toContain(here);
  });

  it('describes the API from the schemas of its routes and keeps them out of the manifest', async () => {
    const schemas = {
      path: {},
      query: { properties: { limit: { type: 'integer' } } },
      body: { type: 'object', required: ['name'] },
      response: { type: 'object' },
    };
    writeFiles(here, {
      'functions/things/api/index.ts': entryOf({ ...API, routes: [{ ...API.routes[0], summary: 'Makes a thing', status: 201, schemas }] }),
    });

    const { functions } = await build({ root: here });

    expect(JSON.stringify(functions)).not.toContain('schemas');
    expect(JSON.parse(readFileSync(join(here, 'dist/openapi.json'), 'utf8'))).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/things': {
          post: {
            operationId: 'makeThing',
            security: [{ oauth: ['nestling/things.write'] }],
            parameters: [
              { name: 'limit', in: 'query', required: false },
              { name: 'Idempotency-Key', in: 'header' },
            ],
            requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
            responses: { '201': {}, default: { content: { 'application/problem+json': {} } } },
          },
        },
      },
    });
  });

  it.each([
    [
      'needs its environment',
      "throw new Error('TABLE_NAME is missing');",
      /things\/api\/index\.ts cannot be loaded without its environment: Error: TABLE_NAME is missing/,
    ],
    ['exports no handler', 'export const manifest = {};', /things\/api\/index\.ts exports no function named handler/],
    ['exports no manifest', 'export const handler = () => 1;', /things\/api\/index\.ts exports no usable manifest/],
    [
      'has a scope of no known form',
      entryOf({ ...API, routes: [{ ...API.routes[0], scope: 'things' }] }),
      /routes\.0\.scope: .*a scope such as/,
    ],
    ['cannot be bundled', "import './gone.ts';", /functions\/things\/api\/index\.ts.*gone\.ts/],
  ])('says which entry %s', async (_, source, said) => {
    writeFiles(here, { 'functions/things/api/index.ts': source });

    await expect(build({ root: here })).rejects.toThrow(said);
  });
});
