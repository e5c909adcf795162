import { table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { partners } from '../../../runtime/partners.ts';
import { taskFunction } from '../../../runtime/task.ts';
import { vault } from '../../../runtime/vault.ts';
import { askRail } from './ask-rail.ts';

export const { handler, manifest } = taskFunction({
  AskRail: askRail({ table, vault, rails: () => partners().rails, apiBaseUrl: () => environment().API_BASE_URL }),
});
