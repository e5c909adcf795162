import { jest } from '@jest/globals';
import type { Answer } from '../../../infra/local/journey/hands.ts';
import { aCountry, type World } from '../../support/country.ts';
import { childOf, known, phoneOf, register, registrationOf } from '../../support/families.ts';

jest.setTimeout(120_000);

const LMP = '2023-11-20';
const NOBODY = '00000000-0000-8000-8000-000000000000';

let world: World;
let caseId: string;
let childId: string;
beforeAll(async () => {
  world = await aCountry();
  const registration = registrationOf(1, { lastMenstrualPeriodOn: '2023-06-01', children: [childOf(1, '2024-03-01')] });
  known(world, registration);
  const registered = await register(world, registration);
  caseId = registered.caseId;
  childId = registered.childIds[0] ?? '';
});
afterAll(() => world.stop());

type Request = (world: World) => Promise<Answer>;
/** The status, and what the answer has to name: a pointer, or a word of its reason. */
type Row = readonly [what: string, status: number, names: string, request: Request];

const fresh = registrationOf(2, { givenName: 'Sita', birthDate: '1995-01-02', lastMenstrualPeriodOn: LMP });
const posts =
  (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Request =>
  ({ worker }) =>
    worker.call('POST', path.replace('{caseId}', caseId), body, headers);
const registers = (change: object): Request => posts('/registrations', { ...fresh, ...change });
const mother = (change: object): Request => registers({ mother: { ...fresh.mother, ...change } });
const child = (change: object, more: object = {}): Request =>
  registers({ children: [{ ...childOf(2, '2024-03-01'), ...change }], ...more });
const raw =
  (method: string, path: string, body: string, headers: Readonly<Record<string, string>> = {}): Request =>
  ({ partner }) =>
    partner('tablet', 'registration.write', 'ministry').call(method, path, body, headers);

const REGISTRATIONS: readonly Row[] = [
  ['a body that is not JSON', 400, 'JSON', raw('POST', '/registrations', '{"programme": ')],
  ['a body that is a list', 400, '', raw('POST', '/registrations', '[1, 2]')],
  ['a body that is null', 400, '', raw('POST', '/registrations', 'null')],
  ['an empty body', 400, '', raw('POST', '/registrations', '')],
  ['a body with deep nesting', 400, '', raw('POST', '/registrations', `${'['.repeat(5000)}${']'.repeat(5000)}`)],
  [
    'a body over the limit of the operation',
    413,
    '',
    raw('POST', '/registrations', JSON.stringify({ ...fresh, filler: 'x'.repeat(400_000) })),
  ],
  ['another media type', 415, '', raw('POST', '/registrations', '<mother/>', { 'content-type': 'application/xml' })],
  ['a missing field', 400, '#/body/mother', registers({ mother: undefined })],
  ['a wrong type', 400, '#/body/mother/givenName', mother({ givenName: 7 })],
  ['an unknown field', 400, '#/body/religion', registers({ religion: 'any' })],
  ['an unknown field of the mother', 400, '#/body/mother/weight', mother({ weight: 60 })],
  ['an unknown programme', 422, 'programme', registers({ programme: 'NO-SUCH' })],
  ['a name of digits', 400, '#/body/mother/givenName', mother({ givenName: '12345' })],
  ['a name that is too long', 400, '#/body/mother/familyName', mother({ familyName: 'a'.repeat(200) })],
  ['a day that does not exist', 400, '#/body/mother/birthDate', mother({ birthDate: '1995-02-30' })],
  ['a mother of five', 422, 'birthDate', mother({ birthDate: '2019-01-01' })],
  ['a mother of ninety', 422, 'birthDate', mother({ birthDate: '1934-01-01' })],
  ['a mother born in the future', 422, 'birthDate', mother({ birthDate: '2030-01-01' })],
  ['a phone that is none', 422, 'phone', mother({ phone: '12' + '3' })],
  ['a national number with signs in it', 400, '#/body/mother/nationalId', mother({ nationalId: 'IN_77;DROP' })],
  ['a birth in the future', 422, 'bornOn', child({ bornOn: '2024-06-01' })],
  ['a child older than its mother', 422, '', child({ bornOn: '1994-01-01' })],
  ['a child of twelve years', 422, 'bornOn', child({ bornOn: '2012-01-01' })],
  ['a time that does not exist', 400, '#/body/children/0/bornAtTime', child({ bornAtTime: '25:00' })],
  [
    'nine children',
    400,
    '#/body/children',
    registers({ children: Array.from({ length: 9 }, (_, place) => childOf(200 + place, '2024-03-01')) }),
  ],
  ['a last period in the future', 422, 'lastMenstrualPeriodOn', registers({ pregnancy: { lastMenstrualPeriodOn: '2024-09-01' } })],
  ['a pregnancy of two years', 422, 'lastMenstrualPeriodOn', registers({ pregnancy: { lastMenstrualPeriodOn: '2022-01-01' } })],
  ['neither pregnancy nor child', 422, '', registers({ pregnancy: undefined, children: [] })],
  ['no consent', 400, '#/body/consent', registers({ consent: undefined })],
  ['a consent on paper without a scan', 400, '#/body/consent/scanReference', registers({ consent: { method: 'paper' } })],
  [
    'a fact of another type than the programme says',
    422,
    'livingChildren',
    registers({ applicant: { ...fresh.applicant, livingChildren: 'two' } }),
  ],
  ['a fact that the programme does not know', 422, 'shoeSize', registers({ applicant: { ...fresh.applicant, shoeSize: 38 } })],
  [
    'a payment modality that does not exist',
    400,
    '#/body/paymentAddress/modality',
    registers({ paymentAddress: { modality: '99', address: '+919845000001' } }),
  ],
  ['an idempotency key with blanks', 400, 'idempotency-key', posts('/registrations', fresh, { 'idempotency-key': 'a b' })],
  ['the number of another mother', 409, '', mother({ nationalId: 'IN-1' })],
  ['the number of another child', 409, '', child({ nationalId: 'C-1', certificate: 'BC-77' })],
  ['the certificate of another child', 409, '', child({ nationalId: 'C-77', certificate: 'BC-1' })],
];

const CASES: readonly Row[] = [
  ['a route that does not exist', 404, '', ({ worker }) => worker.call('GET', '/mothers')],
  ['a method that a route does not have', 404, '', ({ worker }) => worker.call('DELETE', '/registrations')],
  ['a case that does not exist', 404, '', ({ worker }) => worker.call('GET', `/cases/${NOBODY}`)],
  ['a case id that is none', 400, '#/path/caseId', ({ worker }) => worker.call('GET', '/cases/abc')],
  ['a path with quotes', 400, '', ({ worker }) => worker.call('GET', '/cases/%27%22%3B')],
  ['no token', 401, '', ({ nobody }) => nobody.call('GET', `/cases/${caseId}`)],
  [
    'a token that is none',
    401,
    '',
    ({ nobody }) => nobody.call('GET', `/cases/${caseId}`, undefined, { authorization: 'Bearer abc.def.ghi' }),
  ],
  [
    'a token without the scope',
    403,
    'registration.read',
    ({ partner }) => partner('tablet', 'exchange.use').call('GET', `/cases/${caseId}`),
  ],
  ['a token that lets nobody in', 401, '', ({ partner }) => partner('tablet', 'care.read').call('GET', `/cases/${caseId}`)],
  ['another partner’s case', 403, '', ({ partner }) => partner('clinic', 'registration.read').call('GET', `/cases/${caseId}`)],
  ['a role that may not do it', 403, 'role', ({ worker }) => worker.call('POST', `/cases/${caseId}/reversals`, { reason: 'none' })],
  [
    'a stale If-Match',
    412,
    '',
    posts(
      '/cases/{caseId}/corrections',
      { changes: [{ field: '/mother/phone', value: phoneOf(9) }], reason: 'new' },
      { 'if-match': '"1"' },
    ),
  ],
  [
    'an If-Match that is none',
    400,
    'if-match',
    posts(
      '/cases/{caseId}/corrections',
      { changes: [{ field: '/mother/phone', value: phoneOf(9) }], reason: 'new' },
      { 'if-match': 'yes' },
    ),
  ],
  ['a visit in the future', 422, 'on', posts('/cases/{caseId}/visits', { kind: 'PNC-2', on: '2025-01-01', place: 'home' })],
  [
    'a visit of a kind that cannot be',
    400,
    '#/body/kind',
    posts('/cases/{caseId}/visits', { kind: '../..', on: '2024-03-04', place: 'home' }),
  ],
  [
    'an occurrence that the programme does not know',
    400,
    'occurrences',
    posts('/cases/{caseId}/visits', { kind: 'PNC-2', on: '2024-03-04', place: 'home', occurrences: [{ type: 'rain' }] }),
  ],
  [
    'a death before the birth',
    422,
    'on',
    ({ worker }) => worker.call('POST', `/cases/${caseId}/life-events`, { kind: 'childDied', childId, on: '2024-02-01' }),
  ],
  [
    'the death of somebody else’s child',
    404,
    '',
    posts('/cases/{caseId}/life-events', { kind: 'childDied', childId: NOBODY, on: '2024-03-04' }),
  ],
  ['a life event of no kind', 400, '#/body/kind', posts('/cases/{caseId}/life-events', { kind: 'married', on: '2024-03-04' })],
  [
    'a correction of what may not be corrected',
    400,
    '',
    posts('/cases/{caseId}/corrections', { changes: [{ field: '/version', value: 1 }], reason: 'x' }),
  ],
  [
    'a transfer to a worker who does not exist',
    404,
    '',
    ({ supervisor }) => supervisor.call('POST', `/cases/${caseId}/transfers`, { toWorkerId: 'nobody', reason: 'x' }),
  ],
  ['an appeal against no decision', 404, '', posts('/cases/{caseId}/appeals', { decisionId: NOBODY, grounds: 'x' })],
  [
    'a decision on no review',
    404,
    '',
    ({ supervisor }) => supervisor.call('POST', `/cases/${caseId}/reviews/${NOBODY}/decision`, { decision: 'accept' }),
  ],
  ['a programme number with a wrong check character', 400, '', ({ worker }) => worker.call('GET', '/programme-numbers/PMVAAAAAAAAA')],
  [
    'a code for a number that does not exist',
    400,
    '',
    ({ nobody }) => nobody.call('POST', '/accounts/sessions', { programmeNumber: 'PMV', code: '123456' }),
  ],
  ['an account without a session', 401, '', ({ nobody }) => nobody.call('GET', '/account', undefined, { 'x-account-session': 'x' })],
  [
    'a callback that the rail did not sign',
    403,
    '',
    ({ nobody }) => nobody.call('POST', '/payment-callbacks/ABCDEFGHJKMN', { batchId: 'b' }),
  ],
  ['a page that is too large', 400, '#/query/limit', ({ worker }) => worker.call('GET', '/cases?area=gaya-7&limit=5000')],
  ['a cursor that nobody gave', 400, '#/query/cursor', ({ worker }) => worker.call('GET', '/cases?area=gaya-7&cursor=abc')],
  ['a query that is not known', 400, '#/query/colour', ({ worker }) => worker.call('GET', '/cases?area=gaya-7&colour=red')],
  ['too many months', 400, '#/query/to', ({ manager }) => manager.call('GET', '/monitoring/counts?from=2001-01&to=2024-01')],
  [
    'a campaign that ends before it starts',
    422,
    'endsOn',
    ({ manager }) =>
      manager.call('POST', '/campaigns', {
        name: 'x',
        channel: 'sms',
        segment: { areas: ['a'] },
        contentId: 'x',
        startsOn: '2024-03-04',
        endsOn: '2024-03-01',
      }),
  ],
];

/** Who reads what is written down, and who is turned away; refusals write nothing else. */
const withoutAudit = (items: readonly string[]) => items.filter((item) => !/"pk":\{"S":"(?:AUDIT|REFUSALS)#/.test(item));

describe.each([
  ['a registration', REGISTRATIONS],
  ['a request', CASES],
])('%s', (_, rows) => {
  it.each(rows)('with %s is refused (%i), with a reason, and nothing is stored', async (_what, status, names, request) => {
    const before = withoutAudit(await world.dump());
    const answer = await request(world);
    await world.settle();

    expect({ status: answer.status, detail: answer.body['detail'] }).toEqual({ status, detail: expect.any(String) as string });
    expect(answer.body).toMatchObject({
      type: expect.stringMatching(/^urn:nestling:problem:[a-z-]+$/) as string,
      title: expect.any(String) as string,
      status,
    });
    expect(JSON.stringify(answer.body)).toContain(names);
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.(ts|js):\d|node_modules|Error:/);
    expect(withoutAudit(await world.dump())).toEqual(before);
  });
});
