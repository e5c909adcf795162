/** How a context says what its functions use: data, one file a context in `infra/contexts/`. Without an entry, nothing is granted. */
import type { IndexName } from './case-table.ts';
import type { KeyUse } from './grants.ts';

export interface FunctionWiring {
  /** Items of the table, by key or by partition; never a scan. A function of the kind `api` that reads may besides keep who was turned away. */
  readonly table?: 'read' | 'readWrite';
  readonly indexes?: readonly IndexName[];
  /** Scanned sheets and exports, object by object. */
  readonly documents?: 'read' | 'readWrite';
  /** Encrypting, decrypting or hashing identifiers, signing revisions. */
  readonly keys?: readonly KeyUse[];
  /** Puts events on the bus by itself; everybody else writes them to the outbox. */
  readonly publishes?: true;
  /** State machines that it starts; none that runs it. */
  readonly starts?: readonly string[];
  /** State machines whose executions it lists, looks at and stops; it starts none by that. */
  readonly manages?: readonly string[];
  /** State machines whose waiting tasks it answers; also one that runs it. */
  readonly answers?: readonly string[];
  /** Sends text messages to phones. */
  readonly texts?: true;
  /** Sends e-mails. */
  readonly emails?: true;
  /** Is told by gateways what became of texts and e-mails, so it knows them by their secrets. */
  readonly receipts?: true;
  /** Puts texts to many people into the queue, at a share of its rate. */
  readonly feeds?: true;
  /** Topics that it publishes to. */
  readonly topics?: readonly TopicName[];
  /** Works a queue off; for a function of the kind `consumers`, and for no other. */
  readonly consumes?: QueueWiring;
  /** Names addresses of the API in what it answers, so it is told its own. */
  readonly address?: true;
  /** Calls partner systems, so it is told where they are. */
  readonly partners?: true;
  /** Asks the country's own Consent block, or tells it, where there is one. */
  readonly consents?: true;
  /** Knows whether mothers may sign in with the national identity, or is who signs them and the staff in, and is told how. */
  readonly nationalSignIn?: 'offers' | 'performs';
  /** Tells partners of events, so it is told by which rules; of the partners themselves it learns nothing. */
  readonly webhooks?: true;
  /** @default - by the kind of trigger */
  readonly timeoutSeconds?: number;
  /** @default - by the kind of trigger */
  readonly memoryMebibytes?: number;
}

/** What stands before a function of the kind `consumers`: a queue of its own, with dead letters. It takes the facts of its manifest, as the bus has them, or the messages of topics. */
export interface QueueWiring {
  /** Topics whose messages go into the queue, as they were published; only where the manifest names no facts. */
  readonly topics?: readonly TopicName[];
  /** Messages that the function is handed together, 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** Batches that are worked on at once, 2 or more: what a partner behind it can take. @default - as many as Lambda starts */
  readonly maxConcurrency?: number;
  /** The setting that says how many messages a second all copies of the function may send; it decides how many work at once. */
  readonly paced?: 'smsPerSecond';
  /** Tries of a message before it is put with the dead letters. @default 5 */
  readonly maxReceives?: number;
}

export type TopicName = 'campaign' | 'incomingTexts' | 'emailEvents';

export interface WorkflowWiring {
  /** The functions that the definition names, and no other. */
  readonly runs: readonly string[];
  /** The setting in `sweeps` that holds the schedule which starts it. @default - started by a function */
  readonly schedule?: 'update' | 'exit' | 'reconciliation';
}

export interface ContextWiring {
  readonly name: string;
  readonly functions: Readonly<Record<string, FunctionWiring>>;
  readonly workflows?: Readonly<Record<string, WorkflowWiring>>;
}

/** `UpdateSweep` -> `UPDATE_SWEEP`, as in the variable by which a function finds what it was given. */
export const variableOf = (kind: 'WORKFLOW' | 'TOPIC', name: string): string =>
  `${kind}_${name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

const listed = (names: readonly string[]): string => [...names].sort().join(', ');

/**
 * Holds the wiring against what was built.
 * @param partial leaves out what is wired but not built
 * @throws Error naming what is built and not wired, wired twice, or wired and not built
 */
export const refuseUnwired = (contexts: readonly ContextWiring[], built: readonly string[], partial: boolean): void => {
  const wired = contexts.flatMap(({ functions }) => Object.keys(functions));
  const twice = wired.filter((name, place) => wired.indexOf(name) !== place);
  const unwired = built.filter((name) => !wired.includes(name));
  const unbuilt = partial ? [] : wired.filter((name) => !built.includes(name));
  const faults = [
    ...(twice.length === 0 ? [] : [`wired twice: ${listed(twice)}`]),
    ...(unwired.length === 0 ? [] : [`built, but wired in no infra/contexts file: ${listed(unwired)}`]),
    ...(unbuilt.length === 0 ? [] : [`wired, but functions/ has no such entry: ${listed(unbuilt)}`]),
  ];
  if (faults.length > 0) throw new Error(`functions and their wiring must agree; ${faults.join('; ')}`);
};
