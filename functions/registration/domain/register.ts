import { ChildRegistered, ConsentGiven, MotherRegistered } from '../../../events/catalogue.ts';
import { CaseRoot, Children, Consents, Occurrences, type Child, type Consent, type Occurrence } from '../../casefile/case.ts';
import { CasePhones } from '../../casefile/case-phone.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import type { Change, Claim } from '../../casefile/files.ts';
import { firstRevision } from '../../consent/records.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { ChildId, derivedId, type CaseId, type PersonId } from '../../kernel/ids.ts';
import type { Fault } from '../../kernel/problem.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { PREGNANCY_DAYS, applicantFaults, childFaults, motherFaults, pregnancyFaults, refuseFaults, todayOf } from './plausibility.ts';
import { phoneOf, type ChildRequest, type RegistrationRequest } from './request.ts';

/** The identifiers of a person, sealed for storing and hashed for looking up. */
export interface SealedIdentity {
  readonly sealed: string;
  readonly hash: string;
}

export interface SealedChild {
  readonly nationalId?: SealedIdentity;
  readonly certificate?: SealedIdentity;
}

export interface Registrar {
  readonly at: string;
  readonly client: string;
  readonly user?: string;
  readonly channel: CaseRoot['registeredBy']['channel'];
}

/** What may be registered once, and how the second one is refused. */
export const claimOf = {
  mother: ({ hash }: SealedIdentity): Claim => ({ kind: 'mother', hash, refusal: 'MotherAlreadyRegistered' }),
  child: ({ hash }: SealedIdentity): Claim => ({ kind: 'child', hash, refusal: 'ChildAlreadyRegistered' }),
  certificate: ({ hash }: SealedIdentity): Claim => ({ kind: 'certificate', hash, refusal: 'CertificateAlreadyRegistered' }),
};

const occurrence = (
  caseId: string,
  source: Occurrence['source'],
  on: PlainDate,
  attributes: Occurrence['attributes'] = {},
  childId?: ChildId,
): Occurrence => ({
  occurrenceId: derivedId('occurrence', caseId, source, childId ?? '', on),
  source,
  on,
  attributes,
  ...(childId === undefined ? {} : { childId }),
});

/** Everything that a programme may ask about a birth. */
const birthOccurrences = (caseId: string, child: Child, isFirst: boolean): Occurrence[] => {
  const attributes = {
    sex: child.sex,
    order: child.birthOrder,
    place: child.facilityKind ?? child.birthPlace,
    ...(child.facility === undefined ? {} : { facility: child.facility }),
  };
  return [
    occurrence(caseId, 'liveBirth', child.bornOn, attributes, child.childId),
    // a delivery is one event, however many children it brought
    ...(isFirst ? [occurrence(caseId, 'delivery', child.bornOn, attributes)] : []),
    ...(child.birthRegistered ? [occurrence(caseId, 'birthRegistered', child.bornOn, {}, child.childId)] : []),
  ];
};

/** The children of one delivery, as items, occurrences, claims and facts. */
export const childrenParts = (
  caseId: CaseId,
  requests: readonly ChildRequest[],
  sealed: readonly SealedChild[],
  known: readonly Child[],
) => {
  const children = requests.map((request, place): Child => {
    const order = known.length + place + 1;
    const { nationalId, certificate } = sealed[place] ?? {};
    const { nationalId: _number, certificate: _certificate, birthOrder: _order, ...open } = request;
    return {
      ...open,
      childId: childIdOf(caseId, order),
      birthOrder: order,
      birthRegistered: certificate !== undefined || nationalId !== undefined,
      ...(nationalId === undefined ? {} : { nationalId: nationalId.sealed }),
      ...(certificate === undefined ? {} : { certificate: certificate.sealed }),
    };
  });
  const occurrences = children.flatMap((child, index) => birthOccurrences(caseId, child, known.length + index === 0));
  return {
    children,
    put: [...children.map((child) => place(Children, child)), ...occurrences.map((value) => place(Occurrences, value))],
    claims: sealed.flatMap(({ nationalId, certificate }) => [
      ...(nationalId === undefined ? [] : [claimOf.child(nationalId)]),
      ...(certificate === undefined ? [] : [claimOf.certificate(certificate)]),
    ]),
    facts: children.map(({ childId, bornOn, birthPlace, certificate }) =>
      ChildRegistered.of({ childId, bornOn, birthPlace, hasCertificate: certificate !== undefined }),
    ),
  };
};

/** The id of a child: by its place among the children of the case, so that a repeat gives the same. */
export const childIdOf = (caseId: CaseId, order: number): ChildId => ChildId.parse(derivedId('child', caseId, order));

/** The day on which a registration was recorded; a batch from offline names an earlier one. @throws {Problem} ImplausibleFact */
const recordedAtOf = ({ recordedAt }: RegistrationRequest, at: string): string => {
  if (recordedAt === undefined) return at;
  if (recordedAt > at) refuseFaults([{ pointer: '#/body/recordedAt', detail: 'lies in the future' }]);
  return new Date(recordedAt).toISOString();
};

/** @throws {Problem} ImplausibleFact, ProgrammeUnknown */
const checkRegistration = (request: RegistrationRequest, programme: Programme, today: PlainDate): void => {
  const births = request.children.map(({ bornOn }) => bornOn);
  const faults: Fault[] = [
    ...motherFaults(request.mother, programme, today),
    ...request.children.flatMap((child, index) =>
      childFaults(child, request.mother.birthDate, programme, today, `/children/${String(index)}`),
    ),
    ...pregnancyFaults(request.pregnancy ?? {}, births, programme, today),
    ...applicantFaults(request.applicant, programme),
    ...(programme.languages.includes(request.language)
      ? []
      : [{ pointer: '#/body/language', detail: `is not one of the programme: ${programme.languages.join(', ')}` }]),
  ];
  if (births.length === 0 && request.pregnancy === undefined)
    faults.push({ pointer: '#/body/pregnancy', detail: 'is needed for a registration before the birth' });
  refuseFaults(faults);
};

export interface RegistrationParts {
  readonly caseId: CaseId;
  readonly personId: PersonId;
  readonly request: RegistrationRequest;
  readonly programme: Programme;
  readonly registrar: Registrar;
  readonly motherIdentity?: SealedIdentity;
  readonly childIdentities: readonly SealedChild[];
  /** Of her phone, so that a text from it finds the case from its first moment. */
  readonly phoneHash?: string;
  readonly consent: Consent;
}

export interface RegistrationAnswer {
  readonly caseId: string;
  readonly personId: string;
  readonly status: string;
  readonly children: readonly { readonly childId: string; readonly birthOrder: number }[];
}

/**
 * The case of a mother, before or after a birth, as one change.
 * @throws {Problem} ImplausibleFact with a pointer for every fault
 */
export const openCase = ({
  caseId,
  personId,
  request,
  programme,
  registrar,
  motherIdentity,
  childIdentities,
  phoneHash,
  consent,
}: RegistrationParts): { root: CaseRoot; change: Omit<Change<RegistrationAnswer>, 'root'> } => {
  const recordedAt = recordedAtOf(request, registrar.at);
  const today = todayOf(programme, recordedAt);
  checkRegistration(request, programme, today);
  const { children, put, claims, facts } = childrenParts(caseId, request.children, childIdentities, []);
  const {
    lastMenstrualPeriodOn,
    expectedOn = lastMenstrualPeriodOn === undefined ? undefined : addDays(lastMenstrualPeriodOn, PREGNANCY_DAYS),
  } = request.pregnancy ?? {};
  const phone = request.mother.phone === undefined ? undefined : phoneOf(request.mother.phone, programme.country);
  const { nationalId: _number, phone: _phone, ...mother } = request.mother;
  const endedOn = children[0]?.bornOn;

  const root = CaseRoot.parse({
    caseId,
    version: 0,
    personId,
    programme: programme.id,
    status: 'registered',
    area: request.area,
    language: request.language,
    registeredAt: recordedAt,
    registeredBy: {
      client: registrar.client,
      channel: registrar.channel,
      ...(registrar.user === undefined ? {} : { user: registrar.user }),
    },
    externalReference: request.externalReference,
    mother: { ...mother, phone, nationalId: motherIdentity?.sealed },
    pregnancy: { lastMenstrualPeriodOn, expectedOn, endedOn, ...(endedOn === undefined ? {} : { outcome: 'liveBirth' }) },
    applicant: request.applicant,
    consentId: consent.consentId,
    messages: 'all',
    verificationAttempts: 0,
    ...(request.paymentAddress === undefined ? {} : { paymentAddress: { ...request.paymentAddress, state: 'unconfirmed' } }),
  });
  const occurrences: Placed[] = [
    occurrence(caseId, 'application', today),
    ...(request.pregnancy === undefined ? [] : [occurrence(caseId, 'pregnancyRegistered', today)]),
    ...(lastMenstrualPeriodOn === undefined ? [] : [occurrence(caseId, 'lastMenstrualPeriod', lastMenstrualPeriodOn)]),
  ].map((value) => place(Occurrences, value));
  return {
    root,
    change: {
      put: [
        place(Consents, consent),
        firstRevision(caseId, consent, registrar.at),
        ...(phoneHash === undefined ? [] : [place(CasePhones, { phoneHash })]),
        ...occurrences,
        ...put,
      ],
      claims: [...(motherIdentity === undefined ? [] : [claimOf.mother(motherIdentity)]), ...claims],
      facts: [
        MotherRegistered.of({
          personId,
          channel: registrar.channel,
          children: children.length,
          hasNationalId: motherIdentity !== undefined,
        }),
        ConsentGiven.of({ consentId: consent.consentId, method: consent.method, purposes: consent.purposes }),
        ...facts,
      ],
      answer: { caseId, personId, status: root.status, children: children.map(({ childId, birthOrder }) => ({ childId, birthOrder })) },
    },
  };
};

/** Statuses in which children may still be added. */
export const refuseClosed = ({ status }: CaseRoot, step: string): void => {
  if (status === 'exited' || status === 'refused')
    throw new Problem('StatusRefuses', `cannot ${step} while ${status}`, { currentStatus: status, allowed: ['reversal', 're-enrolment'] });
};
