import { table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { taskFunction } from '../../runtime/task.ts';
import { workflows } from '../../runtime/workflows.ts';
import { wakeWebhookLanes } from './wake-webhook-lanes.ts';

const needs = { table, workflows, shards: () => environment().DUE_SHARDS };

export const { handler, manifest } = taskFunction({ WakeWebhookLanes: wakeWebhookLanes(needs) }, 'sweeps');
