import { files, table } from '../../runtime/aws.ts';
import { consentRegister } from '../../runtime/consent-register.ts';
import { programmes } from '../../runtime/programmes.ts';
import { signer } from '../../runtime/signer.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { consentByText } from './consent-by-text.ts';
import { signAfterChange } from './sign-after-change.ts';
import { tellAfterChange } from './tell-after-change.ts';

export const { handler, manifest } = subscriberFunction([
  consentByText({ files, vault, programmes }),
  ...signAfterChange({ files, table, signer }),
  ...tellAfterChange({ files, vault, identities: vault, signer, table, register: consentRegister }),
]);
