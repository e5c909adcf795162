import type { Vault } from '../runtime/vault.ts';
import type { Table } from '../table/table.ts';
import { linkPartition, ReferralLink } from './records.ts';

const TOKEN_BYTES = 16;

/** The token of the link of an offer: 22 characters that nobody can guess, made anew where they are needed and stored nowhere. */
export const linkToken = async (vault: Vault, referralId: string, round: number): Promise<string> =>
  Buffer.from(await vault.hash('referralLink', `${referralId}:${String(round)}`), 'hex')
    .subarray(0, TOKEN_BYTES)
    .toString('base64url');

export const tokenHashOf = (vault: Vault, token: string): Promise<string> => vault.hash('referralToken', token);

/** The offer that a link is of, and the case; undefined when it is none of ours. */
export const findLink = async (
  { table, vault }: { table: Table; vault: Vault },
  token: string,
): Promise<(ReferralLink & { readonly caseId: string }) | undefined> => {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  const { items } = await table.pageOf('lookup', linkPartition(await tokenHashOf(vault, token)), {}, { limit: 1 });
  return items[0] === undefined ? undefined : { ...ReferralLink.parse(items[0]), caseId: String(items[0]['caseId']) };
};
