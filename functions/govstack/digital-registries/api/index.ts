import { files, table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { consentRegister } from '../../../runtime/consent-register.ts';
import { objects } from '../../../runtime/objects.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { readForm } from '../../../runtime/sent-form.ts';
import { vault } from '../../../runtime/vault.ts';
import { digitalRegistries } from '../block.ts';

export const { handler, manifest } = digitalRegistries({
  table,
  files,
  vault,
  objects,
  readForm,
  programmes,
  register: consentRegister,
  apiBaseUrl: () => environment().API_BASE_URL,
});
