import { randomBytes } from 'node:crypto';
import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { identityProvider } from '../../runtime/identity-provider.ts';
import { vault } from '../../runtime/vault.ts';
import { authorizeStaff } from './authorize-staff.ts';
import { deleteStaffIdentity } from './delete-staff-identity.ts';
import { describeIssuer } from './describe-issuer.ts';
import { finishMotherSignIn } from './finish-mother-sign-in.ts';
import { finishStaffSignIn } from './finish-staff-sign-in.ts';
import { givePoolTokens } from './give-pool-tokens.ts';
import { putStaffIdentity } from './put-staff-identity.ts';
import { showPoolKeys } from './show-pool-keys.ts';
import { startMotherSignIn } from './start-mother-sign-in.ts';
import { tellPool } from './tell-pool.ts';

const SECRET_BYTES = 32;

const needs = {
  files,
  table,
  vault,
  provider: identityProvider,
  apiBaseUrl: () => environment().API_BASE_URL,
  poolReturnUrl: () => environment().STAFF_RETURN_URL,
  newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
};

export const { handler, manifest } = apiFunction({ table }, [
  startMotherSignIn(needs),
  finishMotherSignIn(needs),
  putStaffIdentity(needs),
  deleteStaffIdentity(needs),
  authorizeStaff(needs),
  finishStaffSignIn(needs),
  givePoolTokens(needs),
  tellPool(needs),
  showPoolKeys(needs),
  describeIssuer(needs),
]);
