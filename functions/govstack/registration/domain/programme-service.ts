/** Every programme in force is a service by itself: applying for it is registering for it, with a form made of what a registration takes. */
import { todayOf } from '../../../registration/domain/plausibility.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { policyOn } from '../../../policy/policy-on.ts';
import type { Programme } from '../../../policy/programme.ts';
import type { Fact } from '../../../policy/schema/vocabulary.ts';
import type { Version } from '../../../policy/schema/version.ts';
import type { EForm, Service } from '../records.ts';
import type { Mapping } from './mapping.ts';
import { REGISTRATION_SCHEMA } from './registration-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** The form has sections, since the block's definition wants every field of a form to be an object. */
export const PROGRAMME_FORM: Mapping = [
  ...['area', 'language', 'externalReference', 'recordedAt'].map((name) => ({ from: `/registration/${name}`, to: `/${name}` })),
  { from: '/mother', to: '/mother' },
  { from: '/pregnancy', to: '/pregnancy' },
  { from: '/children/list', to: '/children' },
  { from: '/consent', to: '/consent' },
  { from: '/applicant', to: '/applicant' },
  { from: '/paymentAddress', to: '/paymentAddress' },
];

const TYPES = {
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  date: { type: 'string', format: 'date' },
  strings: { type: 'array', items: { type: 'string' } },
  claims: { type: 'array', items: { type: 'object' } },
} as const satisfies Record<Fact['type'], Json>;

const factSchema = ({ type, description, unit, values }: Fact): Json => ({
  ...TYPES[type],
  description: unit === undefined ? description : `${description} (${unit})`,
  ...(values === undefined ? {} : { examples: values }),
});

const applicantSchema = ({ applicant }: Version): Json => {
  const asked = Object.entries(applicant).filter(([, { recordedFrom }]) => recordedFrom === 'extra');
  const required = asked.filter(([, fact]) => fact.required).map(([name]) => name);
  return {
    type: 'object',
    description: 'what the programme asks of her',
    properties: Object.fromEntries(asked.map(([name, fact]) => [name, factSchema(fact)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
};

/** The JSON schema of a programme's form: a registration in sections, with the facts that this version asks for. */
const schemaOf = (programme: Programme, version: Version): EForm['schema'] => {
  const { area, mother, pregnancy, children, consent, paymentAddress, externalReference, recordedAt } = REGISTRATION_SCHEMA.properties;
  const language = { type: 'string', enum: programme.languages, default: programme.defaultLanguage };
  return {
    $schema: REGISTRATION_SCHEMA.$schema,
    type: 'object',
    properties: {
      registration: {
        type: 'object',
        properties: { area, language, externalReference, recordedAt },
        required: ['area', 'language'],
        additionalProperties: false,
      },
      mother,
      pregnancy,
      children: { type: 'object', properties: { list: children }, additionalProperties: false },
      consent,
      applicant: applicantSchema(version),
      paymentAddress,
    },
    required: ['registration', 'mother', 'consent'],
    additionalProperties: false,
  } as unknown as EForm['schema'];
};

export const serviceIdOf = (programme: Pick<Programme, 'id'>): string => derivedId('registration service', programme.id);

const eFormIdOf = (programme: Programme, version: Version): string => derivedId('registration form', programme.id, version.id);

/** The service that a programme is on the day of an instant; undefined when no version of it is in force. */
export const programmeService = (programme: Programme, at: string): Service | undefined => {
  const policy = policyOn(programme, todayOf(programme, at));
  if (policy === undefined) return undefined;
  const { version } = policy;
  return {
    id: serviceIdOf(programme),
    name: programme.name,
    serviceVersion: version.id,
    type: 'Public',
    isExecutable: true,
    isClosed: false,
    description: version.summary,
    serviceBody: [
      { code: 'programme', value: programme.id },
      { code: 'country', value: programme.country },
      { code: 'currency', value: programme.currency },
    ],
    eForms: programmeForms(programme, at).map(({ eFormId }) => eFormId),
    handling: { kind: 'registration', programme: programme.id, mapping: PROGRAMME_FORM },
  };
};

/** The forms of a programme: that of the version in force is the latest, and those of earlier ones stay readable. */
export const programmeForms = (programme: Programme, at: string): readonly EForm[] => {
  const today = todayOf(programme, at);
  const inForce = policyOn(programme, today)?.version.id;
  return programme.versions
    .filter(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= today)
    .map((version) => ({
      eFormId: eFormIdOf(programme, version),
      name: `${programme.name}: registration`,
      description: version.summary,
      formVersion: version.id,
      latest: version.id === inForce,
      schema: schemaOf(programme, version),
    }));
};
