import { withoutOnce, type CaseFile } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { task } from '../../runtime/task.ts';
import { isSharingConsented } from '../consented.ts';
import { whomToContact } from '../domain/contact.ts';
import { domainName, organisationText, recordTold, type Told } from '../domain/told.ts';
import type { LoadedOrganisation } from '../domain/organisation.ts';
import { getReferral } from '../domain/referral.ts';
import { linkToken } from '../links.ts';
import { findOrganisation } from '../organisations.ts';
import type { Offer, Referral } from '../records.ts';
import { ReferralInput, type Needs } from './needs.ts';

type TextNeeds = Pick<Needs, 'files' | 'table' | 'programmes' | 'texts' | 'vault' | 'apiBaseUrl'>;

interface Recipient {
  readonly referral: Referral;
  readonly offer: Offer;
  readonly organisation: LoadedOrganisation;
}

/** What is to be said; undefined where it may not be said: her name and phone are for who has accepted, while she consents. */
const wordsFor = async (
  { vault, apiBaseUrl }: TextNeeds,
  rules: ReferralRules,
  file: CaseFile,
  { referral, offer, organisation }: Recipient,
  at: string,
): Promise<string | undefined> => {
  const { toTell, referralId, domain, urgency } = referral;
  const { organisationId, languages } = organisation;
  const contact = whomToContact(file, referral, organisationId, toTell === 'contact' && (await isSharingConsented(file, vault, at)));
  if (toTell === undefined || (toTell === 'contact' && contact === undefined)) return undefined;
  return organisationText(rules, toTell, languages, {
    domain: domainName(rules, domain, languages),
    area: file.root.area,
    hours: String(rules.times[urgency].answerHours),
    code: offer.code,
    link: `${apiBaseUrl()}/r/${await linkToken(vault, referralId, offer.round)}`,
    ...(contact === undefined ? {} : { name: contact.givenName, phone: contact.phone ?? '-' }),
  });
};

/** @throws {Problem} PartnerUnavailable when the gateway takes nothing now */
const handOver = async (
  { texts, vault }: TextNeeds,
  { organisationId, phone }: LoadedOrganisation,
  words: string | undefined,
  { reference, at }: { readonly reference: string; readonly at: string },
): Promise<Told> => {
  if (phone === undefined || words === undefined) return 'unreachable';
  const { state } = await texts.send({ phone: await vault.open(phone, organisationId), text: words, reference, at });
  if (state === 'tryAgain') throw new Problem('PartnerUnavailable', 'the gateway takes no texts now');
  return state === 'refused' ? 'unreachable' : 'sent';
};

/**
 * Tells the organisation by text what it is still to be told. A text whose answer was lost counts as sent, and one that a crash cut off is sent
 * again: the same link twice does no harm, a request that nobody saw does.
 * @throws {Problem} PartnerUnavailable when the gateway takes nothing now
 */
export const textOrganisation = (needs: TextNeeds) =>
  task(ReferralInput, async ({ caseId, referralId }, context) => {
    const plain = withoutOnce(context);
    const { at } = context;
    const file = await needs.files.open(caseId, plain);
    const referral = getReferral(file, referralId);
    const offer = referral.offers.at(-1);
    const { toTell } = referral;
    if (toTell === undefined || offer === undefined) return {};
    const organisation = await findOrganisation(needs.table, offer.organisationId);
    const { referrals } = needs.programmes.get(file.root.programme).operations;
    const outcome =
      organisation === undefined
        ? 'unreachable'
        : await handOver(needs, organisation, await wordsFor(needs, referrals, file, { referral, offer, organisation }, at), {
            reference: derivedId('organisationText', referralId, offer.round, toTell),
            at,
          });
    await needs.files.change(caseId, plain, (now) =>
      recordTold(now, referralId, { toTell, outcome, hasClient: organisation?.client !== undefined, at }),
    );
    return { outcome };
  });
