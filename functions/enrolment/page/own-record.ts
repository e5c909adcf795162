import { Contacts, isOpen } from '../../care/records.ts';
import { Consents } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { formatMoney } from '../../kernel/money.ts';
import { Lines } from '../../payment/records.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Item } from '../../table/table.ts';
import { plannedErasure } from '../../updating/records.ts';
import type { OwnRecord, PageLanguage } from './render.ts';

const CONTACTS_SHOWN = 5;
const PAYMENTS_SHOWN = 12;
const UNDER_WAY: readonly string[] = ['due', 'instructing', 'instructed'];

const inWords = (day: string, language: string): string =>
  new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );

const whoOf = (by: unknown): 'you' | 'staff' | 'office' => {
  const who = String(by);
  if (who === 'mother') return 'you';
  return who.startsWith('user:') ? 'staff' : 'office';
};

/** What of her record she is shown: by name, date and count; no reading, no diagnosis, since others may look at the phone too. */
export const ownRecord = (file: CaseFile, programme: Programme, looks: readonly Item[], language: PageLanguage): OwnRecord => {
  const { root } = file;
  const day = (instant: string): string => inWords(dayOf(programme, instant), language);
  const erasure = plannedErasure(file);
  const lines = allOf(file, Lines).filter(({ payee, inKind }) => payee === 'mother' && !inKind);
  return {
    name: `${root.mother.givenName} ${root.mother.familyName}`,
    programme: programme.name,
    number: root.enrolled?.programmeNumber ?? '',
    next: allOf(file, Contacts)
      .filter(isOpen)
      .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1))
      .slice(0, CONTACTS_SHOWN)
      .map(({ kind, dueOn, closesOn }) => ({ what: kind, from: inWords(dueOn, language), until: inWords(closesOn, language) })),
    payments: lines
      .filter(({ status }) => status === 'confirmed' || UNDER_WAY.includes(status))
      .slice(-PAYMENTS_SHOWN)
      .map(({ amountMinor, currency, status, changedAt }) => ({
        amount: formatMoney(amountMinor, currency),
        ...(status === 'confirmed' ? { on: day(changedAt) } : {}),
      })),
    consents: allOf(file, Consents)
      .filter(({ state }) => state !== 'refused')
      .map(({ purposes, state, givenAt }) => ({ purposes, on: day(givenAt), withdrawn: state === 'withdrawn' })),
    ...(erasure === undefined ? {} : { erasedOn: inWords(erasure.erasedOn, language) }),
    looks: looks.filter(({ why }) => why !== 'registration').map(({ by, at }) => ({ who: whoOf(by), at: day(String(at)) })),
  };
};
