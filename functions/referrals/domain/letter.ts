import { derivedId } from '../../kernel/ids.ts';
import { organisationTemplate } from '../../messaging/domain/letter.ts';
import { posted, type Parts } from '../../messaging/domain/message.ts';
import type { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import type { Offer, Referral } from '../records.ts';

/** ISO 639: undetermined. An organisation has several; which of them has a text is known when it is sent. */
const ITS_OWN = 'und';

/** A text to the organisation of an offer, in the queue. Whom she is, and the link, are put in when it is sent. */
export const letterTo = (
  { referralId }: Pick<Referral, 'referralId'>,
  { organisationId, round }: Offer,
  which: OrganisationText,
  at: string,
): Parts =>
  posted(
    {
      messageId: derivedId('organisationText', referralId, round, which, at),
      template: organisationTemplate(which),
      // what it is about tells two texts of one organisation apart
      variables: { referralId },
      language: ITS_OWN,
      to: 'organisation',
      address: organisationId,
      group: { referral: { referralId, round } },
    },
    { at, causedBy: `referral:${referralId}` },
  );
