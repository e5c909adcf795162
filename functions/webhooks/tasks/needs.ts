import * as z from 'zod';
import type { WebhooksConfiguration } from '../../partners/http/webhooks-configuration.ts';
import type { WebhookPort } from '../../partners/webhook.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';

/** What the tasks of this context use. */
export interface Needs {
  readonly table: Table;
  readonly vault: Pick<Vault, 'open'>;
  readonly sender: WebhookPort;
  readonly rules: () => WebhooksConfiguration;
  readonly shards: () => number;
  readonly count: (metric: string) => void;
}

/** Which lane a state machine is about. */
export const LaneInput = z.object({ webhookId: z.uuid(), caseId: z.uuid() });
