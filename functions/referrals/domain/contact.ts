import type { CaseFile } from '../../casefile/files.ts';
import { currentOffer, type Referral } from '../records.ts';

/** What an organisation learns of her. */
export interface Contact {
  readonly givenName: string;
  readonly phone?: string;
}

/** Her first name and phone, for the organisation that has accepted and has it in hand still, while she consents; otherwise nothing. */
export const whomToContact = (
  { root: { mother } }: CaseFile,
  referral: Referral,
  organisationId: string,
  consented: boolean,
): Contact | undefined => {
  const offer = currentOffer(referral);
  if (!consented || offer?.organisationId !== organisationId || offer.acceptedAt === undefined || mother.diedOn !== undefined)
    return undefined;
  return { givenName: mother.givenName, ...(mother.phone === undefined ? {} : { phone: mother.phone }) };
};
