import type { CaseFile } from '../casefile/files.ts';
import { organisationTextOf } from '../messaging/domain/letter.ts';
import { endOfWait } from '../messaging/domain/quiet-hours.ts';
import type { Addressed } from '../messaging/domain/sending.ts';
import type { Message } from '../messaging/records.ts';
import type { Programme } from '../policy/programme.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Table } from '../table/table.ts';
import { isSharingConsented } from './consented.ts';
import { whomToContact } from './domain/contact.ts';
import type { LoadedOrganisation } from './domain/organisation.ts';
import { getReferral } from './domain/referral.ts';
import { domainName, organisationText } from './domain/told.ts';
import { linkToken } from './links.ts';
import { findOrganisation } from './organisations.ts';
import type { Referral } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
  readonly apiBaseUrl: () => string;
}

/** What is said; undefined where it may not be: her name and phone are for who has accepted, while she consents. */
const wordsFor = async (
  { vault, apiBaseUrl }: Needs,
  file: CaseFile,
  { operations: { referrals: rules } }: Programme,
  {
    referral,
    organisation,
    message: { template, group },
  }: {
    readonly referral: Referral;
    readonly organisation: LoadedOrganisation;
    readonly message: Message;
  },
  at: string,
): Promise<string | undefined> => {
  const which = organisationTextOf(template);
  const { referralId, domain, urgency, offers } = referral;
  const { organisationId, languages } = organisation;
  const offer = offers.find(({ round }) => round === group?.referral?.round);
  const contact =
    which === 'contact' ? whomToContact(file, referral, organisationId, await isSharingConsented(file, vault, at)) : undefined;
  if (offer === undefined || (which === 'contact' && contact === undefined)) return undefined;
  return organisationText(rules, which, languages, {
    domain: domainName(rules, domain, languages),
    area: file.root.area,
    hours: String(rules.times[urgency].answerHours),
    code: offer.code,
    link: `${apiBaseUrl()}/r/${await linkToken(vault, referralId, offer.round)}`,
    ...(contact === undefined ? {} : { name: contact.givenName, phone: contact.phone ?? '-' }),
  });
};

/** Where a text to an organisation goes, and what it says. What is not urgent waits for the morning of where the organisation works. */
export const addressOrganisation = async (
  needs: Needs,
  file: CaseFile,
  programme: Programme,
  message: Message,
  at: string,
): Promise<Addressed> => {
  const { area: hers } = file.root;
  const referral = getReferral(file, message.group?.referral?.referralId ?? '');
  const isUrgent = referral.urgency !== 'routine';
  const organisation = await findOrganisation(needs.table, message.address ?? '');
  if (organisation?.phone === undefined) return { phone: undefined, text: undefined, until: undefined, isUrgent };
  const { areas, phone, organisationId } = organisation;
  return {
    phone: await needs.vault.open(phone, organisationId),
    text: await wordsFor(needs, file, programme, { referral, organisation, message }, at),
    until: isUrgent ? undefined : endOfWait(programme, areas.includes(hers) ? hers : (areas[0] ?? hers), at),
    isUrgent,
  };
};
