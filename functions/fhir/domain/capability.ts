import type { CapabilityStatement } from '@medplum/fhirtypes';
import { drawn } from './draft.ts';
import { parametersOf, RESOURCES, TYPES, type Type } from './resource-types.ts';

const BULK_DATA = 'http://hl7.org/fhir/uv/bulkdata';

const resourceOf = (type: Type) => ({
  type,
  interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
  // a Patient changes with its case, which is counted; anything else is made of what is not
  versioning: type === 'Patient' ? ('versioned' as const) : ('no-version' as const),
  conditionalRead: type === 'Patient' ? ('not-match' as const) : ('not-supported' as const),
  documentation: `Made from: ${RESOURCES[type].source}.`,
  searchParam: Object.entries(parametersOf(type)).map(([name, { kind, what }]) => ({
    name,
    type: kind === 'canonical' ? ('reference' as const) : kind,
    documentation: what,
  })),
  operation:
    type === 'Patient'
      ? [
          { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
          { name: 'patient-export', definition: `${BULK_DATA}/OperationDefinition/patient-export` },
        ]
      : [],
});

/** What the server can do, from the table that it does it by. */
export const capabilityStatement = (base: string, at: string): CapabilityStatement =>
  drawn<CapabilityStatement>({
    resourceType: 'CapabilityStatement',
    url: `${base}/metadata`,
    name: 'Nestling',
    title: 'Nestling, a Mother and Child Tracking System',
    status: 'active',
    date: at,
    kind: 'instance',
    instantiates: [`${BULK_DATA}/CapabilityStatement/bulk-data`],
    software: { name: 'Nestling' },
    implementation: { description: 'Records of mothers and infants, to be read', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: false,
          service: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }] }],
          description:
            'OAuth 2 client credentials with the scopes of docs/fhir.md. A partner reads the mothers whom it registered, under their consent to sharing.',
        },
        resource: TYPES.map(resourceOf),
        operation: [{ name: 'export', definition: `${BULK_DATA}/OperationDefinition/export` }],
      },
    ],
  });
