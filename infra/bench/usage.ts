import { rolesOf } from '../local/access/policies.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { functionsOf } from '../local/functions/definition.ts';
import type { RecordedCall } from '../local/endpoint/call.ts';
import type { LocalSystem } from '../local/local-system.ts';

/** What was used of each billed thing. */
export interface Usage {
  readonly apiRequests: number;
  readonly invocations: number;
  /** Memory times duration, as measured on this machine. */
  readonly gigabyteSeconds: number;
  /** Memory times the number of calls of AWS services: what a longer way to them would cost. */
  readonly gigabytesTimesCalls: number;
  readonly transitions: number;
  readonly databaseReads: number;
  readonly databaseWrites: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly events: number;
  readonly keyRequests: number;
  readonly partnerCalls: number;
  readonly logBytes: number;
  readonly deadLetters: number;
  readonly messages: number;
  readonly messageParts: number;
}

export const NOTHING: Usage = {
  apiRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  gigabytesTimesCalls: 0,
  transitions: 0,
  databaseReads: 0,
  databaseWrites: 0,
  readUnits: 0,
  writeUnits: 0,
  events: 0,
  keyRequests: 0,
  partnerCalls: 0,
  logBytes: 0,
  deadLetters: 0,
  messages: 0,
  messageParts: 0,
};

const NAMES = Object.keys(NOTHING) as readonly (keyof Usage)[];

const combined = (of: (name: keyof Usage) => number): Usage =>
  Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<keyof Usage, number>;

export const plus = (left: Usage, right: Usage): Usage => combined((name) => left[name] + right[name]);
/** What is left when a share of another usage is taken away; never less than nothing. */
export const without = (usage: Usage, other: Usage, times: number): Usage =>
  combined((name) => Math.max(0, usage[name] - times * other[name]));
export const times = (usage: Usage, factor: number): Usage => combined((name) => usage[name] * factor);

export const isRead = (action: string): boolean => /^(GetItem|Query|BatchGetItem|TransactGetItems|Scan)$/.test(action);
export const isWrite = (action: string): boolean => /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems)$/.test(action);

/** The memory of each function of an assembly, in gigabytes. */
export const memoryOf = (assemblyFolder: string): ReadonlyMap<string, number> => {
  const assembly = readAssembly(assemblyFolder);
  return new Map(functionsOf(assembly, rolesOf(assembly)).map(({ construct, memoryMegabytes }) => [construct, memoryMegabytes / 1024]));
};

const GSM_PART = { one: 160, many: 153 };
const UNICODE_PART = { one: 70, many: 67 };
/** The alphabet that fits seven bits. @source 3GPP TS 23.038, basic character set, without the extension table */
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

/** How many parts a text is sent and billed in. */
export const partsOf = (text: string): number => {
  const { one, many } = GSM.test(text) ? GSM_PART : UNICODE_PART;
  return text.length <= one ? 1 : Math.ceil(text.length / many);
};

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);

/** One request to the API, as far as its calls tell. */
export const ofCalls = (calls: readonly RecordedCall[]): Usage => {
  const database = calls.filter(({ service }) => service === 'dynamodb');
  return {
    ...NOTHING,
    apiRequests: 1,
    invocations: 1,
    databaseReads: database.filter(({ action }) => isRead(action)).length,
    databaseWrites: database.filter(({ action }) => isWrite(action)).length,
    readUnits: sum(database, ({ readUnits }) => readUnits),
    writeUnits: sum(database, ({ writeUnits }) => writeUnits),
    keyRequests: calls.filter(({ service }) => service === 'kms').length,
  };
};

/** Counts what a running system uses, from reading to reading. */
export interface Gauge {
  /** What functions print. */
  readonly log: (line: string) => void;
  /** What was used since the last reading; the list of calls begins anew. */
  readonly read: (local: LocalSystem) => Usage;
}

/** @param memory of each function, in gigabytes */
export const newGauge = (memory: ReadonlyMap<string, number>): Gauge => {
  let logged = 0;
  let lastEvent: string | undefined;
  let before = {
    invocations: new Map<string, number>(),
    milliseconds: new Map<string, number>(),
    transitions: 0,
    deadLetters: 0,
    messages: 0,
  };

  return {
    log: (line) => (logged += Buffer.byteLength(line)),
    read(local) {
      const { functions, transitions } = local.meters();
      const meters = Object.entries(functions);
      const events = local.events();
      const sent = local.sms().slice(before.messages);
      const counts = {
        invocations: new Map(meters.map(([name, { invocations }]) => [name, invocations])),
        milliseconds: new Map(meters.map(([name, { durationMilliseconds }]) => [name, durationMilliseconds])),
        transitions: sum(Object.values(transitions), (count) => count),
        deadLetters: local.deadLetters().length,
        messages: local.sms().length,
      };
      const grown = (kind: 'invocations' | 'milliseconds', name: string) => (counts[kind].get(name) ?? 0) - (before[kind].get(name) ?? 0);
      const names = [...counts.invocations.keys()];
      const database = local.calls.filter(({ service }) => service === 'dynamodb');
      const writes = database.filter(({ action }) => isWrite(action));
      const refused = writes.filter(({ outcome }) => outcome === 'refused').length;
      const writeUnits = sum(writes, (call) => call.writeUnits);
      const usage: Usage = {
        apiRequests: sum(
          names.filter((name) => name.endsWith('Api')),
          (name) => grown('invocations', name),
        ),
        invocations: sum(names, (name) => grown('invocations', name)),
        gigabyteSeconds: sum(names, (name) => ((memory.get(name) ?? 0) * grown('milliseconds', name)) / 1000),
        gigabytesTimesCalls: sum(local.calls, ({ functionName }) => memory.get(functionName) ?? 0),
        transitions: counts.transitions - before.transitions,
        databaseReads: database.filter(({ action }) => isRead(action)).length,
        databaseWrites: writes.length,
        readUnits: sum(database, ({ readUnits }) => readUnits),
        // AWS bills a refused write as well; the engine does not say how much, so it counts as an average one
        writeUnits: writeUnits + (refused === 0 ? 0 : (refused * writeUnits) / Math.max(1, writes.length - refused)),
        events: events.length - 1 - events.findLastIndex(({ id }) => id === lastEvent),
        keyRequests: local.calls.filter(({ service }) => service === 'kms').length,
        partnerCalls: local.calls.filter(({ service }) => service === 'partner').length,
        logBytes: logged,
        deadLetters: counts.deadLetters - before.deadLetters,
        messages: sent.length,
        messageParts: sum(sent, ({ message }) => partsOf(message)),
      };
      before = counts;
      lastEvent = events.at(-1)?.id ?? lastEvent;
      logged = 0;
      local.clearCalls();
      return usage;
    },
  };
};
