import type { Json } from '../json.ts';
import type { DurableMap } from '../runtime/journal.ts';

/**
 * What an execution has lived through, by place (`3` is the fourth state of the machine, `3.0.1` the second state of the first branch
 * of the Parallel there). An interrupted execution is run again from its start and takes from here whatever is known already: states
 * that ended are not entered again, waits keep their end, tokens stay valid.
 */
export interface Memory {
  readonly recall: (place: string) => Json | undefined;
  readonly remember: (place: string, value: Json) => void;
  readonly forget: () => void;
}

/** @param known what an earlier process remembered of this execution */
export const memoryOf = (execution: string, steps: DurableMap<Json>, known: ReadonlyMap<string, Json>): Memory => {
  const own = new Map(known);
  return {
    recall: (place) => own.get(place),
    remember(place, value) {
      own.set(place, value);
      steps.set(`${execution} ${place}`, value);
    },
    forget() {
      for (const place of own.keys()) steps.delete(`${execution} ${place}`);
      own.clear();
    },
  };
};

/** What is remembered, by execution. */
export const knownSteps = (steps: DurableMap<Json>): ReadonlyMap<string, ReadonlyMap<string, Json>> => {
  const byExecution = new Map<string, Map<string, Json>>();
  for (const [key, value] of steps.entries()) {
    const space = key.lastIndexOf(' ');
    const execution = key.slice(0, space);
    const known = byExecution.get(execution) ?? new Map<string, Json>();
    byExecution.set(execution, known.set(key.slice(space + 1), value));
  }
  return byExecution;
};
