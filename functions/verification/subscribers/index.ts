import { files } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { actOnDecision, resumeVerification, stopVerification, tryFallenDue, verifyCorrection, verifyUnderNewConsent } from './resume-verification.ts';
import { startRequested, startVerification, verifyLateChild } from './start-verification.ts';

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
