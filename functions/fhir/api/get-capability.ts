import * as z from 'zod';
import { operation, reply } from '../../runtime/operation.ts';
import { capabilityStatement } from '../domain/capability.ts';
import { refuseOtherFormats } from '../format.ts';
import { asOutcome, FHIR_JSON } from '../outcome.ts';
import { AnyQuery } from './search-query.ts';

interface Needs {
  readonly apiBaseUrl: () => string;
}

/** `GET /fhir/metadata`: what the server can do, for everybody. */
export const getCapability = ({ apiBaseUrl }: Needs) =>
  operation('getCapability', {
    route: 'GET /fhir/metadata',
    scope: null,
    summary: 'FHIR R4: what the server can do',
    status: 200,
    query: AnyQuery.extend({ mode: z.enum(['full', 'normative']).optional() }),
    response: z.looseObject({}),
    refusals: asOutcome,
    run({ query }, { at, headers }) {
      refuseOtherFormats(query._format === undefined ? undefined : [query._format], headers);
      const text = JSON.stringify(capabilityStatement(`${apiBaseUrl()}/fhir`, at));
      return Promise.resolve(reply({ raw: { contentType: FHIR_JSON, text } }));
    },
  });
