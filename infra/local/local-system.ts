import type { ApiKey } from './gateway/api.ts';
import type { BusEvent } from './delivery/bus.ts';
import type { OutboxMessage } from './delivery/outbox.ts';
import type { QueueMessage } from './delivery/queues.ts';
import type { OnCall, RecordedCall } from './endpoint/call.ts';
import type { SentEmail } from './endpoint/ses.ts';
import type { StoredFile } from './endpoint/s3.ts';
import type { FunctionMeter } from './functions/pool.ts';
import type { Invocation } from './functions/protocol.ts';
import type { Client, TokenRequest } from './identity/user-pools.ts';
import type { Json } from './json.ts';
import type { Execution } from './machines/machines.ts';
import type { ClockMode } from './runtime/clock.ts';

/** Partners that live on the local clock and end with the system. */
export interface StartedPartners {
  readonly baseUrl: string;
  readonly control: { nextDueAt: () => number | undefined; tick: (at?: number) => Promise<void> };
  stop: () => Promise<void>;
}

export interface LocalOptions {
  /** The synthesized assembly: a `cdk.out` folder. */
  readonly assembly: string;
  /** `file` is a folder that is made when it does not exist: it holds the database, the journal and the keys. */
  readonly data: { readonly memory: true } | { readonly file: string };
  /**
   * @default - `real`, from the machine's time, or from where the clock stood when the data was last used. `manual` time moves only by
   * `advanceTo` and `advanceBy`.
   */
  readonly clock?: { readonly start?: string; readonly mode?: ClockMode };
  /**
   * The partners: where they are, or how to start them on the local clock (milliseconds). Functions reach them through a proxy that
   * counts calls and can make them fail.
   */
  readonly partners?: { readonly baseUrl: string } | ((now: () => number) => Promise<StartedPartners>);
  /** Variables that replace the template's, by function. */
  readonly environment?: (
    functionName: string,
    addresses: {
      readonly apiUrl: string;
      readonly endpointUrl: string;
      readonly partnersUrl: string | undefined;
      readonly template: Readonly<Record<string, string>>;
    },
  ) => Readonly<Record<string, string>>;
  /** Fixed ports. @default - free ones */
  readonly ports?: { readonly api?: number; readonly endpoint?: number };
  /** Faults: asked before each call that a function makes. */
  readonly onCall?: OnCall;
  /** What functions print, and what the system itself has to say (with the name `local`). */
  readonly log?: (source: string, line: string) => void;
  /** How many events a function takes at once, each in an environment of its own, where the template reserves none. @default 4 */
  readonly environments?: number;
  /** Values of template parameters without a default. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether the gateway enforces the stage's and usage plans' rates. @default false */
  readonly throttling?: boolean;
}

export interface LocalClock {
  /** ISO instant. */
  readonly now: () => string;
  /** Moves the clock; what is due on the way runs in its order, and the system settles after each instant. */
  readonly advanceTo: (instant: string) => Promise<void>;
  readonly advanceBy: (duration: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }) => Promise<void>;
  /** When the next timer is due: a wait, a retry, a timeout, a schedule. */
  readonly nextDue: () => string | undefined;
}

/** The assembly, running on this machine. */
export interface LocalSystem {
  readonly apiUrl: string;
  readonly endpointUrl: string;
  readonly partnersUrl: string | undefined;
  readonly clock: LocalClock;
  /** Resolves when nothing runs and nothing is undelivered but what waits for the clock or for somebody outside. */
  readonly idle: () => Promise<void>;
  /** Objects in the template's buckets. */
  readonly files: () => readonly StoredFile[];
  readonly emails: () => readonly SentEmail[];
  readonly sms: () => readonly OutboxMessage[];
  /** The latest events published on any bus, oldest first. */
  readonly events: () => readonly BusEvent[];
  readonly executions: () => readonly Execution[];
  /** Messages in the template's queues. */
  readonly deadLetters: () => readonly QueueMessage[];
  /** The template's topics, by ARN. */
  readonly topics: readonly string[];
  /** Failures for which there was no queue: on AWS these would be gone without trace. */
  readonly lost: () => readonly { readonly why: string; readonly payload: string }[];
  /** Runs a function by name, logical id or construct name. */
  readonly invoke: (functionName: string, event: Json) => Promise<Invocation>;
  /** Starts a state machine by name, logical id or construct name. */
  readonly start: (machine: string, input: Json, name?: string) => Execution;
  readonly token: (request: TokenRequest) => Promise<string>;
  readonly clients: () => readonly Client[];
  readonly apiKeys: readonly ApiKey[];
  /** Calls DynamoDB as the account's owner; the action as in the API, e.g. `Query`. The table's name may be left out when there is one. */
  readonly dynamodb: (action: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;
  readonly tables: readonly string[];
  /** For SDK clients of tests: the local endpoint with the owner's credentials. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Calls that functions made, oldest first, since the start or the last `clearCalls`. */
  readonly calls: readonly RecordedCall[];
  readonly clearCalls: () => void;
  readonly meters: () => {
    readonly functions: Readonly<Record<string, FunctionMeter>>;
    readonly transitions: Readonly<Record<string, number>>;
  };
  /** Ends every worker, server, timer and process. */
  readonly stop: () => Promise<void>;
}
