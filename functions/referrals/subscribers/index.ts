import { files, table } from '../../runtime/aws.ts';
import { consentRegister } from '../../runtime/consent-register.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { workflows } from '../../runtime/workflows.ts';
import { cancelReferrals } from './cancel-referrals.ts';
import { findHelp } from './find-help.ts';
import { lookAfterReferrals } from './look-after-referrals.ts';
import { passUnreached } from './pass-unreached.ts';
import { takeMotherAnswer } from './take-mother-answer.ts';
import { takeOrganisationAnswer } from './take-organisation-answer.ts';
import { watchReferral } from './watch-referral.ts';

const needs = { files, table, programmes, workflows, vault, register: consentRegister };

export const { handler, manifest } = subscriberFunction([
  ...watchReferral(needs),
  takeMotherAnswer(needs),
  takeOrganisationAnswer(needs),
  findHelp(needs),
  ...cancelReferrals(needs),
  lookAfterReferrals(needs),
  ...passUnreached(needs),
]);
