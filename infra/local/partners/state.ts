import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { ConsentState } from './consent-state.ts';
import type { Fault } from './faults.ts';
import type { MessagingState } from './messaging-state.ts';
import type { WebhookState } from './webhook-receiver.ts';

const day = z.iso.date();
const sex = z.enum(['female', 'male', 'other']);

/** A person of the population registry. `consentRefused`: the registry answers 403 whatever consent is named. */
export const Person = z.strictObject({
  nationalId: z.string().min(1),
  givenName: z.string().min(1),
  familyName: z.string().min(1),
  birthDate: day,
  sex: sex.optional(),
  area: z.string().optional(),
  diedOn: day.optional(),
  consentRefused: z.boolean().optional(),
});
export type Person = z.infer<typeof Person>;

/** A birth of the civil registry. */
export const Birth = z.strictObject({
  childId: z.string().min(1),
  certificate: z.string().min(1).optional(),
  givenName: z.string().optional(),
  familyName: z.string().optional(),
  birthDate: day,
  sex: sex.optional(),
  motherId: z.string().optional(),
  place: z.string().optional(),
  diedOn: day.optional(),
  consentRefused: z.boolean().optional(),
});
export type Birth = z.infer<typeof Birth>;

/** An account that the rail can pay to, or no longer can. */
export const Account = z.strictObject({
  financialAddress: z.string().min(1),
  status: z.enum(['active', 'closed']).default('active'),
  institution: z.string().max(11).optional(),
});
export type Account = z.infer<typeof Account>;

/** Who and what the registries and the rail know. */
export const Population = z.strictObject({
  people: z.array(Person).default([]),
  births: z.array(Birth).default([]),
  accounts: z.array(Account).default([]),
});
export type Population = z.input<typeof Population>;

export const Settings = z.strictObject({
  birthRegistrationDays: z.number().min(0).default(14).describe('Days until a forwarded birth gets its number'),
  settlementMinutes: z.number().min(0).default(1).describe('Minutes until a batch is settled'),
  unknownAccounts: z.enum(['accept', 'refuse']).default('accept').describe('Whether an address that was never loaded can be paid to'),
  registration: z.enum(['atOnce', 'callback']).default('atOnce').describe('How the account mapper says that it could not register a payee'),
  funds: z.enum(['enough', 'short']).default('enough').describe("What the payer's bank says when it is asked for the money of a batch"),
  messagingKeys: z
    .enum(['known', 'ignored'])
    .default('ignored')
    .describe('Whether the messaging block takes a request once by its Idempotency-Key'),
  validation: z.enum(['atOnce', 'callback']).default('atOnce').describe('How the rail answers a validation that prefers to wait'),
});
export type Settings = z.infer<typeof Settings>;
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** A change of the civil registry, in the order of recording. */
export interface Change {
  changeId: string;
  kind: 'birth' | 'death' | 'move';
  on: string;
  nationalId?: string | undefined;
  childId?: string | undefined;
  certificate?: string | undefined;
  area?: string | undefined;
}

export interface BirthRegistration {
  reference: string;
  /** What was asked, to tell a repeat from another request under the same reference. */
  content: string;
  status: 'pending' | 'registered' | 'refused';
  birth: Omit<Birth, 'childId' | 'certificate'>;
  /** Where the caller wants to hear of it. */
  callbackUrl?: string;
  childId?: string;
  certificate?: string;
}

export interface Beneficiary {
  payeeIdentity: string;
  modality: string;
  financialAddress: string;
}

/** One line in the rail's own books. */
export interface RailPayment {
  requestId: string;
  batchId: string;
  /** What a mobile money provider calls it. */
  reference?: string;
  /** What was asked, to tell a repeat from another request under the same identifier. */
  content: string;
  payee: Readonly<Record<string, string>>;
  /** Where the money went; set at the settlement. */
  paidTo?: string;
  instructedMinor: number;
  /** What was really moved. */
  amountMinor: number;
  currency: string;
  status: 'ongoing' | 'completed' | 'failed' | 'returned';
  reason?: string;
  submittedAt: string;
  completedAt?: string;
  returnedAt?: string;
  /** How often it was handed over. */
  submissions: number;
}

export interface Batch {
  batchId: string;
  correlationId: string;
  callbackUrl: string;
  /** Tenant and identifier of each line. */
  paymentKeys: string[];
  /** Whom it was handed. @default - the rail */
  partner?: 'rail' | 'mobileMoney';
  /** What the payer's bank said when it was asked for the money. */
  funds?: 'enough' | 'short';
}

/** Work that the sandbox owes at an instant (ms) of the given clock. */
export type Job = { dueAt: number } & (
  | { kind: 'settle'; batchId: string }
  | { kind: 'return'; paymentKeys: string[]; batchId: string; reason: string }
  | { kind: 'number'; reference: string }
  | { kind: 'messages'; requestUid: string }
  | { kind: 'call'; url: string; body: string; attempt: number; method?: 'PUT'; correlationId?: string; headers?: Record<string, string> }
);

/** A text that the gateway took. */
export interface TakenText {
  id: string;
  to: string;
  text: string;
  /** The sender's own name for it; a known one is not sent again, unless it did not arrive. */
  reference: string;
  receipt: 'delivered' | 'failed';
  at: string;
}

/** A code that the identity provider gave out, and what it was given out for. */
export interface SignInCode {
  nationalId: string;
  redirectUri: string;
  nonce?: string | undefined;
  challenge?: string | undefined;
  acr: string;
  claims: readonly string[];
  expiresAt: number;
  used: boolean;
}

/** Everything the sandboxes remember; plain JSON. */
export interface State extends WebhookState, MessagingState, ConsentState {
  sequence: number;
  settings: Settings;
  faults: Fault[];
  people: Record<string, Person>;
  births: Record<string, Birth>;
  changes: Change[];
  birthRegistrations: Record<string, BirthRegistration>;
  accounts: Record<string, Account>;
  beneficiaries: Record<string, Beneficiary>;
  batches: Record<string, Batch>;
  payments: Record<string, RailPayment>;
  texts: Record<string, TakenText>;
  signInCodes: Record<string, SignInCode>;
  jobs: Job[];
  calls: Record<string, number>;
}

export const emptyState = (): State => ({
  sequence: 0,
  settings: Settings.parse({}),
  faults: [],
  people: {},
  births: {},
  changes: [],
  birthRegistrations: {},
  accounts: {},
  beneficiaries: {},
  batches: {},
  payments: {},
  texts: {},
  signInCodes: {},
  messageRequests: {},
  individuals: {},
  consents: {},
  idsGiven: {},
  agreementRevisions: {},
  webhookReceivers: {},
  webhooks: [],
  jobs: [],
  calls: {},
});

/** A number that was never given before, with leading zeros. */
export const nextNumber = (state: State, digits: number): string => {
  state.sequence += 1;
  return String(state.sequence).padStart(digits, '0');
};

export const load = (state: State, population: Population): void => {
  const { people, births, accounts } = Population.parse(population);
  for (const person of people) state.people[person.nationalId] = person;
  for (const birth of births) state.births[birth.childId] = birth;
  for (const account of accounts) state.accounts[account.financialAddress] = account;
};

/** What a former run left in a file, or nothing yet. */
export const stateFrom = (file: string | undefined): State =>
  file === undefined || !existsSync(file) ? emptyState() : { ...emptyState(), ...(JSON.parse(readFileSync(file, 'utf8')) as State) };

/** Writes the state to a file; saves asked for while one is being written become one more. */
export const keeperOf = (file: string | undefined, state: () => State) => {
  let writing: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;

  const write = async (path: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, JSON.stringify(state()));
    await rename(`${path}.new`, path);
  };

  return {
    save(): Promise<void> {
      if (file === undefined) return Promise.resolve();
      if (writing === undefined) {
        writing = write(file).finally(() => (writing = undefined));
        return writing;
      }
      waiting ??= writing.then(() => {
        waiting = undefined;
        return this.save();
      });
      return waiting;
    },
  };
};
