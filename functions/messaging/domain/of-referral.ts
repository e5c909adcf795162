import { findOf } from '../../casefile/files.ts';
import { currentOffer, Referrals } from '../../referrals/records.ts';
import type { Telling, Wording } from './compose.ts';

/** Names the organisation that has her referral in hand, as mothers know it; undefined when none has it any more. */
export const ofReferral = (
  template: 'referralAccepted' | 'referralConfirm',
  referralId: string,
  { file }: Telling,
): Wording | undefined => {
  const referral = findOf(file, Referrals, (one) => one.referralId === referralId);
  const offer = referral === undefined ? undefined : currentOffer(referral);
  if (offer === undefined || (template === 'referralConfirm' && referral?.question === undefined)) return undefined;
  return { template, variables: { organisation: offer.calledAs } };
};
