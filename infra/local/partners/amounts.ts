const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const factorOf = (currency: string): number => 10 ** (EXPONENTS[currency] ?? 2);

/** Minor units of an amount as it stands on the wire; undefined when it has more decimals than its currency. */
export const toMinor = (amount: number, currency: string): number | undefined => {
  const minor = Math.round(amount * factorOf(currency));
  return minor / factorOf(currency) === amount ? minor : undefined;
};

/** The number that stands on the wire. */
export const toMajor = (amountMinor: number, currency: string): number => amountMinor / factorOf(currency);
