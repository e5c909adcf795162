import { DEFAULT_RAIL, type PaymentRailPort, type Rails } from './payment-rail.ts';
import { Problem } from '../kernel/problem.ts';

/** Where a rail calls back: all but the first say in the address which they are, so that the right key checks the call. */
export const callbackUrlOf = (address: string, rail: string): string => (rail === DEFAULT_RAIL ? address : `${address}?rail=${rail}`);

/**
 * The rail that a callback says it comes from.
 * @throws {Problem} SignatureInvalid when there is none of this name, since nobody can have signed for it
 */
export const callingRail = (rails: Rails, name: unknown): { readonly name: string; readonly rail: PaymentRailPort } => {
  const called = typeof name === 'string' ? name : DEFAULT_RAIL;
  if (!rails.names.includes(called)) throw new Problem('SignatureInvalid', 'no payment rail has this name');
  return { name: called, rail: rails.of(called) };
};
