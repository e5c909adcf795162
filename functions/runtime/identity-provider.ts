import { identityProviderClient } from '../partners/http/identity-provider-client.ts';
import { parseIdentityProvider, type IdentityProviderConfiguration } from '../partners/http/identity-provider-configuration.ts';
import type { IdentityProviderPort } from '../partners/identity-provider.ts';
import { withSecrets } from './secrets.ts';

export interface ConfiguredProvider {
  readonly port: IdentityProviderPort;
  readonly settings: IdentityProviderConfiguration;
}

const told = withSecrets('IDENTITY_PROVIDER');
let made: ConfiguredProvider | undefined;

/**
 * The national identity provider of this deployment, made at the first call; undefined where none is configured.
 * @throws {Error} naming the settings that cannot be used
 */
export const identityProvider = (): ConfiguredProvider | undefined => {
  const given = told();
  if (given === '') return undefined;
  if (made === undefined) {
    const settings = parseIdentityProvider(JSON.parse(given));
    made = { settings, port: identityProviderClient(settings) };
  }
  return made;
};
