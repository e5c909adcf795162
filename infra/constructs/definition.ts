/** Reading a state machine's file: which placeholders it has, and which tasks it runs in which function. */
import * as z from 'zod';

export interface TaskRun {
  readonly state: string;
  readonly functionName: string;
  readonly task: string;
}

interface States {
  readonly [name: string]: State;
}

const Branch = z.looseObject({
  get States() {
    return States;
  },
});
const State: z.ZodType<State> = z.looseObject({
  Type: z.string(),
  Parameters: z
    .looseObject({ FunctionName: z.string().optional(), Payload: z.looseObject({ task: z.string().optional() }).optional() })
    .optional(),
  Branches: z.array(Branch).optional(),
  ItemProcessor: Branch.optional(),
});
const States: z.ZodType<States> = z.record(
  z.string(),
  z.lazy(() => State),
);
interface State {
  readonly [field: string]: unknown;
  readonly Parameters?:
    { readonly FunctionName?: string | undefined; readonly Payload?: { readonly task?: string | undefined } | undefined } | undefined;
  readonly Branches?: readonly { readonly States: States }[] | undefined;
  readonly ItemProcessor?: { readonly States: States } | undefined;
}

const runsIn = (states: States): readonly TaskRun[] =>
  Object.entries(states).flatMap(([state, { Parameters, Branches = [], ItemProcessor }]) => {
    const functionName = /^\$\{(\w+)\}$/.exec(Parameters?.FunctionName ?? '')?.[1];
    const task = Parameters?.Payload?.task;
    const own = functionName === undefined || task === undefined ? [] : [{ state, functionName, task }];
    const inner = [...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])];
    return [...own, ...inner.flatMap(({ States: below }) => runsIn(below))];
  });

export interface Definition {
  /** The text without its white space, placeholders untouched. */
  readonly text: string;
  /** Names of the `${...}` placeholders, sorted. */
  readonly placeholders: readonly string[];
  readonly runs: readonly TaskRun[];
}

/**
 * Reads an ASL text.
 * @throws Error when it is not JSON or has no states
 */
export const readDefinition = (text: string): Definition => {
  const json: unknown = JSON.parse(text);
  return {
    text: JSON.stringify(json),
    placeholders: [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort(),
    runs: runsIn(Branch.parse(json).States),
  };
};
