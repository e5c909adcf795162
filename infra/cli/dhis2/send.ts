import * as z from 'zod';
import type { DataValueSet } from './values.ts';

const Summary = z.object({
  status: z.string(),
  description: z.string().optional(),
  importCount: z.object({ imported: z.int(), updated: z.int(), ignored: z.int(), deleted: z.int() }).optional(),
  conflicts: z.array(z.object({ object: z.string().optional(), value: z.string().optional() })).optional(),
});
/** From version 2.38 on the summary stands inside a message of the web API. */
const Answer = z.union([z.object({ response: Summary }).transform(({ response }) => response), Summary]);

export interface Target {
  /** Of the DHIS2 server, without `/api`. */
  readonly url: string;
  /** A personal access token. */
  readonly token: string;
  /** Nothing is stored there; the answer says what would be. */
  readonly dryRun: boolean;
}

/** What came of sending sets, in all. */
export interface Sent {
  readonly imported: number;
  readonly updated: number;
  readonly ignored: number;
  /** What the server did not take, in its words. */
  readonly conflicts: readonly string[];
}

const TIMEOUT_MS = 120_000;

const sendOne = async ({ url, token, dryRun }: Target, set: DataValueSet): Promise<Sent> => {
  const query = new URLSearchParams({ importStrategy: 'CREATE_AND_UPDATE', dryRun: String(dryRun) });
  const response = await fetch(`${url.replace(/\/+$/, '')}/api/dataValueSets?${query.toString()}`, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `ApiToken ${token}` },
    body: JSON.stringify(set),
  });
  const parsed = Answer.safeParse(await response.json().catch(() => undefined));
  // a set with conflicts is answered by 409, and what fitted is taken all the same
  if (!parsed.success || !(response.ok || response.status === 409))
    throw new Error(`${url} answered ${String(response.status)} to the set of ${set.orgUnit} in ${set.period}`);
  const { status, description, importCount, conflicts = [] } = parsed.data;
  const { imported = 0, updated = 0, ignored = 0 } = importCount ?? {};
  const told = conflicts.map(({ object = '', value = '' }) => `${set.orgUnit} ${set.period}: ${object} ${value}`.trimEnd());
  const failed = status === 'ERROR' && told.length === 0 ? [`${set.orgUnit} ${set.period}: ${description ?? 'refused'}`] : [];
  return { imported, updated, ignored, conflicts: [...told, ...failed] };
};

/**
 * Sends sets to DHIS2, one after the other. A set that was sent before is an update, so all may be sent again after a failure.
 * @throws Error when the server cannot be reached or gives no summary
 */
export const sendSets = async (target: Target, sets: readonly DataValueSet[]): Promise<Sent> => {
  let sum: Sent = { imported: 0, updated: 0, ignored: 0, conflicts: [] };
  for (const set of sets) {
    const { imported, updated, ignored, conflicts } = await sendOne(target, set);
    sum = {
      imported: sum.imported + imported,
      updated: sum.updated + updated,
      ignored: sum.ignored + ignored,
      conflicts: [...sum.conflicts, ...conflicts],
    };
  }
  return sum;
};
