import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { applyRegistryReport } from './apply-registry-report.ts';
import { closeFormerCase } from './close-former-case.ts';
import { continueBereavement } from './continue-bereavement.ts';
import { eraseCase } from './erase-case.ts';
import { finishPhoneChange } from './finish-phone-change.ts';
import { hearText } from './hear-text.ts';
import { honourWithdrawal } from './honour-withdrawal.ts';
import { checkExit, watchExit } from './watch-exit.ts';

const needs = { files, table, vault, programmes };

export const { handler, manifest } = subscriberFunction([
  ...watchExit(needs),
  checkExit(needs),
  applyRegistryReport(needs),
  closeFormerCase(needs),
  honourWithdrawal(needs),
  hearText(needs),
  continueBereavement(needs),
  eraseCase(needs),
  finishPhoneChange(needs),
]);
