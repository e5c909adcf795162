import * as z from 'zod';
import type { FileLine } from '../../../functions/verification/domain/file-line.ts';
import { Unready } from '../deployment/command.ts';

const Outcomes = z.object({
  outcomes: z.array(
    z.object({
      line: z.int(),
      outcome: z.string(),
      caseId: z.string().optional(),
      reasons: z.array(z.string()),
      differences: z.array(z.object({ field: z.string(), registered: z.string().nullable(), found: z.string().nullable() })),
      effect: z.string(),
      problem: z.object({ type: z.string(), detail: z.string() }).optional(),
    }),
  ),
});
export type Outcome = z.infer<typeof Outcomes>['outcomes'][number];

export interface Target {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly apiKey?: string | undefined;
  /** @default - pauses of a second and longer */
  readonly pauseMs?: number;
}

const TRIES = 6;
const PAUSE_MS = 1000;

const TIMEOUT_MS = 60_000;

interface Received {
  readonly status: number;
  readonly text: string;
}

const post = async ({ url, token, apiKey }: Target, lines: readonly FileLine[]): Promise<Received> => {
  const slow = new AbortController();
  // ended with its call: a signal that times out by itself keeps what it was made for until then
  const timer = setTimeout(() => slow.abort(new Error(`no answer within ${String(TIMEOUT_MS)} ms`)), TIMEOUT_MS);
  try {
    const response = await fetch(`${url}/verification-files/lines`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token()}`,
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      },
      body: JSON.stringify({ lines }),
      signal: slow.signal,
    });
    return { status: response.status, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Sends lines and gives what became of them; tries again, with growing pauses, where a try may help. Sent twice, they are compared twice and
 * cause nothing anew.
 * @throws {Unready} when the API does not take them
 */
export const sendLines = async (target: Target, lines: readonly FileLine[]): Promise<readonly Outcome[]> => {
  let fault = '';
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await new Promise((resolve) => setTimeout(resolve, (target.pauseMs ?? PAUSE_MS) * 2 ** (tried - 1)));
    const response = await post(target, lines).catch((error: unknown) => {
      fault = error instanceof Error ? error.message : String(error);
      return undefined;
    });
    if (response === undefined) continue;
    if (response.status === 200) {
      const { outcomes } = Outcomes.parse(JSON.parse(response.text));
      if (outcomes.length !== lines.length) throw new Unready('the API did not answer every line');
      return outcomes;
    }
    fault = `HTTP ${String(response.status)} ${response.text.slice(0, 500)}`;
    if (response.status < 500 && response.status !== 429 && response.status !== 408) break;
  }
  throw new Unready(`${target.url} does not take the lines: ${fault}`);
};
