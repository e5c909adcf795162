import { withoutOnce, type CaseFile } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { nextRound, offerReferral as decideOffer } from '../domain/offer.ts';
import type { LoadedOrganisation } from '../domain/organisation.ts';
import { getReferral } from '../domain/referral.ts';
import { linkToken, tokenHashOf } from '../links.ts';
import { findOrganisation, organisationsFor } from '../organisations.ts';
import type { Referral } from '../records.ts';
import { ReferralInput, type Needs } from './needs.ts';

type OfferNeeds = Pick<Needs, 'files' | 'table' | 'programmes' | 'vault'>;

/** Who may be asked: the organisations of her area, and the one that somebody named wherever it is. */
const candidates = async (
  { table }: OfferNeeds,
  { root }: CaseFile,
  { domain, wanted }: Referral,
): Promise<readonly LoadedOrganisation[]> => {
  const inArea = await organisationsFor(table, root.area, domain);
  if (wanted === undefined || inArea.some(({ organisationId }) => organisationId === wanted)) return inArea;
  const named = await findOrganisation(table, wanted);
  return named === undefined ? inArea : [...inArea, named];
};

/** Offers the referral to the organisation that fits best; where none is left, a person is told. */
export const offerReferral = (needs: OfferNeeds) =>
  task(ReferralInput, ({ caseId, referralId }, context) =>
    needs.files.change(caseId, withoutOnce(context), async (file) => {
      const referral = getReferral(file, referralId);
      const { timeZone, operations } = needs.programmes.get(file.root.programme);
      const [organisations, token] = await Promise.all([
        candidates(needs, file, referral),
        linkToken(needs.vault, referralId, nextRound(referral)),
      ]);
      return decideOffer(file, referralId, organisations, {
        rules: operations.referrals,
        timeZone,
        tokenHash: await tokenHashOf(needs.vault, token),
        at: context.at,
      });
    }),
  );
