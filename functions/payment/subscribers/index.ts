import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { assessEntitlements } from './assess-entitlements.ts';
import { applyDecision, payAgain } from './decide-payment.ts';
import { answerPayment, lookAfterPayments, startPayment } from './run-payment.ts';

const needs = { files, table, programmes, workflows };

export const { handler, manifest } = subscriberFunction([
  ...assessEntitlements(needs),
  startPayment(needs),
  answerPayment(needs),
  lookAfterPayments(needs),
  payAgain(needs),
  applyDecision(needs),
]);
