import * as z from 'zod';

/** An ISO 4217 alphabetic code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code of three capital letters');
export type Currency = z.infer<typeof Currency>;

/** An amount in the smallest unit of its currency. */
export const Money = z.object({ amountMinor: z.int(), currency: Currency });
export type Money = z.infer<typeof Money>;

const DEFAULT_EXPONENT = 2;
/** Currencies whose smallest unit is not a hundredth. @source ISO 4217 */
const EXPONENTS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** How many decimals the smallest unit of a currency has. */
export const exponentOf = (currency: Currency): number => EXPONENTS[currency] ?? DEFAULT_EXPONENT;

/**
 * Turns an amount such as `1400` or `'19.99'` into minor units, exactly.
 * @throws {RangeError} when it is not a decimal number, has more decimals than the currency, or is too large to be exact
 */
export const toMinor = (amount: number | string, currency: Currency): number => {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(amount)) ?? [];
  const exponent = exponentOf(currency);
  const significant = fraction.replace(/0+$/, '');
  if (whole === '' || significant.length > exponent)
    throw new RangeError(`got ${String(amount)} ${currency}, allowed is a decimal number with at most ${exponent} decimals`);
  const minor = Number(`${sign}${whole}${significant.padEnd(exponent, '0')}`);
  if (!Number.isSafeInteger(minor)) throw new RangeError(`got ${String(amount)} ${currency}, too large to be counted exactly`);
  return minor === 0 ? 0 : minor;
};

/**
 * The decimal text of an amount in minor units, with all decimals of its currency: `140000` INR is `1400.00`.
 * @throws {RangeError} when it is not a whole number of minor units
 */
export const fromMinor = (amountMinor: number, currency: Currency): string => {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`got ${amountMinor}, allowed is a whole number of minor units`);
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** An amount for people, `INR 1,400` or `INR 19.99`: grouped by thousands, without decimals when they are nought. */
export const formatMoney = (amountMinor: number, currency: Currency): string => {
  const [whole = '0', fraction = ''] = fromMinor(amountMinor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${grouped}${/^0*$/.test(fraction) ? '' : `.${fraction}`}`;
};
