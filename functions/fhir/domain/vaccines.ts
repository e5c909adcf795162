import type { CodeableConcept } from '@medplum/fhirtypes';
import * as z from 'zod';
import { coding, concept, type SystemName } from './systems.ts';
import table from './vaccines.json' with { type: 'json' };

const Codes = z.strictObject({ icd11: z.string(), atc: z.string(), snomed: z.string(), cvx: z.string() }).partial();
const { products } = z.strictObject({ source: z.string(), products: z.record(z.string(), Codes) }).parse(table);

const CODE_SYSTEMS = ['icd11', 'atc', 'snomed', 'cvx'] as const satisfies readonly SystemName[];

/** A vaccine product in the code systems that know it, and under the schedule's own name. */
export const vaccineConcept = (product: string, name: string | undefined): CodeableConcept => {
  const codes = products[product] ?? {};
  return concept(
    name ?? product,
    ...CODE_SYSTEMS.map((system) => (codes[system] === undefined ? undefined : coding(system, codes[system]))),
    coding('product', product, name),
  );
};
