import * as z from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { ValidationAnswer } from '../partners/payment-rail.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { decideAgain } from './on-conflict.ts';

/** The question of another system where a rail could pay to, and what the rail has answered so far. */
export const OutsideCheck = z.object({
  /** By what the rail calls back. */
  code: z.string().length(12),
  rail: z.string(),
  /** What was asked about. */
  ids: z.array(z.string()),
  answered: z.boolean(),
  /** Why an address cannot be paid to, by its id. */
  failures: z.record(z.string(), z.string()),
  /** How many more failed that the rail did not name. */
  unnamed: z.int().min(0),
  /** Seconds since 1970, after which it is forgotten. */
  expiresAt: z.int(),
  version: z.int().min(1),
});
export type OutsideCheck = z.infer<typeof OutsideCheck>;

const checkKey = (code: string) => ({ pk: keys.outsideCode(code), sk: 'CHECK' });

export const findOutsideCheck = async (table: Table, code: string): Promise<OutsideCheck | undefined> => {
  const item = await table.find(checkKey(code));
  return item === undefined ? undefined : OutsideCheck.parse(item);
};

/** Adds what a rail says to what it said before: it may say it in parts, twice, and in any order. What was not asked is not listened to. */
export const heard = (check: OutsideCheck, { outcome, failures, unnamed }: ValidationAnswer): OutsideCheck => {
  const said = Object.entries(failures).filter(([id]) => check.ids.includes(id));
  const all = { ...check.failures, ...Object.fromEntries(said) };
  const counted = Object.keys(failures).length + unnamed;
  return {
    ...check,
    answered: check.answered || outcome === 'answered',
    failures: all,
    unnamed: Math.max(0, counted - Object.keys(all).length),
    version: check.version + 1,
  };
};

/** Keeps a question before the rail is asked, so that it may call back at once. The same question again keeps what is known. */
export const keepOutsideCheck = (
  table: Table,
  question: Pick<OutsideCheck, 'code' | 'rail' | 'ids' | 'expiresAt'>,
  at: string,
): Promise<OutsideCheck> => {
  const check: OutsideCheck = { ...question, answered: false, failures: {}, unnamed: 0, version: 1 };
  return decideAgain(async () => {
    const earlier = await findOutsideCheck(table, question.code);
    if (earlier !== undefined) return earlier;
    await table.transact(
      [{ put: { ...checkKey(check.code), entity: 'outsideCheck', ...check }, condition: 'absent' }],
      derivedId('outsideCheck', check.code, at),
    );
    return check;
  });
};

/** Keeps what a rail says about the addresses of a question. @returns undefined when the rail was asked nothing under this code */
export const hearOutsideCheck = (
  table: Table,
  { code, rail }: { readonly code: string; readonly rail: string },
  said: ValidationAnswer,
  at: string,
): Promise<OutsideCheck | undefined> =>
  decideAgain(async () => {
    const check = await findOutsideCheck(table, code);
    if (check?.rail !== rail) return undefined;
    const next = heard(check, said);
    const write = { put: { ...checkKey(code), entity: 'outsideCheck', ...next }, condition: { version: check.version } };
    await table.transact([write], derivedId('outsideCheck', at, JSON.stringify(write)));
    return next;
  });
