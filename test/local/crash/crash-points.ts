import type { FaultDecision, OnCall, RecordedCall } from '../../../infra/local/endpoint/call.ts';
import { aCountry, type World } from '../../support/country.ts';
import { endStateOf, prepare, walkMainPath, type EndState } from './main-path.ts';

/**
 * How a call fails: once, before or after it took effect, so that the client's own retry meets a working service; or `refused` and `lost`:
 * the client's retries fail too, so that the function itself ends with an error.
 */
export const MODES = ['fail-before', 'fail-after', 'refused', 'lost'] as const;
export type Mode = (typeof MODES)[number];

/** One call of the main path. `index` counts the calls of this function and action since the path began. */
export interface CrashPoint {
  readonly functionName: string;
  readonly service: string;
  readonly action: string;
  readonly index: number;
}

/** What came of a path on which one call failed. */
export interface Outcome {
  readonly point: CrashPoint;
  readonly mode: Mode;
  /** Whether the call was made, and so failed. */
  readonly struck: boolean;
  readonly missing: EndState;
  readonly surplus: EndState;
  readonly stuck?: string;
  readonly milliseconds: number;
}

/** Attempts of an SDK client for one call. */
const CLIENT_ATTEMPTS = 3;

const decisionOf = (mode: Mode, place: number, isPartner: boolean): FaultDecision => {
  const last = isPartner || mode === 'fail-before' || mode === 'fail-after' ? 0 : CLIENT_ATTEMPTS - 1;
  if (place < 0 || place > last) return 'pass';
  return place === 0 && (mode === 'fail-after' || mode === 'lost') ? 'fail-after' : 'fail-before';
};

export const nameOf = ({ functionName, service, action, index }: CrashPoint): string =>
  `${functionName} ${service} ${action} [${String(index)}]`;

/** One call of each kind: the first of each function and action, so that a short run still meets every place where something can break. */
export const oneOfEachKind = (points: readonly CrashPoint[]): readonly CrashPoint[] => points.filter(({ index }) => index === 0);

const without = (left: EndState, right: EndState): string[] => {
  const rest = [...right];
  return left.filter((line) => {
    const place = rest.indexOf(line);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
};

/** A country in which one mother after another goes the main path, each with a failure of her own. */
export interface CrashCountry {
  readonly world: World;
  /** The calls of the clean path. */
  readonly points: readonly CrashPoint[];
  readonly clean: EndState;
  readonly strike: (point: CrashPoint, mode: Mode) => Promise<Outcome>;
  readonly stop: () => Promise<void>;
}

const pointOf = ({ functionName, service, action, index }: RecordedCall): CrashPoint => ({ functionName, service, action, index });

/** Starts the country and goes the path without a failure: what it leaves behind is what each other path has to leave behind. */
export const startCrashCountry = async (): Promise<CrashCountry> => {
  let armed: { readonly point: CrashPoint; readonly mode: Mode } | undefined;
  let struck = false;
  let mothers = 0;
  const onCall: OnCall = ({ functionName, service, action, index }) => {
    if (armed?.point.functionName !== functionName || armed.point.service !== service || armed.point.action !== action) return 'pass';
    const decision = decisionOf(armed.mode, index - armed.point.index, service === 'partner');
    struck ||= decision !== 'pass';
    return decision;
  };
  const world = await aCountry({ onCall, environments: 4 });
  let points: readonly CrashPoint[] = [];
  const walk = async (failure?: typeof armed): Promise<EndState> => {
    mothers += 1;
    const mother = await prepare(world, mothers);
    world.local.clearCalls();
    struck = false;
    armed = failure;
    try {
      const caseId = await walkMainPath(world, mother);
      armed = undefined;
      // before the end state is asked for, whose calls are not the path's
      if (failure === undefined) points = world.local.calls.map(pointOf);
      return await endStateOf(world, mother, caseId);
    } finally {
      armed = undefined;
    }
  };
  // the first path warms the functions and sets the cursors of the sweeps; the second is what every later one is like
  await walk();
  const clean = await walk();
  return {
    world,
    points,
    clean,
    async strike(point, mode) {
      const began = performance.now();
      const ended = (end: Partial<Outcome>): Outcome => ({
        point,
        mode,
        struck,
        missing: [],
        surplus: [],
        milliseconds: performance.now() - began,
        ...end,
      });
      try {
        const state = await walk({ point, mode });
        return ended({ missing: without(clean, state), surplus: without(state, clean) });
      } catch (error) {
        return ended({ stuck: error instanceof Error ? error.message : String(error) });
      }
    },
    stop: () => world.stop(),
  };
};
