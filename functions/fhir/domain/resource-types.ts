import type {
  Appointment,
  CarePlan,
  Communication,
  Consent,
  Encounter,
  EpisodeOfCare,
  Immunization,
  ImmunizationRecommendation,
  Observation,
  Patient,
  Questionnaire,
  QuestionnaireResponse,
  Reference,
  RelatedPerson,
  Resource,
  ServiceRequest,
  Task,
} from '@medplum/fhirtypes';
import { appointments } from './resources/appointments.ts';
import { carePlans } from './resources/care-plans.ts';
import { communications } from './resources/communications.ts';
import { consents } from './resources/consents.ts';
import { encounters } from './resources/encounters.ts';
import { episodes } from './resources/episodes.ts';
import { findings } from './resources/findings.ts';
import { immunizations } from './resources/immunizations.ts';
import { patients, relatedPersons } from './resources/patients.ts';
import { questionnaireResponses } from './resources/questionnaire-responses.ts';
import { readings } from './resources/readings.ts';
import { recommendations } from './resources/recommendations.ts';
import { serviceRequests, tasks } from './resources/referrals.ts';
import { scores } from './resources/scores.ts';
import { ofCode, ofConcepts, ofDate, ofPeriod, type Parameter } from './search/parameter.ts';
import type { Setting } from './setting.ts';

/** Types of which a case makes resources, in the order in which `$everything` gives them. */
export const CASE_TYPES = [
  'Patient',
  'RelatedPerson',
  'EpisodeOfCare',
  'Encounter',
  'Observation',
  'Immunization',
  'ImmunizationRecommendation',
  'CarePlan',
  'Task',
  'ServiceRequest',
  'Consent',
  'Appointment',
  'Communication',
  'QuestionnaireResponse',
] as const;
export type CaseType = (typeof CASE_TYPES)[number];
export const TYPES = [...CASE_TYPES, 'Questionnaire'] as const;
export type Type = (typeof TYPES)[number];

/** What a type of resource is: what it is made of, what it takes to read it, and what it may be searched by. */
export interface ServedType<R extends Resource = Resource> {
  /** The records that it is made of, for the documentation. */
  readonly source: string;
  /** A scope that a token needs beside that of the route, without its `nestling/`. */
  readonly scope?: string;
  /** Parameters beside `_id`, and for what is about a patient `patient` (and `subject`). */
  readonly parameters: Readonly<Record<string, Parameter<R>>>;
}

interface CaseServed<R extends Resource = Resource> extends ServedType<R> {
  /** The parameter by which the patient is named beside `patient`. */
  readonly subject?: true;
  build(setting: Setting): readonly R[];
  /** The Patient that a resource is about. */
  patientOf(resource: R): Reference | undefined;
}

const OF_FHIR = 'http://hl7.org/fhir';

/** @param system of FHIR, the one that the codes of this status stand in */
const status = <R extends Resource & { status?: string }>(system: string): Parameter<R> => ({
  kind: 'token',
  what: 'status',
  valuesOf: (resource) => ofCode(resource.status, `${OF_FHIR}/${system}`),
});

const lastUpdated: Parameter = {
  kind: 'date',
  what: 'when it was last recorded or changed',
  valuesOf: ({ meta }) => ofDate(meta?.lastUpdated),
};

const patient: CaseServed<Patient> = {
  source: 'the case and its children',
  scope: 'registration.read',
  parameters: {
    identifier: {
      kind: 'token',
      what: 'programme number or case; a national number by POST only',
      valuesOf: ({ identifier = [] }) => identifier.map(({ system, value }) => ({ system, code: value })),
    },
  },
  build: patients,
  patientOf: ({ id }) => ({ reference: `Patient/${String(id)}` }),
};

const relatedPerson: CaseServed<RelatedPerson> = {
  source: 'the mother of each child, and its caregiver',
  scope: 'registration.read',
  parameters: { relationship: { kind: 'token', what: 'relationship', valuesOf: (one) => ofConcepts(one.relationship) } },
  build: relatedPersons,
  patientOf: (one) => one.patient,
};

const episodeOfCare: CaseServed<EpisodeOfCare> = {
  source: 'the enrolment of the mother and of each child',
  scope: 'registration.read',
  parameters: {
    status: status('episode-of-care-status'),
    type: { kind: 'token', what: 'programme', valuesOf: (one) => ofConcepts(one.type) },
    date: { kind: 'date', what: 'period', valuesOf: (one) => ofPeriod(one.period) },
  },
  build: episodes,
  patientOf: (one) => one.patient,
};

const encounter: CaseServed<Encounter> = {
  source: 'visits; admissions and emergency visits that were told',
  subject: true,
  parameters: {
    status: status('encounter-status'),
    class: { kind: 'token', what: 'class', valuesOf: (one) => [one.class] },
    type: { kind: 'token', what: 'kind of contact', valuesOf: (one) => ofConcepts(one.type) },
    date: { kind: 'date', what: 'period', valuesOf: (one) => ofPeriod(one.period) },
    appointment: { kind: 'reference', what: 'the contact that it was', valuesOf: (one) => one.appointment ?? [] },
    _lastUpdated: lastUpdated,
  },
  build: encounters,
  patientOf: (one) => one.subject,
};

const observation: CaseServed<Observation> = {
  source: 'readings, danger signs, what was asked at visits, breastfeeding, the days of the pregnancy, totals and needs of questionnaires',
  subject: true,
  parameters: {
    status: status('observation-status'),
    code: { kind: 'token', what: 'what was observed', valuesOf: (one) => ofConcepts([one.code]) },
    'component-code': { kind: 'token', what: 'part of a reading', valuesOf: (one) => ofConcepts(one.component?.map(({ code }) => code)) },
    category: { kind: 'token', what: 'category', valuesOf: (one) => ofConcepts(one.category) },
    date: { kind: 'date', what: 'when it was observed', valuesOf: (one) => ofDate(one.effectiveDateTime) },
    encounter: { kind: 'reference', what: 'the visit', valuesOf: (one) => [one.encounter] },
    'derived-from': { kind: 'reference', what: 'the answers that it comes from', valuesOf: (one) => one.derivedFrom ?? [] },
    _lastUpdated: lastUpdated,
  },
  build: (setting) => [...readings(setting), ...findings(setting), ...scores(setting)],
  patientOf: (one) => one.subject,
};

const immunization: CaseServed<Immunization> = {
  source: 'vaccine doses, and series that are not given',
  parameters: {
    status: status('event-status'),
    'vaccine-code': { kind: 'token', what: 'vaccine', valuesOf: (one) => ofConcepts([one.vaccineCode]) },
    date: { kind: 'date', what: 'when it was given', valuesOf: (one) => ofDate(one.occurrenceDateTime) },
    _lastUpdated: lastUpdated,
  },
  build: immunizations,
  patientOf: (one) => one.patient,
};

const immunizationRecommendation: CaseServed<ImmunizationRecommendation> = {
  source: "the child's plan at the time of the request",
  parameters: {
    status: {
      kind: 'token',
      what: 'forecast status',
      valuesOf: (one) => ofConcepts(one.recommendation.map(({ forecastStatus }) => forecastStatus)),
    },
    'vaccine-type': {
      kind: 'token',
      what: 'vaccine',
      valuesOf: (one) => one.recommendation.flatMap((each) => ofConcepts(each.vaccineCode)),
    },
    date: { kind: 'date', what: 'when it was made', valuesOf: (one) => ofDate(one.date) },
  },
  build: recommendations,
  patientOf: (one) => one.patient,
};

const carePlan: CaseServed<CarePlan> = {
  source: 'planned contacts, goals and actions of the care team',
  subject: true,
  parameters: {
    status: status('request-status'),
    intent: { kind: 'token', what: 'intent', valuesOf: (one) => ofCode(one.intent, `${OF_FHIR}/request-intent`) },
    date: { kind: 'date', what: 'period', valuesOf: (one) => ofPeriod(one.period) },
  },
  build: carePlans,
  patientOf: (one) => one.subject,
};

const task: CaseServed<Task> = {
  source: 'referrals: how far each is',
  scope: 'referral.read',
  subject: true,
  parameters: {
    status: status('task-status'),
    'business-status': { kind: 'token', what: 'stage', valuesOf: (one) => ofConcepts([one.businessStatus]) },
    focus: { kind: 'reference', what: 'the request', valuesOf: (one) => [one.focus] },
    'authored-on': { kind: 'date', what: 'when it was asked for', valuesOf: (one) => ofDate(one.authoredOn) },
    modified: { kind: 'date', what: 'when it moved last', valuesOf: (one) => ofDate(one.lastModified) },
    _lastUpdated: lastUpdated,
  },
  build: tasks,
  patientOf: (one) => one.for,
};

const serviceRequest: CaseServed<ServiceRequest> = {
  source: 'referrals: what is asked for',
  scope: 'referral.read',
  subject: true,
  parameters: {
    status: status('request-status'),
    code: { kind: 'token', what: 'the need', valuesOf: (one) => ofConcepts([one.code]) },
    priority: { kind: 'token', what: 'urgency', valuesOf: (one) => ofCode(one.priority, `${OF_FHIR}/request-priority`) },
    authored: { kind: 'date', what: 'when it was asked for', valuesOf: (one) => ofDate(one.authoredOn) },
  },
  build: serviceRequests,
  patientOf: (one) => one.subject,
};

const consent: CaseServed<Consent> = {
  source: 'consent records',
  scope: 'consent.read',
  parameters: {
    status: status('consent-state-codes'),
    category: { kind: 'token', what: 'category', valuesOf: (one) => ofConcepts(one.category) },
    purpose: { kind: 'token', what: 'purpose', valuesOf: (one) => one.provision?.purpose ?? [] },
    date: { kind: 'date', what: 'when it was given or refused', valuesOf: (one) => ofDate(one.dateTime) },
    _lastUpdated: lastUpdated,
  },
  build: consents,
  patientOf: (one) => one.patient,
};

const appointment: CaseServed<Appointment> = {
  source: 'planned contacts, and the next visit of a child for its vaccines',
  parameters: {
    status: status('appointmentstatus'),
    'service-type': { kind: 'token', what: 'kind of contact', valuesOf: (one) => ofConcepts(one.serviceType) },
    date: { kind: 'date', what: 'the day, or the days on which it may be', valuesOf: (one) => ofPeriod(one.requestedPeriod?.[0]) },
  },
  build: appointments,
  patientOf: (one) => one.participant[0]?.actor,
};

const communication: CaseServed<Communication> = {
  source: 'texts to and from the mother, without their words',
  scope: 'messaging.read',
  subject: true,
  parameters: {
    status: status('event-status'),
    category: { kind: 'token', what: 'category', valuesOf: (one) => ofConcepts(one.category) },
    sent: { kind: 'date', what: 'when it was sent', valuesOf: (one) => ofDate(one.sent) },
    received: { kind: 'date', what: 'when it arrived', valuesOf: (one) => ofDate(one.received) },
    _lastUpdated: lastUpdated,
  },
  build: communications,
  patientOf: (one) => one.subject,
};

const questionnaireResponse: CaseServed<QuestionnaireResponse> = {
  source: 'screens; answers for the roles that the programme names',
  scope: 'screening.read',
  subject: true,
  parameters: {
    status: status('questionnaire-answers-status'),
    questionnaire: {
      kind: 'canonical',
      what: 'the questionnaire, with or without its version',
      valuesOf: ({ questionnaire }) => [questionnaire],
    },
    authored: { kind: 'date', what: 'when it was answered', valuesOf: (one) => ofDate(one.authored) },
    _lastUpdated: lastUpdated,
  },
  build: questionnaireResponses,
  patientOf: (one) => one.subject,
};

/** The types that a case makes. Handlers, the statement of what the server can do, and the documentation all read this. */
export const CASE_RESOURCES: Readonly<Record<CaseType, CaseServed>> = {
  Patient: patient,
  RelatedPerson: relatedPerson,
  EpisodeOfCare: episodeOfCare,
  Encounter: encounter,
  Observation: observation,
  Immunization: immunization,
  ImmunizationRecommendation: immunizationRecommendation,
  CarePlan: carePlan,
  Task: task,
  ServiceRequest: serviceRequest,
  Consent: consent,
  Appointment: appointment,
  Communication: communication,
  QuestionnaireResponse: questionnaireResponse,
};

const questionnaire: ServedType<Questionnaire> = {
  source: 'the questionnaires that the programmes use; wording only where it is free, our own or cleared',
  parameters: {
    status: status('publication-status'),
    url: { kind: 'uri', what: 'address', valuesOf: ({ url }) => [url] },
    version: { kind: 'token', what: 'version', valuesOf: (one) => ofCode(one.version) },
    code: { kind: 'token', what: 'code of the instrument', valuesOf: (one) => one.code ?? [] },
  },
};

export const RESOURCES: Readonly<Record<Type, ServedType>> = { ...CASE_RESOURCES, Questionnaire: questionnaire };

export const isType = (text: string): text is Type => TYPES.some((type) => type === text);
export const isCaseType = (type: string): type is CaseType => CASE_TYPES.some((each) => each === type);

const ID: Parameter = { kind: 'token', what: 'logical id', valuesOf: ({ id }) => ofCode(id) };

/** All parameters of a type by name; `patient` and `subject` are filters of the Patient that a resource is about. */
export const parametersOf = (type: Type): Readonly<Record<string, Parameter>> => {
  // a Patient is about nobody else
  if (type === 'Patient' || !isCaseType(type)) return { _id: ID, ...RESOURCES[type].parameters };
  const served = CASE_RESOURCES[type];
  const { subject, parameters } = served;
  const about: Parameter = { kind: 'reference', what: 'the mother or the child', valuesOf: (resource) => [served.patientOf(resource)] };
  return { _id: ID, patient: about, ...(subject === undefined ? {} : { subject: about }), ...parameters };
};
