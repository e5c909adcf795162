import type { ContextWiring } from '../constructs/wiring.ts';

/** What partners are told of their cases, signed, in order, until they have taken it. */
export const webhooks: ContextWiring = {
  name: 'webhooks',
  functions: {
    WebhooksApi: {
      table: 'readWrite',
      indexes: ['lookup'],
      keys: ['encrypt', 'hash'],
      webhooks: true,
      starts: ['WebhookLane', 'WebhookRound'],
    },
    WebhooksTasks: { table: 'readWrite', keys: ['decrypt'], webhooks: true },
    WebhooksSweeps: { table: 'readWrite', indexes: ['lookup'], starts: ['WebhookLane'] },
    WebhooksSubscribers: { table: 'readWrite', starts: ['WebhookLane'] },
  },
  workflows: {
    WebhookLane: { runs: ['WebhooksTasks'] },
    WebhookRound: { runs: ['WebhooksSweeps'] },
  },
};
