import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { answerPayment } from './answer-payment.ts';
import { applyDecision } from './apply-decision.ts';
import { assessEntitlements } from './assess-entitlements.ts';
import { hearReceipt } from './hear-receipt.ts';
import { lookAfterPayments } from './look-after-payments.ts';
import { payAgain } from './pay-again.ts';
import { startPayment } from './start-payment.ts';

const needs = { files, table, programmes, workflows };

export const { handler, manifest } = subscriberFunction([
  ...assessEntitlements(needs),
  startPayment(needs),
  answerPayment(needs),
  lookAfterPayments(needs),
  payAgain(needs),
  applyDecision(needs),
  ...hearReceipt(needs),
]);
