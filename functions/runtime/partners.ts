import type { ConsentRegisterPort } from '../partners/consent-register.ts';
import { PartnersConfiguration } from '../partners/http/configuration.ts';
import { partnersOverHttp, type Partners } from '../partners/http/partners.ts';
import { table } from './aws.ts';
import { environment } from './environment.ts';
import { turnsOf } from './turns.ts';

let made: Partners | undefined;

/**
 * The partners of this deployment, made at the first call: each remembers in this process whether it has been failing.
 * @throws {Error} when the deployment's settings of a partner are wrong
 */
export const partners = (): Partners =>
  (made ??= partnersOverHttp(PartnersConfiguration.parse(JSON.parse(environment().PARTNERS)), { turn: turnsOf(table) }));

let hasConsentRegister: boolean | undefined;

/** The consent building block of the country, where this deployment has one; where it has none, no setting of another partner is looked at. */
export const consentRegister = (): ConsentRegisterPort | undefined => {
  hasConsentRegister ??= 'consent' in (JSON.parse(environment().PARTNERS) as object);
  return hasConsentRegister ? partners().consent : undefined;
};
