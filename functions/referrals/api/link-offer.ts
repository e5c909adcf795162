import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { reply, type Caller, type Reply } from '../../runtime/operation.ts';
import type { PageWord } from '../../policy/schema/referrals.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import type { RegisterNeeds } from '../../consent/ask-register.ts';
import { isSharingConsented } from '../consented.ts';
import { whomToContact } from '../domain/contact.ts';
import { linkPage, unknownLinkPage } from '../domain/link-page.ts';
import type { findLink } from '../links.ts';
import { findOrganisation } from '../organisations.ts';
import { currentOffer, Referrals } from '../records.ts';

export interface LinkNeeds extends Pick<RegisterNeeds, 'register'> {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;

/** The page stays with whom the link was sent to: it is not kept, not framed, not indexed, and sends nobody its address. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

export const html = (text: string, status = 200): Reply =>
  reply({ status, headers: HEADERS, raw: { contentType: 'text/html; charset=utf-8', text } });

export const unknownLink = (): Reply => html(unknownLinkPage(), 404);

/** Who has the link acts as the organisation that it was sent to. */
export const throughLink = ({ at, correlationId, causationId }: Caller, { organisationId }: Link): Context => ({
  at,
  correlationId,
  causationId,
  by: `organisation:${organisationId}`,
});

/** The page of the offer that a link is of, as it stands now. Showing who she is leaves an audit entry. */
export const showOffer = async (
  { files, table, programmes, vault }: LinkNeeds,
  link: Link,
  context: Context,
  { remark, status = 200 }: { remark?: PageWord; status?: number } = {},
): Promise<Reply> => {
  const { caseId, referralId, round, organisationId } = link;
  const seen = await files.open(caseId, context);
  const referral = findOf(seen, Referrals, (one) => one.referralId === referralId);
  const offer = referral?.offers.find((one) => one.round === round);
  if (referral === undefined || offer === undefined) return unknownLink();
  const isCurrent = currentOffer(referral)?.round === round;
  const contact = isCurrent ? whomToContact(seen, referral, organisationId, await isSharingConsented(seen, vault, context.at)) : undefined;
  if (contact !== undefined) await files.read(caseId, context, `referral to ${organisationId}`);
  const { timeZone, operations } = programmes.get(seen.root.programme);
  const languages = (await findOrganisation(table, organisationId))?.languages ?? [];
  return html(
    linkPage({ rules: operations.referrals, languages, timeZone, area: seen.root.area, referral, offer, contact, remark }),
    status,
  );
};
