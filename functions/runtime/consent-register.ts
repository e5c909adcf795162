import type { ConsentRegisterPort } from '../partners/consent-register.ts';
import { consentClient } from '../partners/http/consent-client.ts';
import { ConsentRegisterSettings } from '../partners/http/consent-configuration.ts';
import { sendingWith } from '../partners/http/mutual-tls.ts';
import { table } from './aws.ts';
import { withSecrets } from './secrets.ts';
import { turnsOf } from './turns.ts';

const settings = withSecrets('PARTNERS');

const made = (): ConsentRegisterPort | undefined => {
  const { consent, certificates } = ConsentRegisterSettings.parse(JSON.parse(settings()));
  return consent === undefined ? undefined : consentClient(consent, { turn: turnsOf(table), ...sendingWith(certificates, consent) });
};
let kept: { readonly register: ConsentRegisterPort | undefined } | undefined;

/**
 * The consent building block of the country; undefined where this deployment has none, and ours decides. Made at the first call: it remembers
 * whether it has been failing.
 * @throws {Error} when its settings are wrong
 */
export const consentRegister = (): ConsentRegisterPort | undefined => (kept ??= { register: made() }).register;
