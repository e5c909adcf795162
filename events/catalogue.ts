import * as facts from './facts.ts';

/** Every fact that the system publishes, by name. */
export const CATALOGUE = { ...facts };

export type FactName = keyof typeof CATALOGUE;

export * from './facts.ts';
