import type { Principal } from '../access/principal.ts';
import type { JsonObject } from '../json.ts';

/** One call of an AWS API: who asks which service for what. */
export interface Call {
  readonly principal: Principal;
  readonly service: string;
  readonly action: string;
  readonly input: JsonObject;
  /** What the call consumed, when the service tells: read or write units, and how many items it read. */
  units?: { read: number; write: number; itemsRead: number };
}

/** What a service answers: JSON, or nothing. */
export type Service = (call: Call) => Promise<unknown>;

/** A call that a function made, to AWS or to a partner, as the local system remembers it. */
export interface RecordedCall {
  /** Order among all calls of all functions. */
  readonly sequence: number;
  /** Order among this function's calls of the same action. */
  readonly index: number;
  readonly functionName: string;
  /** `dynamodb`, `sns`, ... or `partner`. */
  readonly service: string;
  /** `TransactWriteItems`, ... or, of a partner, method and path. */
  readonly action: string;
  /** On the local clock. */
  readonly at: string;
  outcome: 'answered' | 'refused' | 'fail-before' | 'fail-after';
  /** Items that a read of the database went through. */
  itemsRead: number;
  readUnits: number;
  writeUnits: number;
}

export type FaultDecision = 'pass' | 'fail-before' | 'fail-after';

/**
 * Asked before each call that a function makes. `fail-before` refuses it without effect (HTTP 503; a partner's connection is cut);
 * `fail-after` lets it take effect and cuts the connection instead of answering.
 */
export type OnCall = (call: Readonly<RecordedCall>) => FaultDecision;

/** Numbers calls, asks the fault hook, and keeps a bounded list. */
export interface CallLog {
  readonly calls: readonly RecordedCall[];
  readonly open: (
    functionName: string,
    service: string,
    action: string,
  ) => { readonly record: RecordedCall; readonly decision: FaultDecision };
  readonly clear: () => void;
}

const KEPT_CALLS = 100_000;

export const startCallLog = (now: () => number, onCall: OnCall | undefined): CallLog => {
  const calls: RecordedCall[] = [];
  const indexes = new Map<string, number>();
  let sequence = 0;
  return {
    calls,
    open(functionName, service, action) {
      const key = `${functionName} ${service} ${action}`;
      const index = indexes.get(key) ?? 0;
      indexes.set(key, index + 1);
      const at = new Date(now()).toISOString();
      const record: RecordedCall = {
        sequence: sequence++,
        index,
        functionName,
        service,
        action,
        at,
        outcome: 'answered',
        itemsRead: 0,
        readUnits: 0,
        writeUnits: 0,
      };
      calls.push(record);
      if (calls.length > 2 * KEPT_CALLS) calls.splice(0, KEPT_CALLS);
      return { record, decision: onCall?.(record) ?? 'pass' };
    },
    clear() {
      calls.length = 0;
      indexes.clear();
      sequence = 0;
    },
  };
};
