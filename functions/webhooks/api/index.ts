import { apiFunction } from '../../runtime/api.ts';
import { table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { vault } from '../../runtime/vault.ts';
import { webhookRules } from '../../runtime/webhooks.ts';
import { workflows } from '../../runtime/workflows.ts';
import { changeWebhook } from './change-webhook.ts';
import { createWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { listWebhookDeliveries } from './list-webhook-deliveries.ts';
import { listWebhooks } from './list-webhooks.ts';
import type { Needs } from './needs.ts';
import { replayDeliveries } from './replay-deliveries.ts';
import { replayDelivery } from './replay-delivery.ts';
import { rotateSecret } from './rotate-secret.ts';
import { showWebhook } from './show-webhook.ts';

const needs: Needs = { table, workflows, vault, rules: webhookRules, shards: () => environment().DUE_SHARDS };

export const { handler, manifest } = apiFunction({ table }, [
  createWebhook(needs),
  listWebhooks(needs),
  showWebhook(needs),
  changeWebhook(needs),
  deleteWebhook(needs),
  rotateSecret(needs),
  listWebhookDeliveries(needs),
  replayDelivery(needs),
  replayDeliveries(needs),
]);
