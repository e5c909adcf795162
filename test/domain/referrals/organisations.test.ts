import fc from 'fast-check';
import { ReferralRules } from '../../../functions/policy/schema/referrals.ts';
import { linkPage } from '../../../functions/referrals/domain/link-page.ts';
import { bestFit, isOpenAt, type Search } from '../../../functions/referrals/domain/organisation.ts';
import { understandOrganisation } from '../../../functions/referrals/domain/understand.ts';
import type { Offer, Referral } from '../../../functions/referrals/records.ts';
import { anOrganisation, RULES } from '../../support/referral-world.ts';

/** A Monday, 10:00 in Kolkata. */
const MONDAY = '2026-03-02T04:30:00.000Z';
const search = (changes: Partial<Search> = {}): Search => ({
  domain: 'food',
  language: 'hi',
  at: MONDAY,
  timeZone: 'Asia/Kolkata',
  tried: new Set(),
  ...changes,
});

describe('who is asked', () => {
  const ORDER = ['openNow', 'language', 'load'] as const;
  const fit = (organisations: Parameters<typeof bestFit>[0], changes: Partial<Search> = {}) =>
    bestFit(organisations, search(changes), [...ORDER])?.organisationId;
  const closed = [{ days: [7], from: '08:00', to: '12:00' }];

  it.each([
    [
      'is there now, before who speaks her language',
      [anOrganisation('a', { languages: ['hi'], openHours: closed }), anOrganisation('b')],
      'b',
    ],
    ['speaks her language, before who has less to do', [anOrganisation('a'), anOrganisation('b', { languages: ['hi'], load: 5 })], 'b'],
    ['has less to do for its size', [anOrganisation('a', { load: 2, capacity: 4 }), anOrganisation('b', { load: 4, capacity: 10 })], 'b'],
    ['comes first by its id where nothing else decides', [anOrganisation('b'), anOrganisation('a')], 'a'],
  ])('%s', (_, organisations, expected) => {
    expect(fit(organisations)).toBe(expected);
  });

  it.each([
    ['is not active', { active: false }],
    ['does not help with this', { domains: ['housing'] }],
    ['is full', { load: 10 }],
    ['cannot be reached', { phone: undefined }],
  ])('is nobody who %s', (_, changes) => {
    const { phone, ...rest } = anOrganisation('a');
    const one = 'phone' in changes ? rest : { ...rest, ...(phone === undefined ? {} : { phone }), ...changes };
    expect(fit([one])).toBeUndefined();
    expect(fit([one], { wanted: 'a' })).toBeUndefined();
  });

  it('is nobody twice, unless somebody wants it', () => {
    expect(fit([anOrganisation('a')], { tried: new Set(['a']) })).toBeUndefined();
    expect(fit([anOrganisation('a')], { tried: new Set(['a']), wanted: 'a' })).toBe('a');
  });

  it.each([
    ['over midnight, on the day it begins', { days: [1], from: '22:00', to: '06:00' }, '2026-03-02T17:00:00.000Z', true],
    ['over midnight, early on the next day', { days: [1], from: '22:00', to: '06:00' }, '2026-03-02T23:00:00.000Z', true],
    ['not on the morning before', { days: [1], from: '22:00', to: '06:00' }, '2026-03-01T23:00:00.000Z', false],
    ['not at the minute it closes', { days: [1], from: '08:00', to: '10:00' }, MONDAY, false],
  ])('is there %s', (_, hours, at, expected) => {
    expect(isOpenAt({ openHours: [hours] }, at, 'Asia/Kolkata')).toBe(expected);
  });
});

describe('a text of an organisation', () => {
  it.each([
    ['YES 4F7K2M', { answer: 'accept', code: '4F7K2M' }],
    ['4f7k2m yes', { answer: 'accept', code: '4F7K2M' }],
    ['Yes.', { answer: 'accept' }],
    ['OUI 4F7K2M', { answer: 'accept', code: '4F7K2M' }],
    ['NDIYO 4F7K2M', { answer: 'accept', code: '4F7K2M' }],
    ['HAAN 4F7K2M', { answer: 'accept', code: '4F7K2M' }],
    ['نعم 4F7K2M', { answer: 'accept', code: '4F7K2M' }],
    ['HAPANA 4F7K2M', { answer: 'decline', code: '4F7K2M' }],
    ['लगता है नहीं 4F7K2M', { answer: 'decline', code: '4F7K2M' }],
    ['done 4F7K2M', { answer: 'done', code: '4F7K2M' }],
    ['TAYARI 4F7K2M', { answer: 'done', code: '4F7K2M' }],
    ['تم 4F7K2M', { answer: 'done', code: '4F7K2M' }],
    ['yes 4F7KOI', { answer: 'accept', code: '4F7K01' }],
    ['yes no 4F7K2M', undefined],
    ['yes 4F7K2M 9A9A9A', undefined],
    ['4F7K2M', undefined],
    ['', undefined],
  ])('%j', (text, meaning) => {
    expect(understandOrganisation(text)).toEqual(meaning);
  });

  it('of any kind is read or not read, never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(['undefined', 'object']).toContain(typeof understandOrganisation(text));
      }),
    );
  });
});

describe('the page of an offer', () => {
  it('carries what it shows as text, never as markup, whatever it is', () => {
    const hostile = '<script>alert("x")</script>&\'';
    const offer = { round: 1, organisationId: 'a' } as Offer;
    const referral = { stage: 'accepted', domain: hostile, urgency: 'urgent', dueAt: MONDAY } as Referral;
    const text = linkPage({
      rules: RULES,
      languages: [],
      timeZone: 'UTC',
      area: hostile,
      referral,
      offer,
      contact: { givenName: hostile, phone: hostile },
    });

    expect(text).not.toContain('<script');
    expect(text.match(/&lt;script&gt;/g)).toHaveLength(4);
  });

  it.each([
    ['fr', 'lang="fr"', 'Pouvez-vous aider'],
    ['ar', 'lang="ar" dir="rtl"', 'هل يمكنكم المساعدة'],
    ['xx', 'lang="en"', 'Can you help?'],
  ])('in %s', (language, tag, words) => {
    const text = linkPage({
      rules: RULES,
      languages: [language],
      timeZone: 'UTC',
      area: 'north-1',
      referral: { stage: 'offered', domain: 'food', urgency: 'routine', dueAt: MONDAY } as Referral,
      offer: { round: 1, organisationId: 'a' } as Offer,
      contact: undefined,
    });

    expect(text).toContain(tag);
    expect(text).toContain(words);
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
  });
});

describe('the rules of a programme', () => {
  it.each([
    [
      'a text with a value that is not provided',
      { texts: { ...RULES.texts, offer: { en: '{name} asks for help' } } },
      '{name} is not provided',
    ],
    ['a text without English', { texts: { ...RULES.texts, offer: { fr: 'Bonjour' } } }, 'the text in en is missing'],
    ['a domain twice', { domains: [...RULES.domains, ...RULES.domains.slice(0, 1)] }, 'food is listed twice'],
    ['an urgency without times', { times: { routine: RULES.times.routine } }, 'Invalid input'],
  ])('are refused for %s', (_, changes, fault) => {
    const parsed = ReferralRules.safeParse({ ...RULES, ...changes });

    expect(parsed.success ? '' : parsed.error.message).toContain(fault);
  });

  it.each(['en', 'fr', 'sw', 'hi', 'ar'])('say everything in %s', (language) => {
    for (const texts of [...Object.values(RULES.texts), ...Object.values(RULES.page), ...RULES.domains.map(({ names }) => names)])
      expect(Object.keys(texts)).toContain(language);
  });
});
