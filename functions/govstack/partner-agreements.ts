import { AGREEMENTS_SHELF, PartnerAgreement } from '../partners/agreement.ts';
import { shelfKind } from './shelf.ts';

/** What was agreed with partners, as the ministry enters it. */
export const PartnerAgreements = shelfKind<PartnerAgreement>({
  name: AGREEMENTS_SHELF,
  schema: PartnerAgreement.strip(),
  idOf: ({ client }) => client,
});
