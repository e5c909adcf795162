import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { beginMonitoring } from './begin-monitoring.ts';
import { lookAfterWhatFellDue } from './look-after-what-fell-due.ts';
import { startEpisode } from './start-episode.ts';
import { takeText } from './take-text.ts';

const needs = { files, programmes, workflows };

export const { handler, manifest } = subscriberFunction([
  takeText(needs),
  startEpisode(needs),
  ...beginMonitoring(needs),
  lookAfterWhatFellDue(needs),
]);
