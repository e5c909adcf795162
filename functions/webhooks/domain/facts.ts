import { CATALOGUE, type FactName } from '../../../events/catalogue.ts';

/**
 * The facts that a webhook may ask for: what became of a case, as identifiers, dates, amounts and codes. What names a need, an answer to a
 * questionnaire, an alert, a text or a member of the staff's work is not among them.
 */
export const PARTNER_FACTS = [
  'AppealDismissed',
  'AppealLodged',
  'BirthRegistrationCompleted',
  'CaseCorrected',
  'CaseErased',
  'CaseExited',
  'CaseReinstated',
  'CaseTransferred',
  'CaseVerified',
  'ChildDied',
  'ChildRegistered',
  'ConsentGiven',
  'ConsentWithdrawn',
  'ContactMissed',
  'ContactsPlanned',
  'DoseCorrected',
  'DoseOverdue',
  'DoseRecorded',
  'EligibilityDecided',
  'EntitlementHandedOver',
  'GrievanceClosed',
  'LifeEventReversed',
  'MotherDied',
  'MotherEnrolled',
  'MotherMoved',
  'MotherRegistered',
  'PaymentConfirmed',
  'PaymentFailed',
  'PaymentInstructed',
  'PaymentReturned',
  'PregnancyLost',
  'ReferralAccepted',
  'ReferralCompleted',
  'VerificationRefused',
  'VisitRecorded',
] as const satisfies readonly FactName[];
export type PartnerFact = (typeof PARTNER_FACTS)[number];

/** What the Consent block's own webhooks are told beside the consents of cases. */
const CONSENT_FACTS = ['ConsentRecordChanged', 'DataAgreementChanged'] as const satisfies readonly FactName[];

/** All facts that may be told; those outside the first list are asked for through a building block alone. */
export const HEARD_FACTS = [...PARTNER_FACTS, ...CONSENT_FACTS] as const;

/** Facts that are about nobody, and so of concern to whoever wants them. */
export const isAboutNobody = (fact: string): boolean => fact === 'DataAgreementChanged';

/** `MotherRegistered.v1` by its name. */
export const detailTypeOf = (name: PartnerFact): string => CATALOGUE[name].detailType;
