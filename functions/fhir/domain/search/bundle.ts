import type { Bundle } from '@medplum/fhirtypes';
import { drawn } from '../draft.ts';
import type { PageOfResources, RawQuery } from './query.ts';

/** An address with its parameters. */
export const addressOf = (url: string, query: RawQuery): string => {
  const pairs = Object.entries(query).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  const text = new URLSearchParams(pairs).toString();
  return text === '' ? url : `${url}?${text}`;
};

/**
 * A searchset bundle.
 * @param base address of the server's FHIR root, without a slash at its end
 * @param url what was searched
 * @param query the parameters that may stand in an address; no identifier of a person does
 */
export const searchset = (base: string, url: string, query: RawQuery, { resources, total, next }: PageOfResources): Bundle => ({
  ...drawn<Bundle>({
    resourceType: 'Bundle',
    type: 'searchset',
    link: [
      { relation: 'self', url: addressOf(url, query) },
      next === undefined ? undefined : { relation: 'next', url: addressOf(url, { ...query, _cursor: [next] }) },
    ],
    entry: resources.map((resource) => ({
      fullUrl: `${base}/${resource.resourceType}/${String(resource.id)}`,
      resource,
      search: { mode: 'match' as const },
    })),
  }),
  total,
});
