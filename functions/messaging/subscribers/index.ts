import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { clearOver } from './clear-over.ts';
import { followSet } from './follow-set.ts';
import { heedStop } from './heed-stop.ts';
import { planSets } from './plan-sets.ts';
import { releaseWaiting } from './release-waiting.ts';
import { tellMother } from './tell-mother.ts';

const needs = { files, programmes };

export const { handler, manifest } = subscriberFunction([
  ...tellMother(needs),
  releaseWaiting(needs),
  heedStop(needs),
  ...clearOver(needs),
  ...planSets(needs),
  followSet(needs),
]);
