import type { CodeableConcept, Coding, Identifier, Quantity, Reference } from '@medplum/fhirtypes';

/** The code systems and identifier systems of what is served. Names of this project begin with `urn:nestling:`. */
export const SYSTEMS = {
  loinc: 'http://loinc.org',
  icd11: 'http://id.who.int/icd/release/11/mms',
  atc: 'http://www.whocc.no/atc',
  snomed: 'http://snomed.info/sct',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  ucum: 'http://unitsofmeasure.org',
  language: 'urn:ietf:bcp:47',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  participationMode: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  consentScope: 'http://terminology.hl7.org/CodeSystem/consentscope',
  immunizationOrigin: 'http://terminology.hl7.org/CodeSystem/immunization-origin',
  recommendationStatus: 'http://terminology.hl7.org/CodeSystem/immunization-recommendation-status',
  communicationCategory: 'http://terminology.hl7.org/CodeSystem/communication-category',
  taskCode: 'http://hl7.org/fhir/CodeSystem/task-code',
  case: 'urn:nestling:case',
  person: 'urn:nestling:person',
  child: 'urn:nestling:child',
  programmeNumber: 'urn:nestling:programme-number',
  nationalId: 'urn:nestling:national-id',
  record: 'urn:nestling:record',
  worker: 'urn:nestling:worker',
  organisation: 'urn:nestling:organisation',
  programme: 'urn:nestling:programme',
  policyVersion: 'urn:nestling:policy-version',
  contact: 'urn:nestling:contact',
  reading: 'urn:nestling:reading',
  readingPart: 'urn:nestling:reading-part',
  readingCategory: 'urn:nestling:reading-category',
  visitItem: 'urn:nestling:visit-item',
  measurement: 'urn:nestling:measurement',
  dangerSign: 'urn:nestling:danger-sign',
  outcome: 'urn:nestling:outcome',
  product: 'urn:nestling:vaccine',
  doseStatus: 'urn:nestling:dose-status',
  need: 'urn:nestling:need',
  referralStage: 'urn:nestling:referral-stage',
  referralReason: 'urn:nestling:referral-reason',
  purpose: 'urn:nestling:consent-purpose',
  agreement: 'urn:nestling:agreement',
  template: 'urn:nestling:message-template',
  messageState: 'urn:nestling:message-state',
  goalDomain: 'urn:nestling:goal-domain',
  questionnaire: 'urn:nestling:questionnaire',
  total: 'urn:nestling:questionnaire-total',
  band: 'urn:nestling:questionnaire-band',
} as const;
export type SystemName = keyof typeof SYSTEMS;

export const coding = (system: SystemName, code: string, display?: string): Coding => ({
  system: SYSTEMS[system],
  code,
  ...(display === undefined ? {} : { display }),
});

/** One thing in one or several code systems; codings that are not known are left out. */
export const concept = (text: string | undefined, ...codings: readonly (Coding | undefined)[]): CodeableConcept => {
  const known = codings.filter((one) => one !== undefined);
  return { ...(known.length === 0 ? {} : { coding: known }), ...(text === undefined ? {} : { text }) };
};

export const identifier = (system: SystemName, value: string): Identifier => ({ system: SYSTEMS[system], value });

export const loinc = (code: string | undefined): Coding | undefined => (code === undefined ? undefined : coding('loinc', code));

/** A number in a unit of UCUM. */
export const quantity = (value: number, unit: string): Quantity => ({ value, unit, system: SYSTEMS.ucum, code: unit });

/** A reference to something that this server does not serve, by its identifier. */
export const elsewhere = (
  type: 'Practitioner' | 'Organization',
  system: SystemName,
  value: string,
  display?: string,
): Reference<never> => ({
  type,
  identifier: identifier(system, value),
  ...(display === undefined ? {} : { display }),
});
