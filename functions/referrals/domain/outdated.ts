import { findOf, type CaseFile } from '../../casefile/files.ts';
import type { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import { currentOffer, Referrals } from '../records.ts';

/** Whether what an organisation was to be told is no longer so: the offer has ended, or was answered already. That it has ended is always told. */
export const isOutdated = (
  file: CaseFile,
  which: OrganisationText,
  { referralId, round }: { readonly referralId: string; readonly round: number },
): boolean => {
  if (which === 'cancelled' || which === 'withdrawn') return false;
  const referral = findOf(file, Referrals, (one) => one.referralId === referralId);
  if (referral === undefined || currentOffer(referral)?.round !== round) return true;
  return which === 'offer' && referral.stage !== 'offered';
};
