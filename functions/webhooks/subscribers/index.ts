import { table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { lookAfterLanes } from './look-after-lanes.ts';
import { wakeForPublished, wakeLanes } from './wake-lanes.ts';

const needs = { table, workflows, shards: () => environment().DUE_SHARDS };

export const { handler, manifest } = subscriberFunction([...wakeLanes(needs), wakeForPublished(needs), lookAfterLanes(needs)]);
