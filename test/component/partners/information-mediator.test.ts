import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import type { Endpoint } from '../../../functions/partners/http/endpoint.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { aWorld, type World } from './partners-world.ts';

const question = { nationalId: '53', consentId: 'consent-1' };
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('a registry behind an Information Mediator', () => {
  let world: World;
  const sent: Headers[] = [];
  const answered: Headers[] = [];
  const listening: typeof fetch = async (input, init) => {
    sent.push(new Headers(init?.headers));
    const response = await fetch(input, init);
    answered.push(response.headers);
    return response;
  };
  const partners = (client: Partial<NonNullable<Endpoint['client']>> = {}, more: Partial<Endpoint> = {}) => {
    const { identity } = world.configuration;
    const named = { header: 'X-Road-Client' as const, name: 'SANDBOX/GOV/MOH/NESTLING', issue: false, ...client };
    return partnersOverHttp({ ...world.configuration, identity: { ...identity, ...more, client: named } }, { fetch: listening });
  };

  beforeEach(async () => {
    world = await aWorld({ seed: PP_01, endpoint: { breaker: { failures: 1 } } });
    sent.length = 0;
    answered.length = 0;
  });
  afterEach(() => world.stop());

  it('gets a number of its own with each message, and repeats it', async () => {
    const { identity } = partners();

    await identity.verify(question, world.call());
    await identity.verify(question, world.call());

    const numbers = sent.map((headers) => headers.get('x-road-id') ?? '');
    expect(numbers).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    expect(new Set(numbers).size).toBe(2);
    expect(answered.map((headers) => headers.get('x-road-id'))).toEqual(numbers);
    expect(sent[0]?.get('x-road-userid')).toBeNull();
    expect(sent[0]?.get('x-road-issue')).toBeNull();
  });

  it('is told the name of this system and what the message belongs to, where it wants that', async () => {
    await partners({ userId: 'IN-NESTLING', issue: true }).identity.verify(question, world.call());

    expect([sent[0]?.get('x-road-userid'), sent[0]?.get('x-road-issue')]).toEqual(['IN-NESTLING', 'corr-1']);
  });

  it('is not believed when it answers another message', async () => {
    world.control.setFault({ target: 'identity.read', kind: 'strayed', times: 1 });

    await expect(partners().identity.verify(question, world.call())).rejects.toMatchObject({
      name: 'PartnerAnswerInvalid',
      message: 'identity: answer to another message',
    });
  });

  it('is out of reach, and not without a record, when the mediator fails', async () => {
    world.control.setFault({ target: 'identity.read', kind: 'mediator', type: 'Server.ServerProxy.NetworkError', times: 1 });
    const { identity } = partners();

    await expect(identity.verify(question, world.call())).rejects.toMatchObject({
      name: 'PartnerUnavailable',
      message: 'identity: X-Road says Server.ServerProxy.NetworkError',
    });
    await expect(identity.verify(question, world.call())).rejects.toMatchObject({
      message: 'identity: not asked: it failed too often just now',
    });
  });

  it('goes on being asked when the mediator finds fault with a message of ours', async () => {
    world.control.setFault({ target: 'identity.read', kind: 'mediator', type: 'Client.BadRequest', times: 1 });
    const { identity } = partners();

    await expect(identity.verify(question, world.call())).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
    await expect(identity.verify(question, world.call())).resolves.toMatchObject({ outcome: 'found' });
  });

  it.each(['Information-Mediator-Client', 'X-GovStack-Client'] as const)(
    'may be named to under %s, without repeating the number',
    async (header) => {
      const { identity } = partners({ header }, { servicePath: '/population' });

      await expect(identity.verify(question, world.call())).resolves.toMatchObject({ outcome: 'found' });
      expect(sent[0]?.get(header)).toBe('SANDBOX/GOV/MOH/NESTLING');
    },
  );

  it('has to repeat the number where X-Road itself is spoken', async () => {
    const direct = partners({}, { servicePath: '/population' });

    await expect(direct.identity.verify(question, world.call())).rejects.toMatchObject({
      message: 'identity: answer does not repeat X-Road-Id',
    });
  });
});
