import { table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { count } from '../../runtime/observability.ts';
import { taskFunction } from '../../runtime/task.ts';
import { vault } from '../../runtime/vault.ts';
import { webhookRules, webhookSender } from '../../runtime/webhooks.ts';
import { deliverEvents } from './deliver-events.ts';
import type { Needs } from './needs.ts';
import { parkLane } from './park-lane.ts';

const needs: Needs = { table, vault, sender: webhookSender, rules: webhookRules, shards: () => environment().DUE_SHARDS, count };

export const { handler, manifest } = taskFunction({ DeliverEvents: deliverEvents(needs), ParkLane: parkLane(needs) });
