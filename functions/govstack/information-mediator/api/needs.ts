import type { WebhooksConfiguration } from '../../../partners/http/webhooks-configuration.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { Table } from '../../../table/table.ts';
import type { Description } from '../domain/directory.ts';

/** What the operations of this block use; each takes its part. */
export interface Needs {
  readonly table: Table;
  readonly vault: Pick<Vault, 'seal' | 'hash'>;
  /** Which addresses are called, and how often. */
  readonly rules: () => WebhooksConfiguration;
  /** The description of this deployment's API. */
  readonly description: () => Description;
}
