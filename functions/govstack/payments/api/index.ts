import { table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { partners } from '../../../runtime/partners.ts';
import { vault } from '../../../runtime/vault.ts';
import { paymentsBlock } from '../block.ts';

export const { handler, manifest } = paymentsBlock({
  table,
  vault,
  rails: () => partners().rails,
  apiBaseUrl: () => environment().API_BASE_URL,
});
