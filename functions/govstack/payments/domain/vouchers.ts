import type { Instant } from '../../../casefile/case.ts';
import { exponentOf, fromMinor } from '../../../kernel/money.ts';
import type { GroupAccount, Merchant, Voucher, VoucherStatus } from '../records.ts';

/** Why a call about a voucher came to nothing, by GovStack's own status. @source Payments v1, VoucherAPIS 1.0.3 */
export const REFUSALS = {
  malformed: 400,
  amountInvalid: 452,
  currencyInvalid: 453,
  groupInvalid: 454,
  groupExhausted: 455,
  serialInvalid: 456,
  alreadyUsed: 458,
  expired: 459,
  blockUnknown: 460,
  numberInvalid: 461,
  fundsInsufficient: 462,
  merchantNotCreditable: 463,
  voucherInvalid: 463,
  alreadyCancelled: 464,
} as const;

export interface VoucherRefusal {
  readonly refused: keyof typeof REFUSALS;
  readonly message: string;
}

export const refuse = (refused: keyof typeof REFUSALS, message: string): VoucherRefusal => ({ refused, message });

export const isRefusal = (value: object): value is VoucherRefusal => 'refused' in value;

/** How a status is called on the wire; a used and an expired voucher are refusals there. */
const WORDS: Readonly<Record<Exclude<VoucherStatus, 'redeemed'>, string>> = {
  preActivated: 'Pre-Activated',
  activated: 'Activated',
  suspended: 'Suspended',
  blocked: 'Blocked',
  cancelled: 'Blocked',
  purged: 'Purged',
};

/** A voucher can be used until the instant of its expiry, by the time of the request. */
export const isExpired = ({ expiresOn }: Pick<Voucher, 'expiresOn'>, at: Instant): boolean => at >= expiresOn;

/** The amount of a voucher, as text and without needless decimals: `15.21`, `1000`. */
export const amountOf = ({ amountMinor, currency }: Pick<Voucher, 'amountMinor' | 'currency'>): string => {
  const text = fromMinor(amountMinor, currency);
  return exponentOf(currency) === 0 ? text : text.replace(/\.0+$/, '');
};

/** What is said of a voucher to who asks. */
export const tellStatus = (voucher: Voucher, at: Instant): { readonly status: string; readonly amount: string } | VoucherRefusal => {
  if (voucher.status === 'redeemed') return refuse('alreadyUsed', 'this voucher was used already');
  if ((voucher.status === 'activated' || voucher.status === 'preActivated') && isExpired(voucher, at))
    return refuse('expired', 'this voucher has expired');
  return { status: WORDS[voucher.status], amount: amountOf(voucher) };
};

/** Activates what was pre-activated; who asks again is told that it is active. */
export const decideActivation = (voucher: Voucher, at: Instant): Voucher | VoucherRefusal => {
  if (voucher.status !== 'preActivated' && voucher.status !== 'activated')
    return refuse('serialInvalid', `this voucher cannot be activated: it is ${voucher.status}`);
  if (isExpired(voucher, at)) return refuse('serialInvalid', 'this voucher cannot be activated: it has expired');
  return voucher.status === 'activated' ? voucher : { ...voucher, status: 'activated', changedAt: at };
};

/** Where a voucher is to be spent. */
export interface Spending {
  readonly merchant: Merchant;
  /** The group out of whose money the merchant is paid. */
  readonly account: GroupAccount;
  /** Takes a voucher of another group than the merchant's. */
  readonly override: boolean;
  readonly at: Instant;
}

/** A voucher as it is once spent, and the account that paid for it. The merchant is looked at first, then the money, then the voucher. */
export const decideRedemption = (
  voucher: Voucher | undefined,
  { merchant, account, override, at }: Spending,
): { readonly voucher: Voucher; readonly account: GroupAccount } | VoucherRefusal => {
  if (!merchant.creditable) return refuse('merchantNotCreditable', 'this merchant cannot be credited now');
  const { fundsMinor, spentMinor } = account;
  if (fundsMinor !== undefined && spentMinor + (voucher?.amountMinor ?? 1) > fundsMinor)
    return refuse('fundsInsufficient', 'the funding account of this group does not hold enough');
  if (voucher === undefined) return refuse('numberInvalid', 'no voucher has this number');
  if (voucher.status !== 'activated') return refuse('numberInvalid', `this voucher cannot be redeemed: it is ${voucher.status}`);
  if (isExpired(voucher, at)) return refuse('numberInvalid', 'this voucher cannot be redeemed: it has expired');
  if (account.currency !== undefined && account.currency !== voucher.currency)
    return refuse('fundsInsufficient', 'the funding account of this group holds no money of this currency');
  if (voucher.group !== account.group && !override)
    return refuse('merchantNotCreditable', 'this merchant takes vouchers of another group; override lets it take this one');
  return {
    voucher: { ...voucher, status: 'redeemed', merchantId: merchant.id, changedAt: at },
    account: { ...account, spentMinor: spentMinor + voucher.amountMinor },
  };
};

/** A cancelled voucher can never be used; what was used cannot be cancelled. */
export const decideCancellation = (voucher: Voucher, at: Instant): Voucher | VoucherRefusal => {
  if (voucher.status === 'cancelled') return refuse('alreadyCancelled', 'this voucher was cancelled already');
  if (voucher.status === 'redeemed' || voucher.status === 'purged')
    return refuse('voucherInvalid', `this voucher cannot be cancelled: it is ${voucher.status}`);
  return { ...voucher, status: 'cancelled', changedAt: at };
};

/** Takes a place for one more voucher of a group. */
export const takePlace = (account: GroupAccount): GroupAccount | VoucherRefusal =>
  account.vouchersMost !== undefined && account.made >= account.vouchersMost
    ? refuse('groupExhausted', 'all vouchers of this group were given out')
    : { ...account, made: account.made + 1 };

const DAY_MS = 86_400_000;

export const expiryAfter = (at: Instant, days: number): Instant => new Date(Date.parse(at) + days * DAY_MS).toISOString();

/** Sixteen digits that a JSON number still holds exactly: at most 2^53 - 1. */
const LEAST = 1_000_000_000_000_000n;
const SPAN = BigInt(Number.MAX_SAFE_INTEGER) - LEAST;

/** A number of sixteen digits from a keyed hash (hexadecimal): nobody without the key can tell it beforehand. */
export const numberFrom = (hash: string): string => String(LEAST + (BigInt(`0x${hash.slice(0, 32)}`) % SPAN));
