import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { workflows } from '../../runtime/workflows.ts';
import { awaitReview } from './await-review.ts';
import { determineEligibility } from './determine-eligibility.ts';
import { parkEligibility } from './park-eligibility.ts';
import { recordDecision } from './record-decision.ts';

const needs = { files, programmes, workflows };

export const { handler, manifest } = taskFunction({
  DetermineEligibility: determineEligibility(needs),
  AwaitReview: awaitReview(needs),
  RecordDecision: recordDecision(needs),
  ParkEligibility: parkEligibility(needs),
});
