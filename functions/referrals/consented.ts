import type { CaseFile, Context } from '../casefile/files.ts';
import { confirmConsent, type RegisterNeeds } from '../consent/ask-register.ts';
import { findVerifiedConsent } from '../consent/domain/consent-record.ts';
import type { ReferralRules } from '../policy/schema/referrals.ts';
import type { Vault } from '../runtime/vault.ts';

const seal =
  (vault: Vault) =>
  (text: string): Promise<string> =>
    vault.hash('consent', text);

/** Whether a record of hers, as it was sealed, allows sharing at an instant. */
export const isSharingConsented = async (file: CaseFile, vault: Vault, at: string): Promise<boolean> =>
  (await findVerifiedConsent(file, 'sharing', at, seal(vault))) !== undefined;

/**
 * Whether the country's consent block, where there is one, says so as well: asked before an organisation that accepts learns who she is.
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid
 */
export const isSharingConfirmed = async (needs: RegisterNeeds, caseId: string, context: Context): Promise<boolean> =>
  needs.register?.() === undefined ||
  (await confirmConsent(needs, await needs.files.open(caseId, context), 'sharing', context)) !== undefined;

/** The same for a new referral: help from the community needs an agreement that names community organisations, from the day of the first that does. */
export const isReferralConsented = async (
  file: CaseFile,
  vault: Vault,
  { domains }: ReferralRules,
  domain: string,
  at: string,
): Promise<boolean> => {
  const isOfHealth = domains.some(({ id, help }) => id === domain && help === 'health');
  const named = isOfHealth ? undefined : 'communityOrganisation';
  return (await findVerifiedConsent(file, 'sharing', at, seal(vault), named)) !== undefined;
};
