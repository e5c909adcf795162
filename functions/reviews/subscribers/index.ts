import { files } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { answerLateComer, answerWaiting } from './answer-waiting.ts';
import { escalateReview } from './escalate-review.ts';
import { exitDuplicate } from './exit-duplicate.ts';

const needs = { files, workflows };

export const { handler, manifest } = subscriberFunction([
  answerWaiting(needs),
  answerLateComer(needs),
  escalateReview(needs),
  exitDuplicate(needs),
]);
