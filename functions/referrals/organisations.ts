import type { NewFact } from '../../events/fact.ts';
import { OrganisationAnswered } from '../../events/catalogue.ts';
import { keys, placePartition, type Key } from '../table/keys.ts';
import type { Item, Table, Write } from '../table/table.ts';
import { Organisation, type LoadedOrganisation } from './domain/organisation.ts';
import { understandOrganisation } from './domain/understand.ts';
import { currentOffer, inHandPartition, Referral } from './records.ts';

const PHONE_CLAIM = 'organisationPhone';
const PAGE = 100;

const areaKey = (organisationId: string, area: string): Key => ({ pk: keys.organisation(organisationId).pk, sk: `AREA#${area}` });
const phoneClaim = (hash: string): Key => keys.claim(PHONE_CLAIM, hash);

const loadedOf = (items: readonly Item[]): LoadedOrganisation | undefined => {
  const record = items.find(({ entity }) => entity === 'organisation');
  const counter = items.find(({ entity }) => entity === 'organisationLoad');
  return record === undefined ? undefined : { ...Organisation.parse(record), load: Number(counter?.['referrals'] ?? 0) };
};

/** An organisation with its load; undefined when there is none. One query. */
export const findOrganisation = async (table: Table, organisationId: string): Promise<LoadedOrganisation | undefined> =>
  loadedOf(await table.all(keys.organisation(organisationId).pk));

/**
 * What stores an organisation in place of what was stored before: its record, an entry for each of its areas that shows it in the area's
 * list, and the claim to its phone. The first write carries the condition that it is new or still the one that was read; the last one, where
 * its phone is a new one, that nobody else has it.
 */
export const organisationWrites = (organisation: Organisation, before: Organisation | undefined): readonly Write[] => {
  const { organisationId, phone: _, phoneHash, ...shown } = organisation;
  const left = (before?.areas ?? []).filter((area) => !organisation.areas.includes(area));
  const isNewPhone = phoneHash !== before?.phoneHash;
  return [
    {
      put: { ...organisation, ...keys.organisation(organisationId), entity: 'organisation' },
      condition: before === undefined ? 'absent' : { version: before.version },
    },
    ...left.map((area): Write => ({ remove: areaKey(organisationId, area) })),
    ...organisation.areas.map((area): Write => ({
      put: {
        ...shown,
        organisationId,
        hasPhone: phoneHash !== undefined,
        ...areaKey(organisationId, area),
        entity: 'organisationArea',
        placePk: placePartition('ORGANISATIONS', area),
        placeSk: organisationId,
      },
    })),
    ...(isNewPhone && before?.phoneHash !== undefined ? [{ remove: phoneClaim(before.phoneHash) }] : []),
    ...(isNewPhone && phoneHash !== undefined
      ? [{ put: { ...phoneClaim(phoneHash), entity: 'organisationPhone', organisationId }, condition: 'absent' as const }]
      : []),
  ];
};

/** The organisations of an area that can help in a domain, with their loads: one query of the index, then one of each of them. */
export const organisationsFor = async (table: Table, area: string, domain: string): Promise<readonly LoadedOrganisation[]> => {
  const ids: string[] = [];
  for (let after: string | undefined; ;) {
    const { items, next } = await table.pageOf(
      'place',
      placePartition('ORGANISATIONS', area),
      {},
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    ids.push(...items.filter((item) => (item['domains'] as string[]).includes(domain)).map((item) => String(item['organisationId'])));
    if (next === undefined) break;
    after = next;
  }
  const found = await Promise.all(ids.map((id) => findOrganisation(table, id)));
  return found.filter((one) => one !== undefined);
};

/** The organisation that has a phone, by the keyed hash of its number (`vault.hash('organisationPhone', e164)`). One read. */
export const findOrganisationByPhone = async (table: Table, hash: string): Promise<{ readonly organisationId: string } | undefined> => {
  const claim = await table.find(phoneClaim(hash));
  return claim === undefined ? undefined : { organisationId: String(claim['organisationId']) };
};

/** A referral that an organisation has in hand, and whose it is. */
export interface InHand {
  readonly caseId: string;
  readonly area: string;
  readonly referral: Referral;
}

const inHandOf = (item: Item): InHand => ({ caseId: String(item['caseId']), area: String(item['area']), referral: Referral.parse(item) });

/** A page of the referrals that an organisation has in hand; one query. */
export const inHandOfOrganisation = async (
  table: Table,
  organisationId: string,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ readonly items: readonly InHand[]; readonly next?: string }> => {
  const { items, next } = await table.pageOf(
    'lookup',
    inHandPartition(organisationId),
    {},
    { limit, ...(after === undefined ? {} : { after }) },
  );
  return { items: items.map(inHandOf), ...(next === undefined ? {} : { next }) };
};

/** A referral that an organisation has in hand, by its id; undefined when it has not. */
export const findInHand = async (table: Table, organisationId: string, referralId: string): Promise<InHand | undefined> => {
  const { items } = await table.pageOf('lookup', inHandPartition(organisationId), { beginsWith: referralId }, { limit: 1 });
  return items[0] === undefined ? undefined : inHandOf(items[0]);
};

/** The referral that a text of an organisation is about: the one whose code it names, or without a code the only one that it has in hand. */
const findMeant = async (table: Table, organisationId: string, code: string | undefined): Promise<InHand | undefined> => {
  for (let after: string | undefined, only: InHand | undefined; ;) {
    const { items, next } = await inHandOfOrganisation(table, organisationId, { limit: PAGE, after });
    const named = items.find(({ referral }) => currentOffer(referral)?.code === code);
    if (named !== undefined) return named;
    if (code === undefined && (items.length > 1 || (only !== undefined && items.length > 0))) return undefined;
    only ??= items[0];
    if (next === undefined) return code === undefined ? only : undefined;
    after = next;
  }
};

/** What a text from an organisation's phone comes to: the case and the fact that says it, or that it was not understood. */
export type OrganisationTextMeaning =
  | { readonly understood: true; readonly caseId: string; readonly fact: NewFact }
  | { readonly understood: false; readonly organisationId: string };

/**
 * Reads a text as an organisation's answer. Undefined when the phone is no organisation's; otherwise who takes texts commits the fact to the
 * case, as `files.change(caseId, context, () => ({ facts: [fact], answer: undefined }))`, or leaves the text to a person.
 * @param phoneHash `vault.hash('organisationPhone', <E.164>)`
 */
export const readOrganisationText = async (table: Table, phoneHash: string, text: string): Promise<OrganisationTextMeaning | undefined> => {
  const known = await findOrganisationByPhone(table, phoneHash);
  if (known === undefined) return undefined;
  const { organisationId } = known;
  const said = understandOrganisation(text);
  const meant = said === undefined ? undefined : await findMeant(table, organisationId, said.code);
  return said === undefined || meant === undefined
    ? { understood: false, organisationId }
    : {
        understood: true,
        caseId: meant.caseId,
        fact: OrganisationAnswered.of({ referralId: meant.referral.referralId, organisationId, answer: said.answer }),
      };
};
