import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { addWorker } from './add-worker.ts';
import { changeWorker } from './change-worker.ts';
import { findProgrammeNumber } from './find-programme-number.ts';
import { getAccount } from './get-account.ts';
import { getWorker } from './get-worker.ts';
import { listWorkers } from './list-workers.ts';
import { openAccountSession } from './open-account-session.ts';
import { putExtraData } from './put-extra-data.ts';
import { putPaymentAddress } from './put-payment-address.ts';
import { receiveAddressCallback } from './receive-address-callback.ts';
import { requestAccountCode } from './request-account-code.ts';
import { showOwnPage } from './show-own-page.ts';
import { useOwnPage } from './use-own-page.ts';

const needs = {
  files,
  table,
  vault,
  programmes,
  rails: () => partners().rails,
  apiBaseUrl: () => environment().API_BASE_URL,
  offersIdentity: () => environment().NATIONAL_SIGN_IN === 'yes',
};

export const { handler, manifest } = apiFunction({ table }, [
  putExtraData(needs),
  putPaymentAddress(needs),
  findProgrammeNumber(needs),
  addWorker(needs),
  changeWorker(needs),
  listWorkers(needs),
  getWorker(needs),
  requestAccountCode(needs),
  openAccountSession(needs),
  getAccount(needs),
  showOwnPage(needs),
  useOwnPage(needs),
  receiveAddressCallback(needs),
]);
