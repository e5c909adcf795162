/** The table of docs/fhir.md: what the FHIR facade serves, from the table that it serves it by. */
import { parametersOf, RESOURCES, TYPES } from '../../../functions/fhir/domain/resource-types.ts';
import { code, table } from './markdown.ts';

export const fhirParts = (): Readonly<Record<string, string>> => ({
  types: table(
    ['type', 'made from', 'scope beside `care.read`', 'search parameters'],
    TYPES.map((type) => [
      type,
      RESOURCES[type].source,
      RESOURCES[type].scope === undefined ? '' : code(RESOURCES[type].scope),
      Object.entries(parametersOf(type))
        .map(([name, { kind }]) => `${code(name)} (${kind})`)
        .join(', '),
    ]),
  ),
});
