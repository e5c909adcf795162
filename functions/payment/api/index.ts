import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { confirmWithdrawal } from './confirm-withdrawal.ts';
import { getEntitlements } from './get-entitlements.ts';
import { getReconciliation } from './get-reconciliation.ts';
import { handOverLine } from './hand-over-line.ts';
import { listPayments } from './list-payments.ts';
import { listReconciliations } from './list-reconciliations.ts';
import { putPaymentCallback, receivePaymentCallback } from './receive-payment-callback.ts';
import { requestWithdrawalCode } from './request-withdrawal-code.ts';

const needs = { files, table, programmes, vault, rails: () => partners().rails };

export const { handler, manifest } = apiFunction({ table }, [
  listPayments(needs),
  getEntitlements(needs),
  handOverLine(needs),
  receivePaymentCallback(needs),
  putPaymentCallback(needs),
  requestWithdrawalCode(needs),
  confirmWithdrawal(needs),
  listReconciliations(needs),
  getReconciliation(needs),
]);
