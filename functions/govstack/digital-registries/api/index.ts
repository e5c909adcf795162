import { files, table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { consentRegister } from '../../../runtime/consent-register.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { vault } from '../../../runtime/vault.ts';
import { digitalRegistries } from '../block.ts';

export const { handler, manifest } = digitalRegistries({
  table,
  files,
  vault,
  programmes,
  register: consentRegister,
  apiBaseUrl: () => environment().API_BASE_URL,
});
