import { unmarshall } from '@aws-sdk/util-dynamodb';
import { addDays, PlainDate } from '../../../functions/kernel/dates.ts';
import type { Answer, Hands } from '../../../infra/local/journey/hands.ts';
import type { World } from '../../support/country.ts';
import { childOf, known, phoneOf, registrationOf, type Registration } from '../../support/families.ts';
import { normalised } from './normalise.ts';

/** One mother of the crash-point test: the same story for each, in an area and with a worker of her own. */
export interface Walk {
  readonly n: number;
  readonly area: string;
  readonly registration: Registration;
}

/** What there is at the end, free of everything that differs between two mothers with the same story. */
export type EndState = readonly string[];

const MOST_TRIES = 6;
const MOST_DAYS = 6;
/** Retries of functions, rules and state machines are over by then. */
const RETRIES_MINUTES = 20;
/** Facts of a detour: something had to wait and was begun anew, or a text went by the other gateway, which is the one that sends receipts. */
const DETOUR = /(Parked|VerificationRequested|MessageDelivered)\.v1$/;
const isReceipt = ({ indicator }: { readonly indicator: string }): boolean => indicator === 'messagesDelivered';
const withoutReceipt = (item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  item['entity'] === 'message' && item['state'] === 'delivered' ? { ...item, state: 'sent' } : item;
/** No two mothers look alike, lest one be taken for the other. */
const GIVEN_NAMES = [
  'Radha',
  'Sita',
  'Gita',
  'Uma',
  'Lata',
  'Maya',
  'Rekha',
  'Sunita',
  'Kavita',
  'Anita',
  'Pooja',
  'Nisha',
  'Priya',
  'Rani',
  'Savita',
  'Usha',
];
const FAMILY_NAMES = [
  'Kumari',
  'Devi',
  'Yadav',
  'Sharma',
  'Singh',
  'Paswan',
  'Mishra',
  'Gupta',
  'Thakur',
  'Prasad',
  'Ansari',
  'Khatun',
  'Das',
  'Roy',
  'Jha',
  'Mandal',
];

const day = (text: string, days: number): string => addDays(PlainDate.parse(text), days);
const nth = (names: readonly string[], n: number): string => names[n % names.length] ?? '';

/** Makes ready for one mother, outside of what is made to fail. */
export const prepare = async (world: World, n: number): Promise<Walk> => {
  const area = `crash-${String(n)}`;
  const today = world.today();
  const registration = registrationOf(n, {
    area,
    givenName: nth(GIVEN_NAMES, n),
    familyName: nth(FAMILY_NAMES, Math.floor(n / GIVEN_NAMES.length)),
    // thirty and some months, whenever the long run comes to her
    birthDate: day(today, -11_050),
    // between two texts by age, after the days on which her child's vaccines at birth are gone after
    lastMenstrualPeriodOn: day(today, -297),
    children: [childOf(n, day(today, -17))],
  });
  known(world, registration);
  await world.expectDone(
    world.manager.call('POST', '/workers', {
      workerId: `asha-${String(n)}`,
      displayName: 'Lakshmi',
      areas: [area],
      capacity: 5,
      payeeIdentity: `ASHA-${String(n)}`,
    }),
  );
  return { n, area, registration };
};

/** Calls as a careful client does: with a key, and again when the answer is a fault or is lost. */
const insist = async (world: World, hands: Hands, method: string, path: string, body: unknown, key: string): Promise<Answer['body']> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await hands.call(method, path, body, { 'idempotency-key': key }).catch(() => undefined);
    await world.settle();
    if (answer !== undefined && answer.status < 400) return answer.body;
    if (tries === MOST_TRIES || (answer !== undefined && answer.status < 500))
      throw new Error(`${method} ${path} was answered ${JSON.stringify(answer)}`);
    await world.local.clock.advanceBy({ minutes: 1 });
  }
};

type Items = readonly Readonly<Record<string, unknown>>[];

const partition = async ({ local }: World, pk: string): Promise<Items> => {
  const { Items: items = [] } = (await local.dynamodb('Query', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
    ConsistentRead: true,
  })) as { Items?: readonly Parameters<typeof unmarshall>[0][] };
  return items.map((item) => unmarshall(item));
};

const statusOf = async (world: World, caseId: string): Promise<unknown> =>
  (await partition(world, `CASE#${caseId}`)).find(({ sk }) => sk === 'CASE')?.['status'];

const waitUntil = async (world: World, what: string, isSo: () => Promise<boolean>): Promise<void> => {
  await world.local.clock.advanceBy({ minutes: RETRIES_MINUTES });
  await world.settle();
  for (let days = 0; !(await isSo()); days += 1) {
    if (days === MOST_DAYS) throw new Error(`after ${String(days)} days still not ${what}`);
    await world.passDays(1);
  }
};

/** Registration after the birth, verified, eligible, enrolled, visited, paid, gone. @throws Error when she gets stuck on the way */
export const walkMainPath = async (world: World, { n, registration }: Walk): Promise<string> => {
  const { worker, second } = world;
  const key = (step: string) => `${step}-${String(n)}`;
  const { caseId: id } = await insist(world, worker, 'POST', '/registrations', registration, key('register'));
  const caseId = String(id);
  await waitUntil(world, 'enrolled', async () => (await statusOf(world, caseId)) === 'enrolled');

  const bornOn = String(registration.children[0]?.['bornOn']);
  await insist(
    world,
    worker,
    'POST',
    `/cases/${caseId}/visits`,
    { kind: 'antenatal', on: day(bornOn, -190), place: 'facility', occurrences: [{ type: 'anc' }] },
    key('anc'),
  );
  await insist(world, worker, 'POST', `/cases/${caseId}/visits`, { kind: 'PNC-3', on: day(bornOn, 8), place: 'home' }, key('pnc'));

  const approval = async () => (await world.reviewsOf(caseId)).find(({ kind }) => kind === 'paymentApproval');
  await waitUntil(world, 'laid before a second person', async () => (await approval()) !== undefined);
  await insist(
    world,
    second,
    'POST',
    `/cases/${caseId}/reviews/${String((await approval())?.['reviewId'])}/decision`,
    { decision: 'approve' },
    key('approve'),
  );
  await waitUntil(world, 'paid', async () =>
    (await partition(world, `CASE#${caseId}`)).some(({ entity, status }) => entity === 'line' && status === 'confirmed'),
  );
  // what is said of the vaccines at birth is said before she leaves, whatever the hour
  await world.passDays(2);

  await insist(world, worker, 'POST', `/cases/${caseId}/life-events`, { kind: 'withdrawn', on: world.today() }, key('exit'));
  await waitUntil(world, 'exited', async () => (await statusOf(world, caseId)) === 'exited');
  await world.passDays(2);
  return caseId;
};

/** Everything that a mother's story leaves behind: her case, its events, texts, the rail's payments, counts, and what is still unfinished. */
export const endStateOf = async (world: World, { n, area, registration }: Walk, caseId: string): Promise<EndState> => {
  const file = await partition(world, `CASE#${caseId}`);
  const events = await partition(world, `EVENTS#${caseId}`);
  const root = file.find(({ sk }) => sk === 'CASE');
  const own = {
    [String((root?.['enrolled'] as { programmeNumber?: string } | undefined)?.programmeNumber)]: '<number>',
    // until she has a number, texts name the beginning of her case's id
    [caseId.slice(0, 8).toUpperCase()]: '<number>',
    [`asha-${String(n)}`]: '<worker>',
    [area]: '<area>',
    [phoneOf(n)]: '<phone>',
  };
  const payees = new Set(file.filter(({ entity }) => entity === 'line').map(({ payeeIdentity }) => String(payeeIdentity)));
  const counts = await world.manager.call(
    'GET',
    `/monitoring/counts?from=${world.today().slice(0, 7)}&to=${world.today().slice(0, 7)}&area=${area}`,
  );
  const before = day(`${world.today().slice(0, 7)}-01`, -1).slice(0, 7);
  const countsBefore = await world.manager.call('GET', `/monitoring/counts?from=${before}&to=${before}&area=${area}`);
  const cells = [counts, countsBefore].flatMap(
    ({ body }) => (body['cells'] ?? []) as readonly { indicator: string; count: number; amountMinor?: number }[],
  );
  const sums = [...Map.groupBy(cells, ({ indicator }) => indicator)].map(([indicator, ofIndicator]) => ({
    indicator,
    count: ofIndicator.reduce((sum, { count }) => sum + count, 0),
    amountMinor: ofIndicator.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0),
  }));
  return [
    ...file.map((item) => `case: ${normalised(withoutReceipt(item), own)}`),
    ...events
      .filter(({ detailType }) => !DETOUR.test(String(detailType)))
      .map(
        ({ detailType, detail }) =>
          `event: ${normalised({ detailType, data: (JSON.parse(String(detail)) as { data: unknown }).data }, own)}`,
      ),
    ...world.texts(registration.mother.phone).map((text) => `text: ${normalised(text, own)}`),
    ...world.partners.control
      .texts()
      .filter(({ to }) => to === registration.mother.phone)
      .map(({ text }) => `text: ${normalised(text, own)}`),
    ...world.partners.control
      .payments()
      .filter(({ payee }) => Object.values(payee).some((identity) => payees.has(identity)))
      .map(({ amountMinor, currency, status, paidTo }) => `rail: ${normalised({ amountMinor, currency, status, paidTo }, own)}`),
    ...sums.filter((sum) => !isReceipt(sum)).map((sum) => `count: ${JSON.stringify(sum)}`),
    ...(await partition(world, `WORKER#asha-${String(n)}`)).map((item) => `worker: ${normalised(item, own)}`),
    ...world.local
      .executions()
      .flatMap(({ machine, status, input }) =>
        status !== 'SUCCEEDED' && input.includes(caseId) ? [`execution: ${machine} ${status}`] : [],
      ),
  ].sort();
};
