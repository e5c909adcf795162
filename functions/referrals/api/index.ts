import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { consentRegister } from '../../runtime/consent-register.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { addOrganisation } from './add-organisation.ts';
import { answerReferral } from './answer-referral.ts';
import { answerThroughLink } from './answer-through-link.ts';
import { cancelReferral } from './cancel-referral.ts';
import { changeOrganisation } from './change-organisation.ts';
import { createReferral } from './create-referral.ts';
import { getOrganisation } from './get-organisation.ts';
import { listOrganisationReferrals } from './list-organisation-referrals.ts';
import { listOrganisations } from './list-organisations.ts';
import { listReferrals } from './list-referrals.ts';
import { openLink } from './open-link.ts';
import { recordReferralOutcome } from './record-referral-outcome.ts';

const needs = { files, table, programmes, vault, register: consentRegister };

export const { handler, manifest } = apiFunction({ table }, [
  addOrganisation(needs),
  changeOrganisation(needs),
  listOrganisations(needs),
  getOrganisation(needs),
  createReferral(needs),
  listReferrals(needs),
  cancelReferral(needs),
  recordReferralOutcome(needs),
  listOrganisationReferrals(needs),
  answerReferral(needs),
  openLink(needs),
  answerThroughLink(needs),
]);
