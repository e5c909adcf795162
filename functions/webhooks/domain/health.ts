import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';

/** How a webhook's receiver has been doing: kept beside the webhook, since many lanes send to it. */
export const Health = z.object({ version: z.int().min(0), failures: z.int().min(0), openUntil: Instant.optional() });
export type Health = z.infer<typeof Health>;

export interface CircuitRules {
  /** Failures in a row that open it. */
  readonly failures: number;
  readonly pauseSeconds: number;
}

const after = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

export const HEALTHY: Health = { version: 0, failures: 0 };

/** `trial`: the pause is over, and one attempt may show whether it is well again. */
export const admits = ({ openUntil }: Health, at: string): 'yes' | 'trial' | 'no' => {
  if (openUntil === undefined) return 'yes';
  return openUntil <= at ? 'trial' : 'no';
};

/** Whoever writes this first makes the trial; the others find it shut for another pause. */
export const onTrial = (health: Health, at: string, { pauseSeconds }: CircuitRules): Health => ({
  ...health,
  version: health.version + 1,
  openUntil: after(at, pauseSeconds),
});

export const afterFailure = (health: Health, at: string, { failures, pauseSeconds }: CircuitRules): Health => {
  const inRow = health.failures + 1;
  return {
    version: health.version + 1,
    failures: inRow,
    ...(inRow >= failures ? { openUntil: after(at, pauseSeconds) } : {}),
  };
};

export const afterSuccess = ({ version }: Health): Health => ({ version: version + 1, failures: 0 });
