/**
 * Every refusal the system can give. The key is the problem type, the ASL error name and the metric name;
 * the status is what HTTP says, and only `runtime/` reads it.
 */
export const PROBLEMS = {
  InvalidRequest: { status: 400, title: 'The request does not match its schema' },
  Unauthenticated: { status: 401, title: 'The request carries no valid token' },
  ScopeMissing: { status: 403, title: 'The token does not allow this' },
  RoleMissing: { status: 403, title: 'Your role does not allow this' },
  CaseOfAnotherPartner: { status: 403, title: 'This case was registered by another partner' },
  OutsideYourArea: { status: 403, title: 'This lies outside the areas that you work in' },
  ConsentMissing: { status: 403, title: 'The mother has not consented to this use of her data' },
  AgreementMissing: { status: 403, title: 'No agreement opens this service to the caller' },
  SecondPersonNeeded: { status: 403, title: 'Somebody else has to decide this' },
  SignatureInvalid: { status: 403, title: 'The signature of this call does not verify' },
  ResourceNotFound: { status: 404, title: 'No such resource' },
  RouteNotFound: { status: 404, title: 'No such route or method' },
  RecordNotFound: { status: 404, title: 'No such record' },
  CaseNotFound: { status: 404, title: 'No such case' },
  ChildNotFound: { status: 404, title: 'No such child in this case' },
  ReviewNotFound: { status: 404, title: 'No such review' },
  CampaignNotFound: { status: 404, title: 'No such campaign' },
  ContentNotFound: { status: 404, title: 'No such content' },
  WorkerNotFound: { status: 404, title: 'No such worker' },
  ContactNotFound: { status: 404, title: 'No such contact in this case' },
  DoseNotFound: { status: 404, title: 'No such dose of this child' },
  PaymentNotFound: { status: 404, title: 'No such payment' },
  ReconciliationNotFound: { status: 404, title: 'This day was not reconciled yet' },
  AlertNotFound: { status: 404, title: 'No such alert in this case' },
  FilterNotFound: { status: 404, title: 'No such filter of this worker' },
  GrievanceNotFound: { status: 404, title: 'No such grievance' },
  AccessGrantNotFound: { status: 404, title: 'Nobody opened this case under this id' },
  MemberNotFound: { status: 404, title: 'No such member in the care team of this case' },
  GoalNotFound: { status: 404, title: 'No such goal in the plan of this case' },
  ActionNotFound: { status: 404, title: 'No such action in the plan of this case' },
  CaseReviewNotFound: { status: 404, title: 'No such case review' },
  TransferNotFound: { status: 404, title: 'No such transfer of this case' },
  CorrectionNotFound: { status: 404, title: 'No such correction' },
  LifeEventNotFound: { status: 404, title: 'No such life event in this case' },
  ReadingNotFound: { status: 404, title: 'No such reading in this case' },
  EpisodeNotFound: { status: 404, title: 'No such severe reading in this case' },
  RiskNotFound: { status: 404, title: 'No such risk in this case' },
  BirthRegistrationNotFound: { status: 404, title: 'No birth is awaited under this reference' },
  ConsentNotFound: { status: 404, title: 'No such consent record' },
  DecisionNotFound: { status: 404, title: 'No such decision in this case' },
  ReferralNotFound: { status: 404, title: 'No such referral' },
  OrganisationNotFound: { status: 404, title: 'No such organisation' },
  PreRegistrationNotFound: { status: 404, title: 'No such request for registration' },
  NumberNotFound: { status: 404, title: 'No case has this programme number' },
  WebhookNotFound: { status: 404, title: 'No such webhook' },
  DeliveryNotFound: { status: 404, title: 'No such delivery of this webhook' },
  ScreenNotFound: { status: 404, title: 'No such screen in this case' },
  MethodNotAllowed: { status: 405, title: 'This path does not take this method' },
  NotAcceptable: { status: 406, title: 'The answer is not given in the format that is asked for' },
  MotherAlreadyRegistered: { status: 409, title: 'This mother is already registered' },
  ChildAlreadyRegistered: { status: 409, title: 'This child is already registered' },
  CertificateAlreadyRegistered: { status: 409, title: 'This birth certificate is already registered' },
  AlreadyExists: { status: 409, title: 'This already exists' },
  StatusRefuses: { status: 409, title: 'The present status does not allow this' },
  AppealClosed: { status: 409, title: 'The time to appeal against this decision is over' },
  VersionConflict: { status: 409, title: 'The record changed while this was being done' },
  RecordErased: { status: 410, title: 'This record was erased at her wish' },
  PreconditionFailed: { status: 412, title: 'The record is no longer the one that If-Match names' },
  BodyTooLarge: { status: 413, title: 'The body is larger than allowed' },
  MediaTypeUnsupported: { status: 415, title: 'The body is not JSON' },
  ImplausibleFact: { status: 422, title: 'A fact cannot be true' },
  IdempotencyKeyReused: { status: 422, title: 'This Idempotency-Key was used with another body' },
  ProgrammeUnknown: { status: 422, title: 'This programme is not run here' },
  QuestionnaireUnknown: { status: 422, title: 'The programme does not use this questionnaire' },
  ReferralPathMissing: { status: 422, title: 'The programme has nowhere to send a mother whom this questionnaire finds' },
  WordingMissing: { status: 422, title: 'The wording of this questionnaire is not here' },
  PolicyNotInForce: { status: 422, title: 'No version of the programme is in force on that day' },
  CodeInvalid: { status: 422, title: 'The one-time code does not match or has expired' },
  PaymentAddressInvalid: { status: 422, title: 'The payment rail does not know this address' },
  TooManyAttempts: { status: 429, title: 'Too many attempts' },
  ExportFailed: { status: 500, title: 'The export could not be finished' },
  PartnerAnswerInvalid: { status: 502, title: 'A partner system gave an answer that cannot be used' },
  BusRefused: { status: 503, title: 'The event bus does not take events now' },
  PartnerUnavailable: { status: 503, title: 'A partner system cannot be reached now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemName = keyof typeof PROBLEMS;

/** Where in a request a fault lies, and which. `pointer` is a JSON pointer with a fragment, such as `#/body/mother/birthDate`. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Fault[];
  readonly currentStatus?: string;
  readonly allowed?: readonly string[];
  readonly cause?: unknown;
}

/**
 * A refusal, as a value with one name. `detail` says what was got and what is allowed, in lower case and without personal data.
 * Recognised by its name where it crosses a bundle, since `instanceof` does not survive bundling.
 */
export class Problem extends Error {
  override readonly name: ProblemName;
  readonly errors: readonly Fault[] | undefined;
  readonly currentStatus: string | undefined;
  readonly allowed: readonly string[] | undefined;

  constructor(name: ProblemName, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause });
    this.name = name;
    this.errors = extras.errors;
    this.currentStatus = extras.currentStatus;
    this.allowed = extras.allowed;
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Error && error.name in PROBLEMS;

/** `CaseNotFound` -> `urn:nestling:problem:case-not-found` */
export const problemType = (name: ProblemName): string =>
  `urn:nestling:problem:${name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;

/** Refuses a request for its faults, and says where each lies. */
export const invalidRequest = (...errors: readonly Fault[]): Problem =>
  new Problem(
    'InvalidRequest',
    errors
      .map(({ pointer, detail }) => `${pointer} ${detail}`)
      .join('; ')
      .slice(0, 1000),
    { errors },
  );

/** Refuses one field of the body, with the reason, as an implausible fact. */
export const implausible = (pointer: string, detail: string): Problem =>
  new Problem('ImplausibleFact', `${pointer}: ${detail}`, { errors: [{ pointer: `#/body${pointer}`, detail }] });

/** Refuses a step that the life cycle does not allow from where the record stands. */
export const statusRefuses = (step: string, currentStatus: string, allowed: readonly string[]): Problem =>
  new Problem('StatusRefuses', `cannot ${step} while ${currentStatus}`, { currentStatus, allowed });
