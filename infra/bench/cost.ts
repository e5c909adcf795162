import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Usage } from './usage.ts';

const Price = z.strictObject({ usd: z.number().positive(), per: z.number().positive(), source: z.string().min(1) });
const Assumption = z.strictObject({ value: z.number().min(0), why: z.string().min(1) });

const Names = z.enum([
  'lambdaGigabyteSeconds',
  'lambdaRequests',
  'stateTransitions',
  'writeUnits',
  'readUnits',
  'apiRequests',
  'firewallRequests',
  'events',
  'keyRequests',
  'logBytes',
  'queueRequests',
]);
type Name = z.infer<typeof Names>;

/** List prices of one region. */
export const PriceList = z.strictObject({
  region: z.string(),
  asOf: z.iso.date(),
  currency: z.literal('USD'),
  note: z.string(),
  prices: z.record(Names, Price),
  assumptions: z.strictObject({
    millisecondsPerCall: Assumption,
    logBytesPerInvocation: Assumption,
    logBytesPerTransition: Assumption,
    logBytesPerApiRequest: Assumption,
  }),
  notCounted: z.array(z.string()),
});
export type PriceList = z.infer<typeof PriceList>;

export const readPrices = (file: string = join(import.meta.dirname, 'prices.json')): PriceList =>
  PriceList.parse(JSON.parse(readFileSync(file, 'utf8')));

export interface CostLine {
  readonly what: Name;
  readonly quantity: number;
  readonly usd: number;
  readonly source: string;
}

/** What is billed for a usage: each quantity, and its list price. */
export const costOf = (usage: Usage, { prices, assumptions }: PriceList): readonly CostLine[] => {
  const { millisecondsPerCall, logBytesPerInvocation, logBytesPerTransition, logBytesPerApiRequest } = assumptions;
  const quantities: Readonly<Record<Name, number>> = {
    lambdaGigabyteSeconds: usage.gigabyteSeconds + (usage.gigabytesTimesCalls * millisecondsPerCall.value) / 1000,
    lambdaRequests: usage.invocations,
    stateTransitions: usage.transitions,
    writeUnits: usage.writeUnits,
    readUnits: usage.readUnits,
    apiRequests: usage.apiRequests,
    firewallRequests: usage.apiRequests,
    events: usage.events,
    keyRequests: usage.keyRequests,
    logBytes:
      usage.logBytes +
      usage.invocations * logBytesPerInvocation.value +
      usage.transitions * logBytesPerTransition.value +
      usage.apiRequests * logBytesPerApiRequest.value,
    queueRequests: usage.deadLetters,
  };
  return Names.options.map((what) => {
    const { usd, per, source } = prices[what];
    return { what, quantity: quantities[what], usd: (quantities[what] * usd) / per, source };
  });
};

export const totalOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
