import { files } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { ruleAppeal } from './rule-appeal.ts';
import {
  reapplyEligibility,
  redetermineEligibility,
  restartEligibility,
  resumeEligibility,
  retryEligibility,
  startEligibility,
} from './start-eligibility.ts';

const needs = { files, workflows };

export const { handler, manifest } = subscriberFunction([
  startEligibility(needs),
  restartEligibility(needs),
  resumeEligibility(needs),
  redetermineEligibility(needs),
  retryEligibility(needs),
  reapplyEligibility(needs),
  ruleAppeal(needs),
]);
