import { acceptVerification } from './accept-verification.ts';
import { askBirthRegistration } from './ask-birth-registration.ts';
import { checkConsent } from './check-consent.ts';
import { compareAnswers } from './compare-answers.ts';
import type { VerificationNeeds } from './needs.ts';
import { openReview } from './open-review.ts';
import { parkCase } from './park-case.ts';
import { postponeBirthRegistration } from './postpone-birth-registration.ts';
import { recordAcceptance } from './record-acceptance.ts';
import { recordMissingConsent } from './record-missing-consent.ts';
import { refuseVerification } from './refuse-verification.ts';
import { requestBirthRegistration } from './request-birth-registration.ts';
import { verifyBirth } from './verify-birth.ts';
import { verifyIdentity } from './verify-identity.ts';

/** The tasks of the state machine, by the names that it calls them. */
export const verificationTasks = (needs: VerificationNeeds) => ({
  CheckConsent: checkConsent(needs),
  RecordMissingConsent: recordMissingConsent(needs),
  VerifyIdentity: verifyIdentity(needs),
  VerifyBirth: verifyBirth(needs),
  CompareAnswers: compareAnswers(),
  OpenReview: openReview(needs),
  RecordAcceptance: recordAcceptance(needs),
  AcceptVerification: acceptVerification(needs),
  RefuseVerification: refuseVerification(needs),
  ParkCase: parkCase(needs),
  RequestBirthRegistration: requestBirthRegistration(needs),
  AskBirthRegistration: askBirthRegistration(needs),
  PostponeBirthRegistration: postponeBirthRegistration(needs),
});
