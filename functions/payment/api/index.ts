import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { getEntitlements } from './get-entitlements.ts';
import { handOverLine } from './hand-over-line.ts';
import { listPayments } from './list-payments.ts';
import { receivePaymentCallback } from './receive-payment-callback.ts';
import { getReconciliation, listReconciliations } from './reconciliations.ts';
import { confirmWithdrawal, requestWithdrawalCode } from './withdrawals.ts';

const needs = { files, table, programmes, vault, rail: () => partners().rail };

export const { handler, manifest } = apiFunction([
  listPayments(needs),
  getEntitlements(needs),
  handOverLine(needs),
  receivePaymentCallback(needs),
  requestWithdrawalCode(needs),
  confirmWithdrawal(needs),
  listReconciliations(needs),
  getReconciliation(needs),
]);
