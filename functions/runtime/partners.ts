import { PartnersConfiguration } from '../partners/http/configuration.ts';
import { partnersOverHttp, type Partners } from '../partners/http/partners.ts';
import { table } from './aws.ts';
import { withSecrets } from './secrets.ts';
import { turnsOf } from './turns.ts';

const settings = withSecrets('PARTNERS');
let made: Partners | undefined;

/**
 * The partners of this deployment, made at the first call: each remembers in this process whether it has been failing.
 * @throws {Error} when the deployment's settings of a partner are wrong
 */
export const partners = (): Partners =>
  (made ??= partnersOverHttp(PartnersConfiguration.parse(JSON.parse(settings())), { turn: turnsOf(table) }));
