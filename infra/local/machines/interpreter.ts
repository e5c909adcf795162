import { textOf, type Json, type JsonObject } from '../json.ts';
import { ruleHolds } from './choice.ts';
import type { Catcher, State, States } from './definition.ts';
import type { Memory } from './memory.ts';
import { fillTemplate, placeResult, readReference, select, stringAt, type Documents } from './payload.ts';
import { anySignal, newAbort } from './signals.ts';
import { errorMatches, runtimeError, StateError } from './state-error.ts';

/** One call of a Task. */
export interface TaskCall {
  readonly place: string;
  readonly resource: string;
  readonly parameters: Json;
  /** A task token, for `.waitForTaskToken`. */
  readonly token: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly signal: AbortSignal;
}

/** What the interpreter needs of the world around one execution. */
export interface World {
  readonly now: () => number;
  readonly memory: Memory;
  /** Resolves when the clock has reached `at`; rejects when the signal is given. */
  readonly sleepUntil: (at: number, signal: AbortSignal) => Promise<void>;
  /** @throws StateError */
  readonly perform: (call: TaskCall) => Promise<Json>;
  readonly newToken: (place: string) => string;
  /** Told of each state entered, in order. */
  readonly entered: (state: string, at: number) => void;
}

/** Where in an execution a state runs. */
interface Frame {
  readonly place: string;
  readonly context: JsonObject;
  readonly signal: AbortSignal;
}

type Step = { readonly enteredAt: number; readonly output?: Json; readonly next?: string | null };
type Trouble = { readonly retries: readonly number[]; readonly dueAt: number };

/** `Retry`: which retrier applies to an error, by its position. */
const retrierFor = (state: State, error: StateError): number =>
  (state.Retry ?? []).findIndex(({ ErrorEquals: names }) => errorMatches(names, error.name));

export const interpret = (world: World) => {
  const documentsOf = (input: Json, { context }: Frame): Documents => ({ input, context });

  const seconds = (given: number | undefined, path: string | undefined, documents: Documents): number | undefined =>
    path === undefined ? given : Number(readReference(path, documents));

  const runTask = async (state: State, input: Json, frame: Frame): Promise<Json> => {
    const waits = state.Resource?.endsWith('.waitForTaskToken') === true;
    const token = waits ? world.newToken(frame.place) : undefined;
    const withToken: Frame = token === undefined ? frame : { ...frame, context: { ...frame.context, Task: { Token: token } } };
    const documents = documentsOf(input, withToken);
    const parameters = state.Parameters === undefined ? input : fillTemplate(state.Parameters, documents);
    return world.perform({
      place: frame.place,
      resource: state.Resource ?? '',
      parameters,
      token,
      timeoutSeconds: seconds(state.TimeoutSeconds, state.TimeoutSecondsPath, documents),
      heartbeatSeconds: seconds(state.HeartbeatSeconds, state.HeartbeatSecondsPath, documents),
      signal: frame.signal,
    });
  };

  /** Runs several at once, at most `limit`; the first error ends the others, unless `tolerates` says that it may be passed over. */
  const runAll = async (
    count: number,
    limit: number,
    outer: AbortSignal,
    run: (index: number, signal: AbortSignal) => Promise<Json>,
    tolerates: (failures: number) => boolean,
  ): Promise<readonly Json[]> => {
    const abort = newAbort();
    const signal = anySignal(outer, abort.signal);
    const results: (Json | undefined)[] = [];
    let next = 0;
    let failures = 0;
    const work = async () => {
      while (next < count) {
        const index = next++;
        try {
          results[index] = await run(index, signal);
        } catch (error) {
          if (signal.aborted || !tolerates(++failures)) throw error;
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
    } catch (error) {
      abort.abort();
      throw error;
    }
    return results.filter((result) => result !== undefined);
  };

  const runParallel = (state: State, input: Json, frame: Frame): Promise<readonly Json[]> => {
    const branches = state.Branches ?? [];
    const branchInput = state.Parameters === undefined ? input : fillTemplate(state.Parameters, documentsOf(input, frame));
    const run = (index: number, signal: AbortSignal) =>
      runStates(branches[index] as States, branchInput, { ...frame, place: `${frame.place}.${index}`, signal });
    return runAll(branches.length, branches.length, frame.signal, run, () => false);
  };

  const runMap = (state: State, input: Json, frame: Frame): Promise<readonly Json[]> => {
    const items = select(state.ItemsPath, documentsOf(input, frame));
    if (!Array.isArray(items)) throw runtimeError(`Reference path "${state.ItemsPath ?? '$'}" must point to array.`);
    const processor = (state.ItemProcessor ?? state.Iterator) as States;
    const template = state.ItemSelector ?? state.Parameters;
    const selected = (items as readonly Json[]).map((value, index) => {
      const context = { ...frame.context, Map: { Item: { Index: index, Value: value } } };
      return { context, value: template === undefined ? value : fillTemplate(template, { input, context }) };
    });
    const batch = state.ItemBatcher?.MaxItemsPerBatch;
    const shared =
      state.ItemBatcher?.BatchInput === undefined
        ? {}
        : { BatchInput: fillTemplate(state.ItemBatcher.BatchInput, documentsOf(input, frame)) };
    const units =
      batch === undefined
        ? selected
        : Array.from({ length: Math.ceil(selected.length / batch) }, (_, index) => ({
            context: { ...frame.context, Map: { Item: { Index: index, Value: null } } },
            value: { ...shared, Items: selected.slice(index * batch, (index + 1) * batch).map(({ value }) => value) },
          }));
    const run = (index: number, signal: AbortSignal) => {
      const unit = units[index];
      return runStates(processor, unit?.value ?? null, {
        place: `${frame.place}.${index}`,
        context: unit?.context ?? frame.context,
        signal,
      });
    };
    const tolerated = Math.max(
      state.ToleratedFailureCount ?? 0,
      Math.floor(((state.ToleratedFailurePercentage ?? 0) / 100) * units.length),
    );
    const limit = state.MaxConcurrency === undefined || state.MaxConcurrency === 0 ? 40 : state.MaxConcurrency;
    return runAll(units.length, limit, frame.signal, run, (failures) => failures <= tolerated);
  };

  const runWait = async (state: State, input: Json, frame: Frame, enteredAt: number): Promise<Json> => {
    const documents = documentsOf(input, frame);
    const timestamp = state.TimestampPath === undefined ? state.Timestamp : textOf(readReference(state.TimestampPath, documents));
    const until =
      timestamp === undefined ? enteredAt + (seconds(state.Seconds, state.SecondsPath, documents) ?? 0) * 1000 : Date.parse(timestamp);
    if (Number.isNaN(until)) throw runtimeError(`the Wait state cannot tell the time from ${timestamp ?? String(state.SecondsPath)}`);
    await world.sleepUntil(until, frame.signal);
    return input;
  };

  /** What a state makes of its (selected) input, before its result is placed; and where it goes on. */
  const act = async (
    state: State,
    input: Json,
    frame: Frame,
    enteredAt: number,
  ): Promise<{ readonly result: Json; readonly next: string | undefined }> => {
    const documents = documentsOf(input, frame);
    const next = state.Next;
    switch (state.Type) {
      case 'Task':
        return { result: await runTask(state, input, frame), next };
      case 'Parallel':
        return { result: await runParallel(state, input, frame), next };
      case 'Map':
        return { result: await runMap(state, input, frame), next };
      case 'Wait':
        return { result: await runWait(state, input, frame, enteredAt), next };
      case 'Pass': {
        const made = state.Result === undefined ? input : state.Result;
        return { result: state.Parameters === undefined ? made : fillTemplate(state.Parameters, documents), next };
      }
      case 'Succeed':
        return { result: input, next: undefined };
      case 'Choice': {
        const rule = (state.Choices ?? []).find((one) => ruleHolds(one, documents));
        const chosen = rule === undefined ? state.Default : textOf(rule['Next']);
        if (chosen === undefined) throw new StateError('States.NoChoiceMatched', 'no choice matched, and there is no default');
        return { result: input, next: chosen };
      }
      case 'Fail':
        throw new StateError(
          stringAt(state.Error, state.ErrorPath, documents) ?? '',
          stringAt(state.Cause, state.CausePath, documents) ?? '',
        );
    }
  };

  const catcherFor = (state: State, error: StateError): Catcher | undefined =>
    state.Catch?.find(({ ErrorEquals: names }) => errorMatches(names, error.name));

  const keepsInput = (state: State) => state.Type === 'Choice' || state.Type === 'Wait' || state.Type === 'Succeed';

  /** Runs one state to its end, with its retries and catches. */
  const runState = async (
    name: string,
    state: State,
    rawInput: Json,
    frame: Frame,
  ): Promise<{ readonly output: Json; readonly next: string | undefined }> => {
    const known = world.memory.recall(frame.place) as Step | undefined;
    const enteredAt = known?.enteredAt ?? world.now();
    world.entered(name, enteredAt);
    if (known?.output !== undefined) return { output: known.output, next: known.next ?? undefined };
    if (known === undefined) world.memory.remember(frame.place, { enteredAt });

    const trouble = world.memory.recall(`${frame.place}!`) as Trouble | undefined;
    const retries = [...(trouble?.retries ?? [])];
    if (trouble !== undefined) await world.sleepUntil(trouble.dueAt, frame.signal);
    for (;;) {
      const total = retries.reduce((sum, count) => sum + count, 0);
      const attempt: Frame = {
        ...frame,
        context: { ...frame.context, State: { EnteredTime: new Date(enteredAt).toISOString(), Name: name, RetryCount: total } },
      };
      // each retry of a state is a place of its own: a new token, new branches
      const inner: Frame = { ...attempt, place: total === 0 ? frame.place : `${frame.place}~${total}` };
      try {
        const input = select(state.InputPath, documentsOf(rawInput, attempt));
        const { result, next } = await act(state, input, inner, enteredAt);
        const selected = state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, documentsOf(result, attempt));
        const placed = keepsInput(state) ? input : placeResult(state.ResultPath, rawInput, selected);
        const output = select(state.OutputPath, documentsOf(placed, attempt));
        world.memory.remember(frame.place, { enteredAt, output, next: next ?? null });
        return { output, next };
      } catch (error) {
        if (!(error instanceof StateError) || frame.signal.aborted) throw error;
        const position = retrierFor(state, error);
        const retrier = state.Retry?.[position];
        const done = retries[position] ?? 0;
        if (retrier !== undefined && done < (retrier.MaxAttempts ?? 3)) {
          const pause = Math.min(
            (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** done,
            retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
          );
          for (let index = 0; index <= position; index++) retries[index] ??= 0;
          retries[position] = done + 1;
          const dueAt = world.now() + pause * 1000;
          world.memory.remember(`${frame.place}!`, { retries, dueAt });
          await world.sleepUntil(dueAt, frame.signal);
          continue;
        }
        const catcher = catcherFor(state, error);
        if (catcher === undefined) throw error;
        const output = placeResult(catcher.ResultPath, rawInput, { Error: error.name, Cause: error.reason });
        world.memory.remember(frame.place, { enteredAt, output, next: catcher.Next });
        return { output, next: catcher.Next };
      }
    }
  };

  /** Runs states from the first to an end. @throws StateError as the execution's failure */
  const runStates = async ({ StartAt: start, States: states }: States, input: Json, frame: Frame): Promise<Json> => {
    let name = start;
    let data = input;
    for (let step = 0; ; step++) {
      if (frame.signal.aborted) throw frame.signal.reason;
      const state = states[name];
      if (state === undefined) throw runtimeError(`there is no state ${name}`);
      const { output, next } = await runState(name, state, data, {
        ...frame,
        place: `${frame.place === '' ? '' : `${frame.place}.`}${step}`,
      });
      if (next === undefined) return output;
      name = next;
      data = output;
    }
  };

  return (definition: States, input: Json, context: JsonObject, signal: AbortSignal): Promise<Json> =>
    runStates(definition, input, { place: '', context, signal });
};
