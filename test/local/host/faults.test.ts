import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedCall } from '../../../infra/local/endpoint/call.ts';
import type { LocalOptions, LocalSystem } from '../../../infra/local/local-system.ts';
import { callerOf, hostFixture } from './fixture.ts';

jest.setTimeout(60_000);

describe('a fault that was asked for', () => {
  let partner: Server;
  let asked: string[];
  let local: LocalSystem | undefined;
  beforeAll(async () => {
    partner = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('known');
    });
    await new Promise<void>((resolve) => void partner.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    partner.close();
    partner.closeAllConnections();
  });
  beforeEach(() => (asked = []));
  afterEach(() => local?.stop());

  const host = async (onCall: LocalOptions['onCall']) => {
    const { port } = partner.address() as AddressInfo;
    local = await hostFixture({
      ...(onCall !== undefined && { onCall }),
      partners: { baseUrl: `http://127.0.0.1:${port}/base` },
      environment: (_name, { partnersUrl }) => ({ AWS_MAX_ATTEMPTS: '1', ...(partnersUrl !== undefined && { PARTNER_URL: partnersUrl }) }),
    });
    return { local, call: await callerOf(local) };
  };
  const onWrites = (decision: 'fail-before' | 'fail-after') => (call: Readonly<RecordedCall>) =>
    call.action === 'TransactWriteItems' ? decision : 'pass';

  it('refuses a call without effect', async () => {
    const { local: hosted, call } = await host(onWrites('fail-before'));

    expect(await call('POST', '/notes', { id: '1', text: 'hello' })).toMatchObject({ status: 502 });
    expect(await call('GET', '/notes/1')).toMatchObject({ status: 404 });
    await hosted.idle();
    expect(hosted.events()).toEqual([]);
  });

  it('cuts the connection after the call took effect, and the stream still has it', async () => {
    const { local: hosted, call } = await host(onWrites('fail-after'));

    expect(await call('POST', '/notes', { id: '1', text: 'hello' })).toMatchObject({ status: 502 });
    expect(await call('GET', '/notes/1')).toMatchObject({ status: 200 });
    await hosted.idle();
    expect(hosted.events()).toHaveLength(1);
    expect(hosted.calls.filter(({ outcome }) => outcome === 'fail-after')).toMatchObject([{ functionName: 'NotesApi', index: 0 }]);
  });

  it('passes a partner’s answer on, or cuts before or after the partner was asked', async () => {
    let decision: 'pass' | 'fail-before' | 'fail-after' = 'pass';
    const { local: hosted, call } = await host(({ service }) => (service === 'partner' ? decision : 'pass'));

    expect(await call('GET', '/partner')).toMatchObject({ body: { status: 200, body: 'known' } });
    decision = 'fail-before';
    expect(await call('GET', '/partner')).toMatchObject({ status: 502 });
    expect(asked).toEqual(['/base/people?id=1']);
    decision = 'fail-after';
    expect(await call('GET', '/partner')).toMatchObject({ status: 502 });

    expect(asked).toHaveLength(2);
    expect(hosted.calls).toMatchObject(
      [0, 1, 2].map((index) => ({ functionName: 'NotesApi', service: 'partner', action: 'GET /people', index })),
    );
  });

  it('is healed by the retries of what called', async () => {
    let failures = 1;
    const { local: hosted, call } = await host(({ service }) => (service === 'events' && failures-- > 0 ? 'fail-before' : 'pass'));
    await call('POST', '/notes', { id: '1', text: 'hello' });
    await hosted.idle();
    expect(hosted.events()).toEqual([]);

    await hosted.clock.advanceBy({ seconds: 1 });

    expect(hosted.events()).toHaveLength(1);
  });
});
