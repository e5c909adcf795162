import { jest } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureAssembly, callerOf, hostFixture, START } from './fixture.ts';
import type { LocalSystem } from '../../../infra/local/local-system.ts';

jest.setTimeout(60_000);

describe('the hosted API', () => {
  let local: LocalSystem;
  let call: Awaited<ReturnType<typeof callerOf>>;
  beforeAll(async () => {
    local = await hostFixture();
    call = await callerOf(local);
  });
  afterAll(() => local.stop());
  const anonymous = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${local.apiUrl}${path}`, { method, headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  it('serves a public route at the time of the local clock, with layers in place', async () => {
    expect(await call('GET', '/health')).toMatchObject({ status: 200, body: { at: Date.parse(START), layer: ['DEFAULT.json'] } });
  });

  it('serves the same below the name of the stage', async () => {
    expect(await call('GET', '/v1/health')).toMatchObject({ status: 200 });
  });

  it('stores and reads through the function, the endpoint and the database', async () => {
    expect(await call('POST', '/notes', { id: 'n1', text: 'hello' })).toMatchObject({ status: 201, body: { id: 'n1', by: 'tests' } });

    expect(await call('GET', '/notes/n1')).toMatchObject({ status: 200, body: { text: 'hello' } });
    expect(await call('GET', '/notes/unknown')).toMatchObject({ status: 404 });
  });

  it('queries an index that the role names', async () => {
    expect(await call('GET', '/due?on=today')).toMatchObject({ status: 200, body: { count: expect.any(Number) as number } });
  });

  it('words an unknown route, and an unknown method, by the gateway response', async () => {
    const expected = {
      status: 404,
      type: 'application/problem+json',
      body: { type: 'urn:nestling:problem:route-not-found', detail: 'Missing Authentication Token' },
    };

    expect(await anonymous('GET', '/nowhere')).toMatchObject(expected);
    expect(await anonymous('DELETE', '/health')).toMatchObject(expected);
  });

  it('refuses a missing, a broken, an expired and an insufficient token', async () => {
    const tokens = [
      'nonsense',
      await local.token({ client: 'tests', scopes: ['nestling/notes.write'], validSeconds: -1 }),
      await local.token({ client: 'tests', scopes: ['nestling/notes.read'] }),
    ];

    for (const headers of [{}, ...tokens.map((token) => ({ authorization: `Bearer ${token}` }))]) {
      expect(await anonymous('POST', '/notes', headers)).toMatchObject({
        status: 401,
        body: { type: 'urn:nestling:problem:unauthorized' },
      });
    }
  });

  it('hands a member of staff over with groups', async () => {
    const token = await local.token({ user: 'amina', groups: ['worker', 'supervisor'], scopes: ['nestling/notes.read'] });

    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ username: 'amina', 'cognito:groups': ['worker', 'supervisor'], token_use: 'access' });
    expect(await anonymous('GET', '/notes/unknown', { authorization: token })).toMatchObject({ status: 404 });
  });

  it('issues a token to a machine client for its secret, and to nobody else', async () => {
    const [client] = local.clients();
    const grant = async (secret: string, scope: string) => {
      const response = await fetch(`${local.endpointUrl}/oauth2/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${client?.id ?? ''}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
      });
      return (await response.json()) as { access_token?: string; error?: string };
    };
    const { access_token: token = '' } = await grant(client?.secret ?? '', 'nestling/notes.read');

    expect(await anonymous('GET', '/notes/unknown', { authorization: `Bearer ${token}` })).toMatchObject({ status: 404 });
    expect(await grant('wrong', 'nestling/notes.read')).toEqual({ error: 'invalid_client' });
    expect(await grant(client?.secret ?? '', 'nestling/everything')).toEqual({ error: 'invalid_grant' });
  });

  it('refuses a body that its model does not allow', async () => {
    const invalid = { status: 400, body: { type: 'urn:nestling:problem:invalid-request', detail: 'Invalid request body' } };

    expect(await call('POST', '/notes', '{"id":')).toMatchObject(invalid);
    expect(await call('POST', '/notes', [])).toMatchObject({
      status: 400,
      body: { errors: '[instance type (array) does not match any allowed primitive type (allowed: ["object"])]' },
    });
    expect(await call('POST', '/notes', {})).toMatchObject({
      status: 400,
      body: { errors: '[object has missing required properties (["id"])]' },
    });
  });

  it('refuses a request without a required parameter', async () => {
    expect(await call('GET', '/due')).toMatchObject({ status: 400, body: { message: 'Missing required request parameters: [on]' } });
  });

  it('refuses a body over 10 MB', async () => {
    expect(await call('POST', '/notes', { id: 'big', text: 'x'.repeat(10_485_761) })).toMatchObject({ status: 413 });
  });

  it('asks for an API key where the method does', async () => {
    const [key] = local.apiKeys;

    expect(await call('GET', '/metered')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
    expect(await call('GET', '/metered', undefined, { 'x-api-key': key?.value ?? '' })).toMatchObject({
      status: 500,
      body: { unexpected: '/metered' },
    });
  });

  it('fails where the gateway may not call the function', async () => {
    expect(await call('POST', '/metered')).toMatchObject({ status: 500, body: { message: 'Internal server error' } });
  });

  it('answers 502 for a function that fails, and says nothing of it', async () => {
    expect(await call('GET', '/crash')).toMatchObject({ status: 502, body: { message: 'Internal server error' } });
  });

  it('denies what the role does not allow, naming who, what and where', async () => {
    const { body } = await call('GET', '/forbidden');

    expect(body).toMatchObject({ name: 'AccessDeniedException' });
    expect(body['message']).toMatch(
      /^User: arn:aws:sts::\d+:assumed-role\/\S+ is not authorized to perform: dynamodb:DeleteItem on resource: arn:aws:dynamodb:\S+:table\/\S+/,
    );
  });

  it('seals under the encryption context only, and makes the same code twice', async () => {
    expect(await call('POST', '/seal', '"secret"')).toMatchObject({
      body: { plaintext: '"secret"', wrong: 'InvalidCiphertextException', sameMac: true },
    });
  });

  it('measures calls, units and invocations', async () => {
    await local.idle(); // else a relay of an earlier test is the first call
    local.clearCalls();
    await call('POST', '/notes', { id: 'measured', text: 'hello' });

    const write = local.calls.find(({ functionName }) => functionName === 'NotesApi');
    expect(write).toMatchObject({
      service: 'dynamodb',
      action: 'TransactWriteItems',
      outcome: 'answered',
    });
    expect(write?.writeUnits).toBeGreaterThanOrEqual(4);
    expect(local.meters().functions['NotesApi']).toMatchObject({ coldStarts: 1, errors: 1 });
  });
});

describe('a hosted assembly', () => {
  it('names an unknown resource type and does not start', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'nestling-unknown-'));
    cpSync(fixtureAssembly(), copy, { recursive: true });
    const file = join(copy, 'Fixture-Application.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, unknown> };
    writeFileSync(file, JSON.stringify({ ...template, Resources: { ...template.Resources, Odd: { Type: 'AWS::Odd::Thing' } } }));

    await expect(hostFixture({ assembly: copy })).rejects.toThrow('the local system does not know these resource types: AWS::Odd::Thing');
    rmSync(copy, { recursive: true });
  });
});
