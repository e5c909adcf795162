import * as z from 'zod';
import { type KeptConsent } from './consent-state.ts';
import { CounterConsent, sayAtCounter } from './consent-block.ts';
import { Fault, type FaultInput } from './faults.ts';
import type { BlockRequest } from './messaging-state.ts';
import { record } from './registries.ts';
import { refused, ok, type Incoming, type Reply } from './reply.ts';
import {
  Birth,
  emptyState,
  load,
  Population,
  Settings,
  type Change,
  type RailPayment,
  type SettingsChange,
  type State,
  type TakenText,
} from './state.ts';
import { WebhookReceiver, type ReceivedWebhook } from './webhook-receiver.ts';

const Subject = z.union([z.strictObject({ nationalId: z.string() }), z.strictObject({ childId: z.string() })]);
const Death = z.strictObject({ subject: Subject, on: z.iso.date() });
const Move = z.strictObject({ subject: Subject, on: z.iso.date(), area: z.string().min(1) });

/** What the rail moved, in minor units, of one currency. */
export interface RailTotal {
  readonly currency: string;
  readonly payments: number;
  readonly amountMinor: number;
}

/** Tells the sandboxes what they know and what goes wrong. The same is offered over HTTP under `/control`. */
export interface PartnersControl {
  /** Adds or replaces people, births and accounts, without a change in the registry's list of changes. */
  loadPopulation(population: Population): void;
  /** A birth that the registry records now. */
  recordBirth(birth: z.input<typeof Birth>): Change;
  recordDeath(death: z.input<typeof Death>): Change;
  recordMove(move: z.input<typeof Move>): Change;
  /** Refuses a birth that was forwarded and has no number yet. */
  refuseBirthRegistration(reference: string): void;
  /** Adds a fault; faults of the same kind strike in the order they were added. */
  setFault(fault: FaultInput): void;
  /** Ends the faults of a partner or operation, or all. */
  clearFaults(target?: string): void;
  set(settings: SettingsChange): Settings;
  /** Every line the rail was ever given, in the order of arrival. */
  payments(): readonly RailPayment[];
  /** Every text that the gateway took, in the order of arrival. */
  texts(): readonly TakenText[];
  /** Everything that the messaging block was handed, in the order of arrival. */
  messages(): readonly BlockRequest[];
  /** Makes a receiver of webhooks known, at `/webhooks/<name>`, with the secrets that it checks by. */
  setWebhookReceiver(receiver: WebhookReceiver): void;
  /** She says yes or no at a counter of the country's consent block, and not with us. */
  sayConsent(word: z.input<typeof CounterConsent>): KeptConsent;
  /** Every record of the consent block, in the order of making. */
  consents(): readonly KeptConsent[];
  /** An agreement of the consent block gets another text: records to the one before are records of another revision. */
  reviseAgreement(dataAgreementId: string): void;
  /** Where the consent block tells changes to. */
  setConsentWebhook(url: string): void;
  /** Everything that the receivers were sent, in the order of arrival. */
  webhooks(): readonly ReceivedWebhook[];
  /** What the rail moved and did not take back. */
  totals(): readonly RailTotal[];
  changes(): readonly Change[];
  /** How often each operation was called, such as `rail.submit`. */
  calls(): Readonly<Record<string, number>>;
  /** Does everything due at `now` (ms; the clock's own time when absent). */
  tick(now?: number): Promise<void>;
  nextDueAt(): number | undefined;
  /** Forgets everything but the settings. */
  reset(): void;
}

interface ControlNeeds {
  readonly state: () => State;
  readonly replace: (state: State) => void;
  readonly changed: () => void;
  readonly now: () => number;
  readonly tick: (now?: number) => Promise<void>;
  readonly nextDueAt: () => number | undefined;
}

const totalsOf = (payments: readonly RailPayment[]): RailTotal[] => {
  const moved = payments.filter(({ status }) => status === 'completed');
  return [...Map.groupBy(moved, ({ currency }) => currency)].map(([currency, ofCurrency]) => ({
    currency,
    payments: ofCurrency.length,
    amountMinor: ofCurrency.reduce((total, { amountMinor }) => total + amountMinor, 0),
  }));
};

const die = (state: State, subject: z.infer<typeof Subject>, diedOn: string): void => {
  const person = 'nationalId' in subject ? state.people[subject.nationalId] : undefined;
  const child = 'childId' in subject ? state.births[subject.childId] : undefined;
  if (person !== undefined) state.people[person.nationalId] = { ...person, diedOn };
  if (child !== undefined) state.births[child.childId] = { ...child, diedOn };
};

export const controlOf = ({ state, replace, changed, now, tick, nextDueAt }: ControlNeeds): PartnersControl => {
  const noted = <Value>(value: Value): Value => {
    changed();
    return value;
  };

  return {
    loadPopulation(population) {
      load(state(), population);
      changed();
    },
    recordBirth(given) {
      const birth = Birth.parse(given);
      const { childId, certificate, motherId, birthDate } = birth;
      state().births[childId] = birth;
      return noted(record(state(), { kind: 'birth', on: birthDate, nationalId: motherId, childId, certificate }));
    },
    recordDeath(given) {
      const { subject, on } = Death.parse(given);
      die(state(), subject, on);
      return noted(record(state(), { kind: 'death', on, ...subject }));
    },
    recordMove(given) {
      const { subject, on, area } = Move.parse(given);
      const person = 'nationalId' in subject ? state().people[subject.nationalId] : undefined;
      if (person !== undefined) state().people[person.nationalId] = { ...person, area };
      return noted(record(state(), { kind: 'move', on, area, ...subject }));
    },
    refuseBirthRegistration(reference) {
      const registration = state().birthRegistrations[reference];
      if (registration?.status === 'pending') state().birthRegistrations[reference] = { ...registration, status: 'refused' };
      changed();
    },
    setFault(fault) {
      state().faults.push(Fault.parse(fault));
      changed();
    },
    clearFaults(target) {
      state().faults = target === undefined ? [] : state().faults.filter((fault) => fault.target !== target);
      changed();
    },
    set(settings) {
      state().settings = Settings.parse({ ...state().settings, ...settings });
      return noted(state().settings);
    },
    payments: () => Object.values(state().payments),
    texts: () => Object.values(state().texts),
    messages: () => Object.values(state().messageRequests),
    setWebhookReceiver(given) {
      const receiver = WebhookReceiver.parse(given);
      state().webhookReceivers[receiver.name] = receiver;
      changed();
    },
    sayConsent: (word) => noted(sayAtCounter(state(), now(), word)),
    consents: () => Object.values(state().consents),
    reviseAgreement(id) {
      state().agreementRevisions[id] = (state().agreementRevisions[id] ?? 1) + 1;
      changed();
    },
    setConsentWebhook(url) {
      state().consentWebhook = url;
      changed();
    },
    webhooks: () => state().webhooks,
    totals: () => totalsOf(Object.values(state().payments)),
    changes: () => state().changes,
    calls: () => state().calls,
    tick,
    nextDueAt,
    reset() {
      replace({ ...emptyState(), settings: state().settings });
      changed();
    },
  };
};

const RevisedAgreement = z.strictObject({ id: z.string() });
const ConsentWebhook = z.strictObject({ url: z.url() });
const Tick = z.strictObject({ at: z.iso.datetime().optional() });

type Route = (control: PartnersControl, incoming: Incoming) => unknown;

/** What stands under `/control`. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /population': (control, { body }) => control.loadPopulation(Population.parse(body)),
  'POST /births': (control, { body }) => control.recordBirth(Birth.parse(body)),
  'POST /deaths': (control, { body }) => control.recordDeath(Death.parse(body)),
  'POST /moves': (control, { body }) => control.recordMove(Move.parse(body)),
  'POST /faults': (control, { body }) => control.setFault(Fault.parse(body)),
  'DELETE /faults': (control, { query }) => control.clearFaults(query.get('target') ?? undefined),
  'PATCH /settings': (control, { body }) => control.set(Settings.partial().parse(body)),
  'GET /settings': (control) => control.set({}),
  'GET /payments': (control) => control.payments(),
  'GET /texts': (control) => control.texts(),
  'GET /messages': (control) => control.messages(),
  'POST /webhook-receivers': (control, { body }) => control.setWebhookReceiver(WebhookReceiver.parse(body)),
  'POST /consents': (control, { body }) => control.sayConsent(CounterConsent.parse(body)),
  'GET /consents': (control) => control.consents(),
  'POST /consent-agreements': (control, { body }) => control.reviseAgreement(RevisedAgreement.parse(body).id),
  'POST /consent-webhook': (control, { body }) => control.setConsentWebhook(ConsentWebhook.parse(body).url),
  'GET /webhooks': (control) => control.webhooks(),
  'GET /totals': (control) => control.totals(),
  'GET /changes': (control) => control.changes(),
  'GET /calls': (control) => control.calls(),
  'POST /tick': (control, { body }) => {
    const { at } = Tick.parse(body ?? {});
    return control.tick(at === undefined ? undefined : Date.parse(at));
  },
  'POST /reset': (control) => control.reset(),
};

const CONTROLS = Object.keys(ROUTES).map((route) => route.replace(' ', ' /control'));

/** Answers a call under `/control`; `GET /control` itself names what there is. */
export const answerControl = async (control: PartnersControl, incoming: Incoming): Promise<Reply> => {
  if (incoming.method === 'GET' && incoming.path === '/control') return ok({ controls: CONTROLS });
  const route = ROUTES[`${incoming.method} ${incoming.path.slice('/control'.length)}`];
  if (route === undefined) return refused(404, 'no such control');
  try {
    return ok((await route(control, incoming)) ?? {});
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { detail: 'the body is wrong', errors: error.issues } };
    throw error;
  }
};
