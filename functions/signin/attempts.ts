import type { Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import type { SignInRequest } from '../partners/identity-provider.ts';
import type { Caller } from '../runtime/operation.ts';
import { keys } from '../table/keys.ts';
import { TransactionRefused, type Item, type Table } from '../table/table.ts';
import { Attempt, ATTEMPT_MINUTES, endOf, hashOf, isOwnAttempt } from './domain/attempt.ts';

/** The prefix binds it to this host; it is sent when the provider leads the browser back, and to no script. */
const COOKIE = '__Host-nestling-sign-in';

const cookieOf = (browser: string): string =>
  `${COOKIE}=${browser}; Max-Age=${String(ATTEMPT_MINUTES * 60)}; Path=/; HttpOnly; Secure; SameSite=Lax`;

const browserOf = ({ headers }: Pick<Caller, 'headers'>): string =>
  (headers['cookie'] ?? '')
    .split(';')
    .map((one) => one.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1] ?? '';

/** Something that is good once, until it is taken or its time is over. */
export const keepOnce = async (table: Table, secret: string, entity: string, value: object, endsAt: string, context: Context) => {
  const item: Item = { ...value, ...keys.signIn(hashOf(secret)), entity, expiresAt: Math.ceil(Date.parse(endsAt) / 1000) };
  await table.transact([{ put: item, condition: 'absent' }], derivedId('kept', entity, context.causationId, context.at));
};

/** Takes it; false for whoever comes second. */
export const takeOnce = async (table: Table, secret: string, context: Context): Promise<boolean> => {
  try {
    const write = { remove: keys.signIn(hashOf(secret)), condition: 'present' as const };
    await table.transact([write], derivedId('taken', context.causationId, context.at));
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
};

export interface Begun {
  readonly request: Pick<SignInRequest, 'state' | 'nonce' | 'verifier'>;
  readonly cookie: string;
}

/** Remembers that a browser goes to the provider; what ties its return to this request is known to it and us alone. */
export const begin = async (
  { table, newSecret }: { readonly table: Table; readonly newSecret: () => string },
  about: Pick<Attempt, 'purpose' | 'language' | 'pool'>,
  context: Context,
): Promise<Begun> => {
  const [browser, state, nonce, verifier] = [newSecret(), newSecret(), newSecret(), newSecret()];
  const attempt: Attempt = { ...about, browserHash: hashOf(browser), nonce, verifier, endsAt: endOf(context.at) };
  await keepOnce(table, state, 'signInAttempt', Attempt.parse(attempt), attempt.endsAt, context);
  return { request: { state, nonce, verifier }, cookie: cookieOf(browser) };
};

/** The attempt that a browser comes back from, taken so that nobody comes back a second time; undefined for a stranger to it. */
export const comeBackFrom = async (
  table: Table,
  state: string,
  purpose: Attempt['purpose'],
  caller: Caller,
): Promise<Attempt | undefined> => {
  const item = await table.find(keys.signIn(hashOf(state)));
  const attempt = item?.entity === 'signInAttempt' ? Attempt.parse(item) : undefined;
  if (attempt === undefined || !isOwnAttempt(attempt, purpose, browserOf(caller), caller.at)) return undefined;
  return (await takeOnce(table, state, caller)) ? attempt : undefined;
};
