import * as z from 'zod';
import { answerFromRegistry, valueFromRegistry, type RegistryRow, type RegistryShown } from './digital-registry.ts';
import { strike } from './faults.ts';
import { ok, refused, type Incoming, type Reply } from './reply.ts';
import { nextNumber, type Birth, type BirthRegistration, type Change, type Person, type State } from './state.ts';

const DAY_MS = 86_400_000;

const GENDERS = { female: 'Female', male: 'Male', other: 'Other' } as const;

const rowOf = (fields: Readonly<Record<string, string | undefined>>): RegistryRow =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));

const personRow = ({ nationalId, givenName, familyName, birthDate, sex, area, diedOn }: Person): RegistryRow =>
  rowOf({
    id: nationalId,
    firstName: givenName,
    lastName: familyName,
    birthdate: birthDate,
    gender: sex && GENDERS[sex],
    area,
    deathdate: diedOn,
  });

const birthRow = ({ childId, certificate, givenName, familyName, birthDate, sex, motherId, place, diedOn }: Birth): RegistryRow =>
  rowOf({
    id: childId,
    birthCertificateId: certificate,
    firstName: givenName,
    lastName: familyName,
    birthdate: birthDate,
    gender: sex && GENDERS[sex],
    motherId,
    birthPlace: place,
    deathdate: diedOn,
  });

const changeRow = ({ changeId, kind, on, nationalId, childId, certificate, area }: Change): RegistryRow =>
  rowOf({ id: changeId, kind, date: on, citizenId: nationalId, childId, birthCertificateId: certificate, area });

const registrationRow = ({ reference, status, childId, certificate }: BirthRegistration): RegistryRow =>
  rowOf({ id: reference, status, childId, birthCertificateId: certificate });

const held = <Record_>(records: Readonly<Record<string, Record_>>, id: string | undefined): Record_[] =>
  id === undefined ? Object.values(records) : [records[id]].filter((record) => record !== undefined);

const open = () => false;

/** The registries that each partner shows, by name. */
const registryOf = (state: State, partner: 'identity' | 'civilRegistry', name: string): RegistryShown | undefined => {
  const personal =
    (refusedFor: (id: string) => boolean | undefined): RegistryShown['withheld'] =>
    (row, consentId) =>
      consentId === undefined || consentId === '' || refusedFor(row['id'] ?? '') === true;

  if (partner === 'identity' && name === 'population') {
    return { rows: (id) => held(state.people, id).map(personRow), withheld: personal((id) => state.people[id]?.consentRefused) };
  }
  if (partner === 'civilRegistry' && name === 'births') {
    return { rows: (id) => held(state.births, id).map(birthRow), withheld: personal((id) => state.births[id]?.consentRefused) };
  }
  if (partner === 'civilRegistry' && name === 'changes') return { rows: () => state.changes.map(changeRow), withheld: open, ordered: 'id' };
  if (partner === 'civilRegistry' && name === 'birth-registrations') {
    return { rows: (id) => held(state.birthRegistrations, id).map(registrationRow), withheld: open };
  }
  return undefined;
};

/** Answers `/data/{registry}/{version}[/{operation}]` and `/data/{registry}/{version}/{key}/readValue/{field}.json`. */
export const answerFromRegistries = (state: State, partner: 'identity' | 'civilRegistry', path: string, incoming: Incoming): Reply => {
  const value = /^\/data\/([^/]+)\/[^/]+\/([^/]+)\/readValue\/([^/]+)\.json$/.exec(path)?.slice(1).map(decodeURIComponent);
  if (value !== undefined) {
    const [name = '', key = '', field = ''] = value;
    return valueFromRegistry(registryOf(state, partner, name), { key, field }, incoming);
  }
  const [, name = '', operation = 'list'] = /^\/data\/([^/]+)\/[^/]+(?:\/([^/]+))?$/.exec(path) ?? [];
  return answerFromRegistry(registryOf(state, partner, decodeURIComponent(name)), operation, incoming);
};

/** Writes a change to the list that partners read. */
export const record = (state: State, change: Omit<Change, 'changeId'>): Change => {
  const recorded = { changeId: nextNumber(state, 12), ...change };
  state.changes.push(recorded);
  return recorded;
};

const Enrolment = z.object({
  id: z.string(),
  request: z.object({
    id: z.string().min(1).max(64),
    fields: z.object({
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      birthdate: z.iso.date(),
      birthPlace: z.string().optional(),
      gender: z.enum(['female', 'male', 'other']).optional(),
      motherId: z.string().optional(),
    }),
  }),
});

/** Takes a birth for registration (`PUT /enrollment`); the same request again is a read, another under the same id is an error. */
export const enrol = (state: State, now: number, { method, body, headers }: Incoming): Reply => {
  const callbackUrl = headers['x-callback-url'];
  if (method !== 'PUT') return refused(405, 'PUT only');
  const enrolment = Enrolment.safeParse(body);
  if (!enrolment.success)
    return ok({ id: 'govstack.enrollment', version: 'v1', errors: [{ errorCode: 'NES-400', message: 'a field is missing or wrong' }] });
  const { id: reference, fields } = enrolment.data.request;
  const content = JSON.stringify(fields);
  const known = state.birthRegistrations[reference];
  if (known !== undefined && known.content !== content) {
    return ok({
      id: 'govstack.enrollment',
      version: 'v1',
      errors: [{ errorCode: 'NES-409', message: 'this id was used with other content' }],
    });
  }
  if (known === undefined) {
    state.birthRegistrations[reference] = {
      reference,
      content,
      status: 'pending',
      ...(typeof callbackUrl === 'string' ? { callbackUrl } : {}),
      birth: {
        birthDate: fields.birthdate,
        givenName: fields.firstName,
        familyName: fields.lastName,
        sex: fields.gender,
        motherId: fields.motherId,
        place: fields.birthPlace,
      },
    };
    state.jobs.push({ kind: 'number', reference, dueAt: now + state.settings.birthRegistrationDays * DAY_MS });
  }
  return ok({
    id: 'govstack.enrollment',
    version: 'v1',
    responsetime: new Date(now).toISOString(),
    response: [{ id: reference, process: 'NEW', source: 'CIVIL_REGISTRY' }],
  });
};

/** Gives a forwarded birth its number and certificate, and records the birth. */
export const numberBirth = (state: State, reference: string, at: number): void => {
  const registration = state.birthRegistrations[reference];
  if (registration?.status !== 'pending') return;
  const number = nextNumber(state, 9);
  const childId = `C${number}`;
  const certificate = `BC-${new Date(at).toISOString().slice(0, 4)}-${number}`;
  const birth = { ...registration.birth, childId, certificate };
  state.birthRegistrations[reference] = { ...registration, status: 'registered', childId, certificate };
  state.births[childId] = birth;
  record(state, { kind: 'birth', on: birth.birthDate, nationalId: birth.motherId, childId, certificate });
  const { callbackUrl: url } = registration;
  if (url === undefined || strike(state.faults, 'civilRegistry.enrol', ['silent']) !== undefined) return;
  const times = strike(state.faults, 'civilRegistry.enrol', ['duplicate']) === undefined ? 1 : 2;
  for (let time = 0; time < times; time += 1)
    state.jobs.push({ kind: 'call', url, body: JSON.stringify({ reference, status: 'registered' }), attempt: 1, dueAt: at });
};
