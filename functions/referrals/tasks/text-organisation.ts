import { withoutOnce, type CaseFile } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { task } from '../../runtime/task.ts';
import { isSharingConsented } from '../consented.ts';
import { domainName, organisationText, recordTold, type Told } from '../domain/told.ts';
import type { LoadedOrganisation } from '../domain/organisation.ts';
import { getReferral } from '../domain/referral.ts';
import { linkToken } from '../links.ts';
import { findOrganisation } from '../organisations.ts';
import { currentOffer, type Offer, type Referral } from '../records.ts';
import { ReferralInput, type Needs } from './needs.ts';

type TextNeeds = Pick<Needs, 'files' | 'table' | 'programmes' | 'texts' | 'vault' | 'apiBaseUrl'>;

/** What a text may say of her: her first name and phone to who has accepted, and to nobody else. */
const herself = ({ root }: CaseFile, referral: Referral): Readonly<Record<string, string>> =>
  currentOffer(referral)?.acceptedAt === undefined ? {} : { name: root.mother.givenName, phone: root.mother.phone ?? '-' };

const wordsFor = async (
  { vault, apiBaseUrl }: TextNeeds,
  rules: ReferralRules,
  file: CaseFile,
  { referral, offer, organisation }: { referral: Referral; offer: Offer; organisation: LoadedOrganisation },
): Promise<string | undefined> =>
  referral.toTell === undefined
    ? undefined
    : organisationText(rules, referral.toTell, organisation.languages, {
        domain: domainName(rules, referral.domain, organisation.languages),
        area: file.root.area,
        hours: String(rules.times[referral.urgency].answerHours),
        code: offer.code,
        link: `${apiBaseUrl()}/r/${await linkToken(vault, referral.referralId, offer.round)}`,
        ...herself(file, referral),
      });

/**
 * Tells the organisation by text what it is still to be told. A text whose answer was lost counts as sent, and one that a crash cut off is sent
 * again: the same link twice does no harm, a request that nobody saw does.
 * @throws {Problem} PartnerUnavailable when the gateway takes nothing now
 */
export const textOrganisation = (needs: TextNeeds) =>
  task(ReferralInput, async ({ caseId, referralId }, context) => {
    const { files, table, programmes, texts, vault } = needs;
    const plain = withoutOnce(context);
    const file = await files.open(caseId, plain);
    const referral = getReferral(file, referralId);
    const { toTell } = referral;
    const offer = referral.offers.at(-1);
    if (toTell === undefined || offer === undefined) return {};
    const organisation = await findOrganisation(table, offer.organisationId);
    const mayTell = toTell !== 'contact' || (await isSharingConsented(file, vault, context.at));
    const { referrals } = programmes.get(file.root.programme).operations;
    let outcome: Told = 'unreachable';
    if (organisation?.phone !== undefined && mayTell) {
      const words = await wordsFor(needs, referrals, file, { referral, offer, organisation });
      const delivery = await texts.send(await vault.open(organisation.phone, organisation.organisationId), words ?? '');
      if (delivery.state === 'tryAgain') throw new Problem('PartnerUnavailable', 'the gateway takes no texts now');
      outcome = delivery.state === 'refused' ? 'unreachable' : 'sent';
    }
    return files.change(caseId, plain, (now) =>
      recordTold(now, referralId, { toTell, outcome, hasClient: organisation?.client !== undefined, at: context.at }),
    );
  });
