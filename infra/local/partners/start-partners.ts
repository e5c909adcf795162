import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { agendaOf } from './agenda.ts';
import { consentBlockAt, SANDBOX_AGREEMENTS } from './consent-block.ts';
import { answerControl, controlOf, type PartnersControl } from './control.ts';
import { strike } from './faults.ts';
import { IDENTITY_PROVIDER, providerSettings } from './identity-provider/answer.ts';
import { MESSAGING_BLOCK, MESSAGING_KEY } from './messaging-block.ts';
import { MINISTRY, MOBILE_MONEY_KEY, mobileMoneyAt } from './mobile-money.ts';
import { authorize, lookUp, register, submit, update, validate } from './payment-rail.ts';
import { answerFromRegistries, enrol } from './registries.ts';
import { incomingOf, refused, send, type Incoming, type Reply } from './reply.ts';
import { detail, statement } from './settlement.ts';
import { falsified, mediated, mediatorRefuses } from './security-server.ts';
import { takeText } from './sms-gateway.ts';
import { takeWebhook } from './webhook-receiver.ts';
import { keeperOf, load, Settings, stateFrom, type Population, type SettingsChange, type State } from './state.ts';

export interface PartnersOptions {
  /** @default - any free one */
  readonly port?: number;
  /** The clock, in ms; whatever is done later is done by it. */
  readonly now: () => number;
  /** Who and what is known from the start, beside what a file holds. */
  readonly seed?: Population;
  readonly settings?: SettingsChange;
  /** Where everything is kept between runs. @default - only in memory */
  readonly file?: string;
  /** Signs the rail's callbacks. */
  readonly callbackSecret?: string;
}

export interface RunningPartners {
  readonly baseUrl: string;
  readonly control: PartnersControl;
  /** What the functions are told about their partners: the value of PARTNERS. */
  readonly configuration: PartnersSettings;
  /** What they are told of a country's consent block, where one is wanted: `consent` of PARTNERS. */
  readonly consentSettings: ReturnType<typeof consentOf>;
  /** What they are told of the identity provider: the value of IDENTITY_PROVIDER. Its keys are made when this is first asked. */
  identityProvider(): ReturnType<typeof providerSettings>;
  /** Ends the server and what it owes; what is kept in a file is written. */
  stop(): Promise<void>;
}

export type PartnersSettings = ReturnType<typeof configurationOf>;

const CLIENT = { name: 'SANDBOX/GOV/MOH/NESTLING' };

const configurationOf = (baseUrl: string, callbackSecret: string) => ({
  identity: { baseUrl, servicePath: '/r1/SANDBOX/GOV/NPR/REGISTRY/population', client: CLIENT, perSecond: 0 },
  civilRegistry: { baseUrl, servicePath: '/r1/SANDBOX/GOV/CRVS/REGISTRY/civil-registry', client: CLIENT, perSecond: 0 },
  rail: {
    baseUrl,
    servicePath: '/rail',
    perSecond: 0,
    tenantId: 'sandbox',
    institutionId: 'NESTLING',
    payerAccount: 'MOH-PAYMENTS',
    callback: { secret: { value: callbackSecret } },
  },
  rails: {
    'mobile-money': {
      api: 'gsma' as const,
      baseUrl,
      servicePath: '/mobile-money',
      perSecond: 0,
      credentials: { by: 'apiKey' as const, key: { value: MOBILE_MONEY_KEY } },
      payer: { type: MINISTRY.key, identifier: MINISTRY.value },
      callback: { apiKey: { value: MOBILE_MONEY_KEY } },
    },
  },
  sms: { baseUrl, servicePath: '/sms', callback: { secret: { value: callbackSecret } } },
  messaging: {
    baseUrl,
    servicePath: '/messaging',
    perSecond: 0,
    apiKey: { value: MESSAGING_KEY },
    email: true,
    sms: {},
    callback: { by: 'apiKey' as const, secret: { value: MESSAGING_KEY } },
  },
  textGateways: { sandbox: { secret: { value: callbackSecret } } },
  // receivers on this machine, over http
  webhooks: { insecure: true, privateAddresses: true },
});

/** What `consent` is set to where the country's own consent block is tried; without it ours decides. */
const consentOf = (baseUrl: string, callbackSecret: string) => ({
  baseUrl,
  servicePath: '/r1/SANDBOX/GOV/CONSENT/BB/consent',
  client: CLIENT,
  perSecond: 0,
  agreements: SANDBOX_AGREEMENTS,
  individual: { nationalIdType: 'nationalId' },
  forget: 'delete' as const,
  callback: { secret: { value: callbackSecret } },
});

interface Operation {
  readonly name: string;
  readonly answer: (state: State, now: number, incoming: Incoming) => Reply | Promise<Reply>;
}

const RAIL: Readonly<Record<string, Operation>> = {
  'POST /identityAccountMapper/beneficiary': { name: 'rail.register', answer: register },
  'PUT /identityAccountMapper/beneficiary': { name: 'rail.update', answer: update },
  'GET /beneficiary/': { name: 'rail.lookup', answer: (state, _now, incoming) => lookUp(state, incoming) },
  'PUT /beneficiary': { name: 'rail.lookup', answer: (state, _now, incoming) => lookUp(state, incoming) },
  'POST /beneficiaries': { name: 'rail.validate', answer: validate },
  'POST /batchtransactions': { name: 'rail.submit', answer: submit },
  'GET /api/v1/batch/detail': { name: 'rail.detail', answer: (state, _now, incoming) => detail(state, incoming) },
  'GET /api/v1/statement': { name: 'rail.statement', answer: (state, _now, incoming) => statement(state, incoming) },
};

const operationOfRegistry = (path: string): string =>
  /birth-registrations/.test(path) ? 'status' : (/\/(read|exists)$/.exec(path)?.[1] ?? 'list');

/** Which partner and operation an address means. */
const operationAt = ({ method, path }: Incoming): Operation | undefined => {
  const service = path.replace(/^\/r1(\/[^/]+){3,4}(?=\/(population|civil-registry|consent)\/)/, '');
  const [, partner = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(service) ?? [];
  switch (partner) {
    case 'population':
      return {
        name: `identity.${operationOfRegistry(rest)}`,
        answer: (state, _now, incoming) => answerFromRegistries(state, 'identity', rest, incoming),
      };
    case 'civil-registry':
      if (rest === '/enrollment') return { name: 'civilRegistry.enrol', answer: enrol };
      return {
        name: `civilRegistry.${operationOfRegistry(rest)}`,
        answer: (state, _now, incoming) => answerFromRegistries(state, 'civilRegistry', rest, incoming),
      };
    case 'consent':
      return consentBlockAt(method, rest);
    case 'sms':
      return method === 'POST' && rest === '/messages' ? { name: 'sms.send', answer: takeText } : undefined;
    case 'messaging':
      return MESSAGING_BLOCK[`${method} ${rest}`];
    case 'idp':
      return IDENTITY_PROVIDER[`${method} ${rest}`];
    case 'webhooks':
      return method === 'POST'
        ? { name: 'webhooks.receive', answer: (state, now, incoming) => takeWebhook(state, now, rest.slice(1), incoming) }
        : undefined;
    case 'rail': {
      const batchId = /^\/batches\/([^/]+)$/.exec(rest)?.[1];
      if (batchId !== undefined && method === 'POST')
        return { name: 'rail.authorize', answer: (state, now, incoming) => authorize(state, now, decodeURIComponent(batchId), incoming) };
      return RAIL[`${method} ${rest}`];
    }
    case 'mobile-money':
      return mobileMoneyAt(method, rest);
    default:
      return undefined;
  }
};

const pause = (delayMs: number, stopped: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const sendGarbage = (response: ServerResponse, form: 'notJson' | 'wrongShape' | 'tooLarge'): void => {
  const texts = {
    notJson: '<html>It works!',
    wrongShape: '{"unexpected":[]}',
    tooLarge: JSON.stringify({ filler: 'x'.repeat(2_000_000) }),
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(texts[form]);
};

/**
 * Starts the sandbox partners on 127.0.0.1: population registry, civil registry with birth registration, consent block, payment rail and messaging
 * block, by GovStack's API definitions, a mobile money provider by that of the GSMA, an identity provider, a gateway for texts, and receivers of
 * webhooks. Without seed or file they know nobody. Deterministic: the same calls at the same times give the same answers.
 */
export const startPartners = async (options: PartnersOptions): Promise<RunningPartners> => {
  const { port = 0, now, seed, settings, file, callbackSecret = 'sandbox' } = options;
  const stopping = new AbortController();
  let state = stateFrom(file);
  const keeper = keeperOf(file, () => state);
  const agenda = agendaOf({ state: () => state, now, callbackSecret, stopped: stopping.signal });
  const changed = () => void keeper.save();

  const control = controlOf({
    state: () => state,
    replace: (next) => (state = next),
    changed,
    now,
    async tick(at = now()) {
      await agenda.tick(at);
      changed();
    },
    nextDueAt: () => agenda.nextDueAt(),
  });
  state.settings = Settings.parse({ ...state.settings, ...settings });
  if (seed !== undefined) load(state, seed);

  const answerPartner = async (operation: Operation, incoming: Incoming, response: ServerResponse): Promise<void> => {
    state.calls[operation.name] = (state.calls[operation.name] ?? 0) + 1;
    const slow = strike(state.faults, operation.name, ['slow']);
    if (slow !== undefined) await pause(slow.delayMs, stopping.signal);
    const fault = strike(state.faults, operation.name, ['down', 'lostAnswer', 'refuse', 'garbage', 'mediator', 'strayed', 'wrong']);
    const carriedOut =
      fault === undefined ||
      fault.kind === 'lostAnswer' ||
      fault.kind === 'strayed' ||
      fault.kind === 'wrong' ||
      (fault.kind !== 'mediator' && fault.takesEffect === true);
    const reply = carriedOut ? await operation.answer(state, now(), incoming) : undefined;
    if (strike(state.faults, operation.name, ['twice']) !== undefined && carriedOut) await operation.answer(state, now(), incoming);
    if (fault?.kind === 'mediator') send(response, mediatorRefuses(fault.type));
    else if (fault?.kind === 'strayed' && reply !== undefined)
      send(response, { ...mediated(incoming, reply), headers: { 'X-Road-Id': 'another' } });
    else if (fault?.kind === 'wrong' && reply !== undefined) send(response, mediated(incoming, falsified(reply)));
    else if (fault?.kind === 'refuse') {
      const headers = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
      send(response, { ...refused(fault.status, 'not now'), headers });
    } else if (fault?.kind === 'garbage') sendGarbage(response, fault.form);
    else if (fault !== undefined || reply === undefined) response.destroy();
    else send(response, mediated(incoming, reply));
    if (incoming.method !== 'GET') changed();
    if ((agenda.nextDueAt() ?? Infinity) <= now()) void control.tick();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const incoming = await incomingOf(request);
    const operation = incoming && operationAt(incoming);
    if (incoming === undefined) send(response, refused(413, 'the body is too large'));
    else if (incoming.path.startsWith('/control')) send(response, await answerControl(control, incoming));
    else if (operation === undefined) send(response, refused(404, 'no such service'));
    else await answerPartner(operation, incoming, response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : port)}`;

  return {
    baseUrl,
    control,
    configuration: configurationOf(baseUrl, callbackSecret),
    consentSettings: consentOf(baseUrl, callbackSecret),
    identityProvider: () => providerSettings(baseUrl),
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agenda.tick(Number.NEGATIVE_INFINITY);
      await keeper.save();
    },
  };
};
