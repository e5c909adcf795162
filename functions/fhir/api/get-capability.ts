import * as z from 'zod';
import { operation, reply } from '../../runtime/operation.ts';
import { capabilityStatement } from '../domain/capability.ts';
import { asOutcome, FHIR_JSON } from '../outcome.ts';
import { Format } from './search-query.ts';

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
    query: z.strictObject({ _format: Format.optional(), mode: z.enum(['full', 'normative']).optional() }),
    response: z.looseObject({}),
    refusals: asOutcome,
    run: (_, { at }) =>
      Promise.resolve(reply({ raw: { contentType: FHIR_JSON, text: JSON.stringify(capabilityStatement(`${apiBaseUrl()}/fhir`, at)) } })),
  });
