import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { followWorker } from './follow-worker.ts';
import { hearSilence } from './hear-silence.ts';
import { lookAfterAlerts } from './look-after-alerts.ts';
import { reviveAlerts } from './revive-alerts.ts';
import { endLadder, hastenLadder, startLadder } from './start-ladder.ts';

const needs = { files, programmes, workflows };

export const { handler, manifest } = subscriberFunction([
  ...startLadder(needs),
  ...endLadder(needs),
  ...hastenLadder(needs),
  lookAfterAlerts(needs),
  hearSilence(needs),
  followWorker(needs),
  reviveAlerts(needs),
]);
