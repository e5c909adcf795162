import { randomUUID } from 'node:crypto';
import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { clearOver } from './clear-over.ts';
import { followSet } from './follow-set.ts';
import { heedStop } from './heed-stop.ts';
import { planSets } from './plan-sets.ts';
import { releaseWaiting } from './release-waiting.ts';
import { sendQueued } from './send-queued.ts';
import { tellMother } from './tell-mother.ts';

const needs = { files, texts, vault, programmes, newAttempt: randomUUID };

export const { handler, manifest } = subscriberFunction([
  ...tellMother(needs),
  sendQueued(needs),
  releaseWaiting(needs),
  heedStop(needs),
  ...clearOver(needs),
  ...planSets(needs),
  followSet(needs),
]);
