import * as z from 'zod';
import { CaseId, ChildId, PersonId } from '../kernel/ids.ts';
import { PlainDate } from '../kernel/dates.ts';
import { placePartition } from '../table/keys.ts';
import { entity } from './entity.ts';

/** Where a case stands on its way through the programme, and where it may go from there. */
export const CASE_NEXT = {
  registered: ['verified', 'inVerificationReview', 'parked', 'awaitingBirthRegistration', 'refused', 'exited'],
  parked: ['verified', 'inVerificationReview', 'parked', 'awaitingBirthRegistration', 'refused', 'exited'],
  inVerificationReview: ['verified', 'inVerificationReview', 'awaitingBirthRegistration', 'refused', 'parked', 'exited'],
  awaitingBirthRegistration: ['verified', 'inVerificationReview', 'parked', 'awaitingBirthRegistration', 'refused', 'exited'],
  refused: ['registered', 'exited'],
  verified: ['eligible', 'ineligible', 'inEligibilityReview', 'exited'],
  inEligibilityReview: ['eligible', 'ineligible', 'exited'],
  ineligible: ['eligible', 'inEligibilityReview', 'exited'],
  eligible: ['enrolled', 'ineligible', 'exited'],
  enrolled: ['exited'],
  exited: [
    'registered',
    'parked',
    'inVerificationReview',
    'awaitingBirthRegistration',
    'refused',
    'verified',
    'inEligibilityReview',
    'ineligible',
    'eligible',
    'enrolled',
  ],
} as const satisfies Record<string, readonly string[]>;

export const CaseStatus = z.enum(Object.keys(CASE_NEXT) as [keyof typeof CASE_NEXT, ...(keyof typeof CASE_NEXT)[]]);
export type CaseStatus = z.infer<typeof CaseStatus>;

/** Statuses in which a verification may begin. */
export const UNVERIFIED: readonly CaseStatus[] = ['registered', 'parked', 'inVerificationReview', 'awaitingBirthRegistration', 'refused'];

export const Instant = z.iso.datetime();
export type Instant = string;

/** Ciphertext of a national identifier (KMS, base64), bound to its person. It never stands in a key, an event or a log. */
export const Sealed = z.string().min(1);

export const Address = z.object({
  line: z.string().max(200).optional().describe('street, house or landmark'),
  locality: z.string().max(100).optional().describe('village, ward or town'),
  postalCode: z.string().max(20).optional(),
});

/** A value of a fact that a programme asks for at registration. */
export const FactValue = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(200), z.number(), z.record(z.string(), z.unknown())])).max(50),
]);

export const Mother = z.object({
  givenName: z.string(),
  familyName: z.string(),
  birthDate: PlainDate,
  phone: z.string().optional().describe('E.164'),
  nationalId: Sealed.optional(),
  address: Address.optional(),
  diedOn: PlainDate.optional(),
});
export type Mother = z.infer<typeof Mother>;

/** How messages to the mother stand: what she no longer gets, and why. */
export const MESSAGE_MODES = ['all', 'motherOnly', 'bereavement', 'none'] as const;

export const Exit = z.object({
  reason: z.string(),
  on: PlainDate,
  at: Instant,
  from: CaseStatus,
  payments: z.enum(['stop', 'payEarned']),
  messages: z.enum(['stop', 'keepMother', 'bereavement']),
  reversibleUntil: PlainDate,
  /** What she got before; a reversal brings it back. */
  messagesBefore: z.enum(MESSAGE_MODES).optional(),
  /** The life event that led to it, where there is one. */
  lifeEventId: z.uuid().optional(),
  /** The case that goes on, where this one was a second registration of the same mother. */
  duplicateOf: CaseId.optional(),
});

/** The root of a case: who, where, which programme, and how far. Its version guards everything in the case. */
export const CaseRoot = z.object({
  caseId: CaseId,
  version: z.int().min(0),
  personId: PersonId,
  previousCaseId: CaseId.optional(),
  programme: z.string(),
  status: CaseStatus,
  area: z.string(),
  language: z.string(),
  registeredAt: Instant,
  /** The client that registered it, and the user of that client, as identifiers. */
  registeredBy: z.object({
    client: z.string(),
    user: z.string().optional(),
    channel: z.enum(['worker', 'partner', 'batch', 'reenrolment']),
  }),
  /** A partner's own reference for this registration; a batch recorded offline uses it to be sent twice. */
  externalReference: z.string().optional(),
  mother: Mother,
  pregnancy: z.object({
    lastMenstrualPeriodOn: PlainDate.optional(),
    expectedOn: PlainDate.optional(),
    endedOn: PlainDate.optional(),
    outcome: z.enum(['liveBirth', 'loss']).optional(),
  }),
  applicant: z.record(z.string(), FactValue),
  consentId: z.uuid(),
  messages: z.enum(MESSAGE_MODES),
  /** How messages stood before she withdrew her consent to them. */
  messagesBeforeWithdrawal: z.enum(MESSAGE_MODES).optional(),
  verified: z.object({ at: Instant, how: z.enum(['registries', 'review', 'alternatePath']) }).optional(),
  verificationAttempts: z.int().min(0),
  decision: z
    .object({ decisionId: z.uuid(), outcome: z.enum(['eligible', 'ineligible']), policyVersion: z.string(), at: Instant })
    .optional(),
  enrolled: z.object({ at: Instant, programmeNumber: z.string() }).optional(),
  workerId: z.string().optional(),
  /** What mothers are told of their worker. */
  workerName: z.string().optional(),
  paymentAddress: z
    .object({ modality: z.string(), address: z.string(), state: z.enum(['unconfirmed', 'confirmed', 'refused']) })
    .optional(),
  exit: Exit.optional(),
  /** The day on which everything personal was erased. */
  erasedOn: PlainDate.optional(),
});
export type CaseRoot = z.infer<typeof CaseRoot>;

const REFERENCE_LENGTH = 8;

/** By which a case is spoken of before it has a programme number: the start of its id. */
export const firstReferenceOf = ({ caseId }: Pick<CaseRoot, 'caseId'>): string => caseId.slice(0, REFERENCE_LENGTH).toUpperCase();

export const Cases = entity({
  name: 'case',
  schema: CaseRoot,
  sk: () => 'CASE',
  index: (root) => ({
    placePk: placePartition('CASES', root.area),
    placeSk: `${root.registeredAt}#${root.caseId}`,
    ...(root.enrolled === undefined ? {} : { lookupPk: `NUMBER#${root.enrolled.programmeNumber}`, lookupSk: root.caseId }),
  }),
});

export const Sex = z.enum(['female', 'male', 'unknown']);

export const Child = z.object({
  childId: ChildId,
  givenName: z.string().optional(),
  familyName: z.string().optional(),
  sex: Sex,
  bornOn: PlainDate,
  /** Local time of birth, HH:MM, where it is known. */
  bornAtTime: z.string().optional(),
  birthOrder: z.int().min(1).max(8),
  birthPlace: z.enum(['home', 'facility', 'transit']),
  birthLocation: z.string().optional(),
  facility: z.string().optional(),
  /** The kind of facility, in the words of the programme. */
  facilityKind: z.string().optional(),
  nationalId: Sealed.optional(),
  certificate: Sealed.optional(),
  birthRegistered: z.boolean(),
  birthRegistrationReference: z.string().optional(),
  /** What the verification of this child came to; absent while it is not finished. */
  verification: z.object({ outcome: z.enum(['verified', 'refused']), at: Instant }).optional(),
  diedOn: PlainDate.optional(),
});
export type Child = z.infer<typeof Child>;

export const Children = entity({ name: 'child', schema: Child, sk: ({ childId }) => `CHILD#${childId}` });

/**
 * Something dated that happened to the mother or a child and that the programme may depend on. `source` is one of the neutral life
 * events that a programme maps onto its own vocabulary; `recorded` ones carry the programme's own `type`.
 */
export const Occurrence = z.object({
  occurrenceId: z.uuid(),
  source: z.enum([
    'lastMenstrualPeriod',
    'pregnancyRegistered',
    'liveBirth',
    'delivery',
    'birthRegistered',
    'stillbirth',
    'miscarriage',
    'application',
    'enrolled',
    'childDeath',
    'motherDeath',
    'recorded',
  ]),
  type: z.string().optional(),
  on: PlainDate,
  childId: ChildId.optional(),
  attributes: z.record(z.string(), FactValue),
});
export type Occurrence = z.infer<typeof Occurrence>;

export const Occurrences = entity({
  name: 'occurrence',
  schema: Occurrence,
  sk: ({ on, occurrenceId }) => `OCCURRENCE#${on}#${occurrenceId}`,
});

/** A consent record: which revision of which agreement, for what, given or refused how; the seal makes a later change of it visible. */
export const Consent = z.object({
  consentId: z.uuid(),
  method: z.enum(['paper', 'digital', 'sms']),
  /** The scanned sheet, for consent on paper. */
  scanReference: z.string().optional(),
  /** How a digital consent was given: her account, or the worker who was there. */
  attestedBy: z.string().optional(),
  purposes: z.array(z.string()),
  agreement: z.object({ id: z.string(), revision: z.string(), hash: z.string() }),
  /** Refused: she was asked, and said no. */
  state: z.enum(['signed', 'withdrawn', 'refused']),
  /** When she gave it, or said no. */
  givenAt: Instant,
  withdrawnAt: Instant.optional(),
  seal: z.string(),
});
export type Consent = z.infer<typeof Consent>;

export const Consents = entity({ name: 'consent', schema: Consent, sk: ({ consentId }) => `CONSENT#${consentId}` });
