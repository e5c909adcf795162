import { MotherRegistered } from './mother-registered.v1.ts';
import { ChildRegistered } from './child-registered.v1.ts';
import { ConsentGiven } from './consent-given.v1.ts';
import { ConsentWithdrawn } from './consent-withdrawn.v1.ts';
import { ReviewOpened } from './review-opened.v1.ts';
import { ReviewDecided } from './review-decided.v1.ts';
import { ReviewAwaited } from './review-awaited.v1.ts';
import { ReviewOverdue } from './review-overdue.v1.ts';
import { CaseVerified } from './case-verified.v1.ts';
import { VerificationRequested } from './verification-requested.v1.ts';
import { VerificationParked } from './verification-parked.v1.ts';
import { VerificationRefused } from './verification-refused.v1.ts';
import { BirthRegistrationRequested } from './birth-registration-requested.v1.ts';
import { BirthRegistrationCompleted } from './birth-registration-completed.v1.ts';
import { EligibilityDecided } from './eligibility-decided.v1.ts';
import { EligibilityRequested } from './eligibility-requested.v1.ts';
import { EligibilityParked } from './eligibility-parked.v1.ts';
import { AppealLodged } from './appeal-lodged.v1.ts';
import { AppealDismissed } from './appeal-dismissed.v1.ts';
import { MotherEnrolled } from './mother-enrolled.v1.ts';
import { EnrolmentParked } from './enrolment-parked.v1.ts';
import { WorkerAssigned } from './worker-assigned.v1.ts';
import { WorkerMissing } from './worker-missing.v1.ts';
import { PaymentAddressConfirmed } from './payment-address-confirmed.v1.ts';
import { PaymentAddressRefused } from './payment-address-refused.v1.ts';
import { PaymentAddressChanged } from './payment-address-changed.v1.ts';
import { AccountCodeRequested } from './account-code-requested.v1.ts';
import { EntitlementsFellDue } from './entitlements-fell-due.v1.ts';
import { PaymentInstructed } from './payment-instructed.v1.ts';
import { PaymentAnswered } from './payment-answered.v1.ts';
import { PaymentConfirmed } from './payment-confirmed.v1.ts';
import { PaymentFailed } from './payment-failed.v1.ts';
import { PaymentReturned } from './payment-returned.v1.ts';
import { WithdrawalCodeRequested } from './withdrawal-code-requested.v1.ts';
import { WithdrawalConfirmed } from './withdrawal-confirmed.v1.ts';
import { PaymentRefused } from './payment-refused.v1.ts';
import { EntitlementHandedOver } from './entitlement-handed-over.v1.ts';
import { ReconciliationDiffers } from './reconciliation-differs.v1.ts';
import { ContactsPlanned } from './contacts-planned.v1.ts';
import { ContactFellDue } from './contact-fell-due.v1.ts';
import { ContactMissed } from './contact-missed.v1.ts';
import { VisitRecorded } from './visit-recorded.v1.ts';
import { CaseTransferred } from './case-transferred.v1.ts';
import { GrievanceOpened } from './grievance-opened.v1.ts';
import { GrievanceClosed } from './grievance-closed.v1.ts';
import { CorrectionRequested } from './correction-requested.v1.ts';
import { CaseCorrected } from './case-corrected.v1.ts';
import { CorrectionRefused } from './correction-refused.v1.ts';
import { RegistryReported } from './registry-reported.v1.ts';
import { ItemFellDue } from './item-fell-due.v1.ts';
import { ChildDied } from './child-died.v1.ts';
import { MotherDied } from './mother-died.v1.ts';
import { PregnancyLost } from './pregnancy-lost.v1.ts';
import { MotherMoved } from './mother-moved.v1.ts';
import { CaseExited } from './case-exited.v1.ts';
import { CaseReinstated } from './case-reinstated.v1.ts';
import { CampaignCreated } from './campaign-created.v1.ts';
import { CampaignStarted } from './campaign-started.v1.ts';
import { CampaignCompleted } from './campaign-completed.v1.ts';
import { MessageSent } from './message-sent.v1.ts';
import { MessageNotSent } from './message-not-sent.v1.ts';
import { ContactReminderDue } from './contact-reminder-due.v1.ts';
import { GrievanceOverdue } from './grievance-overdue.v1.ts';
import { LifeEventReversed } from './life-event-reversed.v1.ts';
import { ExitScheduled } from './exit-scheduled.v1.ts';

/** Every fact that the system publishes, by name. */
export const CATALOGUE = {
  MotherRegistered,
  ChildRegistered,
  ConsentGiven,
  ConsentWithdrawn,
  ReviewOpened,
  ReviewDecided,
  ReviewAwaited,
  ReviewOverdue,
  CaseVerified,
  VerificationRequested,
  VerificationParked,
  VerificationRefused,
  BirthRegistrationRequested,
  BirthRegistrationCompleted,
  EligibilityDecided,
  EligibilityRequested,
  EligibilityParked,
  AppealLodged,
  AppealDismissed,
  MotherEnrolled,
  EnrolmentParked,
  WorkerAssigned,
  WorkerMissing,
  PaymentAddressConfirmed,
  PaymentAddressRefused,
  PaymentAddressChanged,
  AccountCodeRequested,
  EntitlementsFellDue,
  PaymentInstructed,
  PaymentAnswered,
  PaymentConfirmed,
  PaymentFailed,
  PaymentReturned,
  WithdrawalCodeRequested,
  WithdrawalConfirmed,
  PaymentRefused,
  EntitlementHandedOver,
  ReconciliationDiffers,
  ContactsPlanned,
  ContactFellDue,
  ContactMissed,
  VisitRecorded,
  CaseTransferred,
  GrievanceOpened,
  GrievanceClosed,
  CorrectionRequested,
  CaseCorrected,
  CorrectionRefused,
  RegistryReported,
  ItemFellDue,
  ChildDied,
  MotherDied,
  PregnancyLost,
  MotherMoved,
  CaseExited,
  CaseReinstated,
  CampaignCreated,
  CampaignStarted,
  CampaignCompleted,
  MessageSent,
  MessageNotSent,
  ContactReminderDue,
  GrievanceOverdue,
  LifeEventReversed,
  ExitScheduled,
} as const;

export type FactName = keyof typeof CATALOGUE;

export {
  MotherRegistered,
  ChildRegistered,
  ConsentGiven,
  ConsentWithdrawn,
  ReviewOpened,
  ReviewDecided,
  ReviewAwaited,
  ReviewOverdue,
  CaseVerified,
  VerificationRequested,
  VerificationParked,
  VerificationRefused,
  BirthRegistrationRequested,
  BirthRegistrationCompleted,
  EligibilityDecided,
  EligibilityRequested,
  EligibilityParked,
  AppealLodged,
  AppealDismissed,
  MotherEnrolled,
  EnrolmentParked,
  WorkerAssigned,
  WorkerMissing,
  PaymentAddressConfirmed,
  PaymentAddressRefused,
  PaymentAddressChanged,
  AccountCodeRequested,
  EntitlementsFellDue,
  PaymentInstructed,
  PaymentAnswered,
  PaymentConfirmed,
  PaymentFailed,
  PaymentReturned,
  WithdrawalCodeRequested,
  WithdrawalConfirmed,
  PaymentRefused,
  EntitlementHandedOver,
  ReconciliationDiffers,
  ContactsPlanned,
  ContactFellDue,
  ContactMissed,
  VisitRecorded,
  CaseTransferred,
  GrievanceOpened,
  GrievanceClosed,
  CorrectionRequested,
  CaseCorrected,
  CorrectionRefused,
  RegistryReported,
  ItemFellDue,
  ChildDied,
  MotherDied,
  PregnancyLost,
  MotherMoved,
  CaseExited,
  CaseReinstated,
  CampaignCreated,
  CampaignStarted,
  CampaignCompleted,
  MessageSent,
  MessageNotSent,
  ContactReminderDue,
  GrievanceOverdue,
  LifeEventReversed,
  ExitScheduled,
};
