import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { PartnersConfiguration } from '../../../functions/partners/http/configuration.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { receiveBirthRegistrationCallback } from '../../../functions/verification/api/receive-birth-registration-callback.ts';
import { signatureOf } from '../../../infra/local/partners/agenda.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { call, type Answer } from '../../support/world.ts';
import { aVerificationWorld, KNOWN, type VerificationWorld } from './verification-world.ts';

const SECRET = 'sandbox';

describe('a birth registration that calls back', () => {
  let engine: Engine;
  let world: VerificationWorld;
  let server: Server;
  let callbackUrl = '';
  const answers: Answer[] = [];

  const receive = (body: string, headers: Record<string, string>) => {
    const { civilRegistry } = partnersOverHttp(
      PartnersConfiguration.parse({
        ...world.configuration,
        civilRegistry: { ...world.configuration.civilRegistry, callback: { secret: { value: SECRET } } },
      }),
    );
    const needs = { files: world.files, table: world.table, civilRegistry: () => civilRegistry };
    return call(receiveBirthRegistrationCallback(needs), { rawBody: body, headers, at: world.at() });
  };
  const signed = (body: string, secret = SECRET) => ({
    'x-callback-timestamp': world.at(),
    'x-callback-signature': signatureOf(secret, world.at(), body),
  });

  beforeAll(async () => {
    engine = await startEngine();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
        void receive(Buffer.concat(chunks).toString(), headers).then((answer) => {
          answers.push(answer);
          response.writeHead(answer.status).end(answer.text);
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    callbackUrl = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/birth-registration-callbacks`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await engine.stop();
  });
  beforeEach(async () => {
    answers.length = 0;
    // the number comes in the afternoon of the day; the next question would be asked on the day after
    world = await aVerificationWorld(engine, {
      population: { people: KNOWN.people ?? [] },
      birthRegistrationDays: 0.1,
      callback: { url: callbackUrl, secret: SECRET },
    });
  });
  afterEach(() => world.stop());
  const asked = () => world.control.calls()['civilRegistry.status'] ?? 0;

  it('has the number asked for at once, and the case goes on', async () => {
    const caseId = await world.register();
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');

    await world.pass({ hours: 4 });

    expect(answers.map(({ status }) => status)).toEqual([202]);
    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('may say so twice', async () => {
    world.control.setFault({ target: 'civilRegistry.enrol', kind: 'duplicate' });
    const caseId = await world.register();

    await world.pass({ hours: 4 });

    expect(answers).toHaveLength(2);
    expect(asked()).toBe(1);
    expect((await world.facts(caseId)).filter((fact) => fact === 'BirthRegistrationCompleted')).toHaveLength(1);
  });

  it('may say nothing: it is asked the next day', async () => {
    world.control.setFault({ target: 'civilRegistry.enrol', kind: 'silent' });
    const caseId = await world.register();

    await world.pass({ hours: 4 });
    const before = (await world.fileOf(caseId)).status;
    await world.pass({ days: 1 });

    expect([before, (await world.fileOf(caseId)).status]).toEqual(['awaitingBirthRegistration', 'verified']);
  });

  it('is not believed: a call before the number is there finds the case waiting as before', async () => {
    const caseId = await world.register();
    const { reference } =
      (await world.files.history(caseId)).find(({ detailType }) => detailType === 'BirthRegistrationRequested.v1')?.detail.data ?? {};
    const body = JSON.stringify({ reference, status: 'registered' });

    const answer = await receive(body, signed(body));
    await world.settle();

    expect(answer.status).toBe(202);
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');
  });

  it.each<[string, string, string, number, string]>([
    ['signed by somebody else', '{"reference":"NB-1"}', 'other', 403, 'signature-invalid'],
    ['about no birth of ours', '{"reference":"NB-1"}', SECRET, 404, 'birth-registration-not-found'],
    ['about nothing', '{"status":"registered"}', SECRET, 400, 'invalid-request'],
  ])('is refused when it is %s', async (_what, body, secret, status, type) => {
    const answer = await receive(body, signed(body, secret));

    expect(answer).toMatchObject({ status, body: { type: `urn:nestling:problem:${type}` } });
  });
});
