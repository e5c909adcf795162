import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Programme } from '../../functions/policy/index.ts';
import { canonicalJson } from '../../infra/local/json.ts';
import type { OnCall } from '../../infra/local/endpoint/call.ts';
import { startCountry, type Country, type CountryOptions } from '../../infra/local/country.ts';
import { done, staff, type Answer, type Hands } from '../../infra/local/journey/hands.ts';
import type { Execution } from '../../infra/local/machines/machines.ts';
import { countryAssembly } from './country-assembly.ts';

export type Body = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

/** A country of a test: the whole system on a clock that stands still, and those who work in it. */
export interface World extends Country {
  readonly worker: Hands;
  readonly supervisor: Hands;
  /** Another supervisor: for what a second person has to decide. */
  readonly second: Hands;
  readonly manager: Hands;
  /** A machine client that is no ministry's: sees the cases that it registered. */
  readonly partner: (client: string, ...scopes: readonly string[]) => Hands;
  readonly nobody: Hands;
  /** Everything that functions and the system printed. */
  readonly logs: readonly string[];
  readonly today: () => string;
  /** What a call has to answer; then everything that follows from it comes to rest. */
  readonly expectDone: (answer: Promise<Answer>) => Promise<Body>;
  readonly caseOf: (caseId: string) => Promise<Body>;
  /** The open reviews of a case, in their order. */
  readonly reviewsOf: (caseId: string) => Promise<readonly Item[]>;
  /** Decides the open review of a kind as somebody, and lets what follows happen. */
  readonly decide: (who: Hands, caseId: string, kind: string, decision: string) => Promise<Answer>;
  /** Runs of a machine that name the case in their input, oldest first. */
  readonly runs: (machine: string, caseId: string) => readonly Execution[];
  /** The states of a machine's latest run for a case, in order. */
  readonly path: (machine: string, caseId: string) => readonly string[];
  readonly facts: (caseId: string) => readonly string[];
  readonly texts: (phone: string) => readonly string[];
  /** Every item of the table, as JSON of its attribute values, sorted. */
  readonly dump: () => Promise<readonly string[]>;
}

export interface WorldOptions extends Pick<CountryOptions, 'ownConsentBlock' | 'ownMessagingBlock'> {
  /** @default 2024-03-04T09:00:00.000Z */
  readonly at?: string;
  readonly onCall?: OnCall;
  /** Programmes that it serves besides the shipped ones, by id: a shipped one that pays by another rail. */
  readonly payingBy?: Readonly<Record<string, { readonly like: string; readonly rail: string }>>;
  /** How many events of a function are worked on at once; one more each is what a test waits for longest. @default 1 */
  readonly environments?: number;
}

const request = async (
  country: Country,
  method: string,
  path: string,
  init: { token?: string; body?: unknown; headers?: Readonly<Record<string, string>> },
): Promise<Answer> => {
  const response = await fetch(`${country.local.apiUrl}${path}`, {
    method,
    headers: {
      ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: /\bjson\b/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as Body) : { text },
  };
};

const scanned = async (country: Country): Promise<readonly string[]> => {
  const items: string[] = [];
  for (let start: unknown; ;) {
    const page = await country.local.dynamodb('Scan', start === undefined ? {} : { ExclusiveStartKey: start });
    items.push(...((page['Items'] ?? []) as readonly unknown[]).map(canonicalJson));
    start = page['LastEvaluatedKey'];
    if (start === undefined) return items.sort();
  }
};

/** The staged programmes of an assembly in a folder of their own, with further ones. @returns what to tell the functions, and how to end it */
const stagedWith = (assembly: string, payingBy: NonNullable<WorldOptions['payingBy']>) => {
  const folder = mkdtempSync(join(tmpdir(), 'nestling-programmes-'));
  const programmes = join(folder, 'programmes');
  cpSync(join(assembly, 'programmes'), folder, { recursive: true });
  for (const [id, { like, rail }] of Object.entries(payingBy)) {
    const programme = JSON.parse(readFileSync(join(programmes, `${like}.json`), 'utf8')) as Programme;
    const { operations } = programme;
    const payment = { ...operations.payment, rail };
    writeFileSync(join(programmes, `${id}.json`), JSON.stringify({ ...programme, id, operations: { ...operations, payment } }));
  }
  return { variables: { PROGRAMMES_PATH: programmes }, forget: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Starts a country in memory. Stop it when the tests are over. */
export const aCountry = async ({
  at = '2024-03-04T09:00:00.000Z',
  onCall,
  environments = 1,
  payingBy = {},
  ...blocks
}: WorldOptions = {}): Promise<World> => {
  const assembly = await countryAssembly();
  const staged = Object.keys(payingBy).length === 0 ? undefined : stagedWith(assembly, payingBy);
  const logs: string[] = [];
  const country = await startCountry({
    ...blocks,
    assembly,
    clock: { start: at, mode: 'manual' },
    environments,
    ...(staged === undefined ? {} : { variables: staged.variables }),
    log: (source, line) => logs.push(`${source}: ${line}`),
    ...(onCall === undefined ? {} : { onCall }),
  });
  const supervisor = staff(country, 'supervisor-1', 'supervisor');
  const reviewsOf = async (caseId: string): Promise<readonly Item[]> => {
    const { Items = [] } = (await country.local.dynamodb('Query', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `CASE#${caseId}` } },
    })) as { Items?: readonly Readonly<Record<string, { S?: string }>>[] };
    return Items.filter(({ entity, status, state }) => entity?.S === 'review' && (status?.S ?? state?.S) === 'open').map((item) =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value])),
    );
  };
  const runs = (machine: string, caseId: string): readonly Execution[] =>
    country.local.executions().filter((execution) => execution.machine === machine && execution.input.includes(caseId));
  return {
    ...country,
    logs,
    worker: staff(country, 'worker-1', 'worker'),
    supervisor,
    second: staff(country, 'supervisor-2', 'supervisor'),
    manager: staff(country, 'manager-1', 'manager'),
    partner: (client, ...scopes) => ({
      call: async (method, path, body, headers = {}) =>
        request(country, method, path, {
          token: await country.local.token({ client, scopes: scopes.map((scope) => `nestling/${scope}`) }),
          body,
          headers,
        }),
    }),
    nobody: { call: (method, path, body, headers = {}) => request(country, method, path, { body, headers }) },
    today: () => country.local.clock.now().slice(0, 10),
    async expectDone(answer) {
      const body = await done(answer);
      await country.settle();
      return body;
    },
    caseOf: (caseId) => done(supervisor.call('GET', `/cases/${caseId}`)),
    reviewsOf,
    async decide(who, caseId, kind, decision) {
      const review = (await reviewsOf(caseId)).find((candidate) => candidate['kind'] === kind);
      if (review === undefined) throw new Error(`no open review of kind ${kind}`);
      const answer = await who.call('POST', `/cases/${caseId}/reviews/${String(review['reviewId'])}/decision`, { decision, note: 'seen' });
      await country.settle();
      return answer;
    },
    runs,
    path: (machine, caseId) =>
      runs(machine, caseId)
        .at(-1)
        ?.history.map(({ state }) => state) ?? [],
    facts: (caseId) =>
      country.local
        .events()
        .filter(({ detail }) => (detail as { metadata: { caseId: string } }).metadata.caseId === caseId)
        .map((event) => event['detail-type'].replace('.v1', '')),
    texts: (phone) =>
      country.local
        .sms()
        .filter(({ phoneNumber }) => phoneNumber === phone)
        .map(({ message }) => message),
    dump: () => scanned(country),
    stop: async () => {
      await country.stop();
      staged?.forget();
    },
  };
};
