import * as z from 'zod';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { Problem } from '../../../functions/kernel/problem.ts';
import { PartnersConfiguration } from '../../../functions/partners/http/configuration.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';

const baseUrl = 'https://partner.example';
const rail = { baseUrl, tenantId: 'moh', institutionId: 'moh', payerAccount: 'a', callback: { secret: { value: 's' } } };
const configurationWith = (identity: Readonly<Record<string, unknown>>) =>
  PartnersConfiguration.parse({ identity: { baseUrl, ...identity }, civilRegistry: { baseUrl }, rail });

const call = { at: '2026-03-01T08:00:00.000Z', correlationId: 'corr-1', idempotencyKey: 'once-1' };
const question = { nationalId: 'secret-number-4711', consentId: 'consent-1' };
const record = { id: question.nationalId, firstName: 'Sowmya', lastName: 'Krishnamurti', birthdate: '1996-05-14' };

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A transport that answers always the same and keeps what was sent. */
const answering = (answer: (sent: Sent) => Response | Promise<Response>) => {
  const sent: Sent[] = [];
  const send: typeof fetch = (input, init) => {
    const asked = { url: z.string().parse(input), headers: new Headers(init?.headers), body: z.string().parse(init?.body) };
    sent.push(asked);
    return Promise.resolve(answer(asked));
  };
  return { sent, fetch: send };
};
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const echoing = ({ headers }: Sent, body: unknown): Response =>
  new Response(JSON.stringify(body), { headers: { 'X-Road-Id': headers.get('X-Road-Id') ?? '' } });
const refusalOf = async (asked: Promise<unknown>): Promise<Problem> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error('was not refused');
};

describe('a call to a partner', () => {
  it('goes through the Information Mediator, names its client, its consent and its correlation, and keeps persons out of the address', async () => {
    const { sent, fetch } = answering((asked) => echoing(asked, { content: record }));
    const identity = { servicePath: '/r1/IN/GOV/UIDAI/population', client: { header: 'X-Road-Client', name: 'IN/GOV/MOH/nestling' } };

    await partnersOverHttp(configurationWith(identity), { fetch }).identity.verify(question, call);

    expect(sent[0]?.url).toBe('https://partner.example/r1/IN/GOV/UIDAI/population/data/population/1.3/read');
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
      'x-road-client': 'IN/GOV/MOH/nestling',
      'x-consent-record-id': 'consent-1',
      'x-correlation-id': 'corr-1',
      'idempotency-key': 'once-1',
      'content-type': 'application/json',
    });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ query: { content: { id: question.nationalId } } });
  });

  it('takes no number of another birth, and follows no page that leads nowhere', async () => {
    const progress = { status: 'registered', childId: 'C1', birthCertificateId: 'B1' };
    const asked = (body: unknown) =>
      partnersOverHttp(
        configurationWith({}),
        answering(() => json(body)),
      ).civilRegistry;
    const status = (id: string | undefined) => asked({ content: { ...progress, id } }).birthRegistrationStatus('birth-1', call);

    expect(await status('birth-1')).toMatchObject({ childId: 'C1' });
    expect(await status(undefined)).toMatchObject({ childId: 'C1' });
    expect(await refusalOf(status('birth-2'))).toMatchObject({ name: 'PartnerAnswerInvalid' });
    expect(
      await partnersOverHttp(configurationWith({}), {
        fetch: () => Promise.resolve(json({ count: 9, next: 'https://partner.example/again', results: [] })),
      }).civilRegistry.changesSince('c-7', 10, call),
    ).toEqual({ changes: [], unreadable: [], more: false, nextCursor: 'c-7' });
  });

  it('reads an answer that begins with a byte order mark', async () => {
    const { fetch } = answering(() => new Response('\uFEFF{"detail":"no record found"}', { status: 404 }));

    const answer = partnersOverHttp(configurationWith({}), { fetch }).identity.verify({ nationalId: '9', consentId: 'c' }, call);

    expect(await answer).toEqual({ outcome: 'unknown' });
  });

  it('uses the names that the registry gives its fields', async () => {
    const { sent, fetch } = answering(() =>
      json({ content: { CitizenID: '9', FirstName: 'A', lastName: 'B', birthdate: '1990-01-01', area: null } }),
    );
    const identity = { population: { name: 'npr', version: '2', fields: { nationalId: 'CitizenID', givenName: 'FirstName' } } };

    const answer = await partnersOverHttp(configurationWith(identity), { fetch }).identity.verify(
      { nationalId: '9', consentId: 'c' },
      call,
    );

    expect(sent[0]).toMatchObject({ url: 'https://partner.example/data/npr/2/read', body: '{"query":{"content":{"CitizenID":"9"}}}' });
    expect(answer).toEqual({ outcome: 'found', person: { nationalId: '9', givenName: 'A', familyName: 'B', birthDate: '1990-01-01' } });
  });

  it('reads days and codes as the registry writes them, and asks in the same way', async () => {
    const { sent, fetch } = answering(() => json({ content: { Id: 5301, Dob: '20/02/2026', SexCode: 2, DeathDate: '', MotherNo: '53' } }));
    const births = {
      fields: {
        childId: 'Id',
        motherId: 'MotherNo',
        birthDate: { name: 'Dob', date: 'DD/MM/YYYY' },
        sex: { name: 'SexCode', values: { '1': 'male', '2': 'female', '9': null } },
        diedOn: { name: 'DeathDate', date: 'DD/MM/YYYY' },
      },
    };
    const configuration = PartnersConfiguration.parse({ identity: { baseUrl }, civilRegistry: { baseUrl, births }, rail });

    const answer = await partnersOverHttp(configuration, { fetch }).civilRegistry.findBirth(
      { motherId: '53', birthDate: PlainDate.parse('2026-02-20'), consentId: 'c' },
      call,
    );

    expect(sent[0]?.body).toBe('{"query":{"content":{"Dob":"20/02/2026","MotherNo":"53"}}}');
    expect(answer).toEqual({ outcome: 'found', birth: { childId: '5301', birthDate: '2026-02-20', sex: 'female', motherId: '53' } });
  });

  it('asks for the state alone until there is more to read, where the registry is asked so', async () => {
    const states = ['pending', 'registered'];
    const asked: string[] = [];
    const send: typeof fetch = (input) => {
      asked.push(z.string().parse(input).replace(baseUrl, ''));
      return Promise.resolve(
        json(
          asked.at(-1)?.endsWith('/read') === true
            ? { content: { status: 'registered', childId: 'C1', birthCertificateId: 'B1' } }
            : states.shift(),
        ),
      );
    };
    const configuration = PartnersConfiguration.parse({ identity: { baseUrl }, civilRegistry: { baseUrl, progress: 'readValue' }, rail });
    const { civilRegistry } = partnersOverHttp(configuration, { fetch: send });

    const [first, second] = [
      await civilRegistry.birthRegistrationStatus('NB-1', call),
      await civilRegistry.birthRegistrationStatus('NB-1', call),
    ];

    expect([first, second]).toEqual([{ status: 'pending' }, { status: 'registered', childId: 'C1', certificate: 'B1' }]);
    expect(asked).toEqual([
      '/data/birth-registrations/1.3/NB-1/readValue/status.json',
      '/data/birth-registrations/1.3/NB-1/readValue/status.json',
      '/data/birth-registrations/1.3/read',
    ]);
  });

  it('shows its authorization at every call', async () => {
    const { sent, fetch } = answering(() => json({ content: record }));
    const { identity } = partnersOverHttp(configurationWith({ authorization: { value: 'Bearer abc' } }), { fetch });

    await identity.verify(question, call);
    await identity.verify(question, call);

    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer abc', 'Bearer abc']);
  });

  it.each([
    ['not JSON', () => new Response(`<html>${question.nationalId}`)],
    ['another shape', () => json({ content: { ...record, birthdate: 'secret-number-4711' } })],
    ['another person', () => json({ content: { ...record, id: '12' } })],
    ['a page of some gateway instead of "no record found"', () => new Response('<html>', { status: 404 })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } })],
    ['a status that the definition does not name', () => json({}, 418)],
    ['more than it may', () => json({ content: { ...record, filler: 'x'.repeat(2_000_000) } })],
  ])('refuses an answer that is %s, and repeats nothing of it', async (_what, answer) => {
    const { fetch } = answering(answer);

    const problem = await refusalOf(partnersOverHttp(configurationWith({}), { fetch }).identity.verify(question, call));

    expect(problem.name).toBe('PartnerAnswerInvalid');
    expect(`${problem.message} ${String(problem.cause)}`).not.toMatch(/4711|Sowmya/);
  });

  it.each([401, 408, 429, 500, 502, 503, 504])('may be repeated later after a status %d', async (status) => {
    const { fetch } = answering(() => json({}, status));

    const problem = await refusalOf(partnersOverHttp(configurationWith({}), { fetch }).identity.verify(question, call));

    expect(problem).toMatchObject({ name: 'PartnerUnavailable', message: `identity: status ${String(status)}` });
  });

  it('is not made while its partner fails, and is tried again after the pause', async () => {
    const { sent, fetch } = answering(() => json({}, 503));
    const { identity } = partnersOverHttp(configurationWith({ breaker: { failures: 2, pauseSeconds: 30 } }), { fetch });

    for (let time = 0; time < 4; time += 1) await refusalOf(identity.verify(question, call));
    const during = sent.length;
    await refusalOf(identity.verify(question, { ...call, at: '2026-03-01T08:00:30.000Z' }));

    expect([during, sent.length]).toEqual([2, 3]);
  });

  it('is not stopped by answers that cannot be used', async () => {
    const { sent, fetch } = answering(() => json({ content: {} }));
    const { identity } = partnersOverHttp(configurationWith({ breaker: { failures: 2 } }), { fetch });

    for (let time = 0; time < 4; time += 1) await refusalOf(identity.verify(question, call));

    expect(sent).toHaveLength(4);
  });
});

describe('the configuration of partners', () => {
  it.each([
    ['an unknown field', { identity: { baseUrl, retries: 3 }, civilRegistry: { baseUrl }, rail }],
    ['an address that is none', { identity: { baseUrl: 'partner' }, civilRegistry: { baseUrl }, rail }],
    ['a client of three parts', { identity: { baseUrl, client: { name: 'A/B/C' } }, civilRegistry: { baseUrl }, rail }],
    ['a protocol of X-Road that we do not speak', { identity: { baseUrl, servicePath: '/r2/A/B/C/D' }, civilRegistry: { baseUrl }, rail }],
    ['an X-Road address without a service', { identity: { baseUrl, servicePath: '/r1/A/B/C' }, civilRegistry: { baseUrl }, rail }],
    ['a client certificate that is not there', { identity: { baseUrl, tls: 'ours' }, civilRegistry: { baseUrl }, rail }],
    [
      'a date form for what is no day',
      { identity: { baseUrl, population: { fields: { sex: { name: 'S', date: 'DD/MM/YYYY' } } } }, civilRegistry: { baseUrl }, rail },
    ],
    [
      'a sex that we do not know',
      { identity: { baseUrl, population: { fields: { sex: { name: 'S', values: { '1': 'girl' } } } } }, civilRegistry: { baseUrl }, rail },
    ],
    ['one field for two facts', { identity: { baseUrl, population: { fields: { area: 'firstName' } } }, civilRegistry: { baseUrl }, rail }],
    [
      'an institution longer than the rail allows',
      { identity: { baseUrl }, civilRegistry: { baseUrl }, rail: { ...rail, institutionId: '1234567890123' } },
    ],
  ])('is refused with %s', (_what, configuration) => {
    expect(PartnersConfiguration.safeParse(configuration).success).toBe(false);
  });
});

describe("a batch for whose money the payer's bank is not asked", () => {
  it('stays accepted, so that its repeat does not fail for ever', async () => {
    const fundsAuthorization = { payerIdentifier: 'MOH', fromMinor: { INR: 1 } };
    const vouched = PartnersConfiguration.parse({
      identity: { baseUrl },
      civilRegistry: { baseUrl },
      rail: { ...rail, fundsAuthorization },
    });
    const { sent, fetch } = answering(({ url }) => (url.includes('/batches/') ? json({}, 400) : json({ batchId: 'B-1' }, 202)));
    const lines = [{ requestId: 'L1', payee: { payeeIdentity: 'P1' }, amountMinor: 100, currency: 'INR' }];

    const answer = await partnersOverHttp(vouched, { fetch }).rail.submitBatch(
      { correlationId: 'S-1', programmeId: 'P', callbackUrl: 'https://api.example/payment-callbacks/S-1', lines },
      call,
    );

    expect(answer).toEqual({ outcome: 'accepted', batchId: 'B-1', fundsRefused: true });
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/batchtransactions', '/batches/B-1']);
  });
});
