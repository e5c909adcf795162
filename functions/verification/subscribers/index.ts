import { files } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { actOnDecision } from './act-on-decision.ts';
import { resumeVerification } from './resume-verification.ts';
import { startRequested } from './start-requested.ts';
import { startVerification } from './start-verification.ts';
import { stopVerification } from './stop-verification.ts';
import { tryFallenDue } from './try-fallen-due.ts';
import { verifyCorrection } from './verify-correction.ts';
import { verifyLateChild } from './verify-late-child.ts';
import { verifyUnderNewConsent } from './verify-under-new-consent.ts';

const needs = { files, workflows };

export const { handler, manifest } = subscriberFunction([
  startVerification(needs),
  startRequested(needs),
  verifyLateChild(needs),
  tryFallenDue(needs),
  verifyCorrection(needs),
  verifyUnderNewConsent(needs),
  actOnDecision(needs),
  stopVerification(needs),
  resumeVerification(needs),
]);
