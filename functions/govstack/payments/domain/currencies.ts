import { Currency, toMinor } from '../../../kernel/money.ts';

/** Currencies in circulation, by their alphabetic code. @source ISO 4217, list one, without funds, metals and test codes */
const IN_CIRCULATION = new Set(
  (
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP ' +
    'CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY ' +
    'KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
    'NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT ' +
    'TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

export const isCurrency = (code: string): boolean => IN_CIRCULATION.has(code);

/** An alphabetic code of a currency in circulation. */
export const CurrencyInUse = Currency.refine(isCurrency, 'is no currency of ISO 4217 in circulation');

/** From here on a JSON number may stand for another amount than was written: it holds fifteen digits exactly. */
const INEXACT = 10 ** 15;

/** A decimal amount in minor units; undefined where it is none, not above zero, finer than its currency, or too large to be exact. */
export const findMinor = (amount: string | number, currency: string): number | undefined => {
  try {
    const minor = toMinor(amount, currency);
    return minor > 0 && (typeof amount === 'string' || minor < INEXACT) ? minor : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
