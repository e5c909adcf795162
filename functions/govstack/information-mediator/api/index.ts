import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { vault } from '../../../runtime/vault.ts';
import { webhookRules } from '../../../runtime/webhooks.ts';
import { informationMediatorBlock } from '../block.ts';
import type { Description } from '../domain/directory.ts';

let read: Description | undefined;

/** The description that the build has put beside the programmes. */
const description = (): Description =>
  (read ??= JSON.parse(readFileSync(join(dirname(environment().PROGRAMMES_PATH), 'openapi.json'), 'utf8')) as Description);

export const { handler, manifest } = informationMediatorBlock({ table, vault, rules: webhookRules, description });
