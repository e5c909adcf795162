import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Consent } from '../../../functions/casefile/case.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { AGREEMENTS, agreementOn, hashOf, textIn } from '../../../functions/consent/domain/agreement.ts';
import { isSharedWith, PURPOSES, REVISIONS } from '../../../functions/consent/domain/agreement-revisions.ts';
import { consentText, draftConsent, isVerified, withdrawn } from '../../../functions/consent/domain/consent-record.ts';

const AT = '2026-03-01T10:00:00.000Z';
const seal = (text: string) => createHmac('sha256', 'key').update(text).digest('hex');
const sealed = (draft: Omit<Consent, 'seal'>): Consent => ({ ...draft, seal: seal(consentText(draft)) });
const given = sealed(
  draftConsent({
    consentId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77',
    method: 'paper',
    scanReference: 'scan-1',
    purposes: ['verification', 'messages'],
    at: AT,
  }),
);
const holds = (consent: Consent, purpose: (typeof PURPOSES)[number] = 'verification', at = AT) =>
  isVerified(consent, purpose, at, seal(consentText(consent)));

describe('a consent record', () => {
  it('names the agreement in force, by its text', () => {
    expect(given).toMatchObject({
      state: 'signed',
      purposes: ['messages', 'verification'],
      agreement: { id: 'mother-and-child-data', hash: hashOf(agreementOn(parsePlainDate('2026-03-01'))) },
    });
  });

  it.each<[string, boolean, () => boolean]>([
    ['what she consented to', true, () => holds(given)],
    ['another purpose', false, () => holds(given, 'sharing')],
    ['a time before it was given', false, () => holds(given, 'verification', '2026-02-28T10:00:00.000Z')],
    [
      'what she withdrew',
      false,
      () => holds(sealed(withdrawn(given, '2026-03-02T10:00:00.000Z')), 'verification', '2026-03-03T10:00:00.000Z'),
    ],
    ['a purpose that was added later', false, () => holds({ ...given, purposes: ['verification', 'sharing'] }, 'sharing')],
    ['a withdrawal that was undone by hand', false, () => holds({ ...sealed(withdrawn(given, AT)), state: 'signed' })],
    ['an agreement that nobody knows', false, () => holds(sealed({ ...given, agreement: { ...given.agreement, hash: 'another' } }))],
  ])('for %s allows: %s', (_what, expected, verified) => {
    expect(verified()).toBe(expected);
  });

  it('has a text that changes with every fact in it, and not with the order of purposes', () => {
    const changes: Partial<Consent>[] = [
      { consentId: 'x' },
      { method: 'digital' },
      { scanReference: 'scan-2' },
      { attestedBy: 'ann' },
      { purposes: ['verification'] },
      { givenAt: '2026-03-02T10:00:00.000Z' },
      { withdrawnAt: AT },
      { state: 'withdrawn' },
    ];
    const texts = changes.map((change) => consentText({ ...given, ...change }));

    expect(new Set([consentText(given), ...texts]).size).toBe(changes.length + 1);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...PURPOSES], { minLength: 2 }),
        (purposes) => consentText({ ...given, purposes }) === consentText({ ...given, purposes: [...purposes].reverse() }),
      ),
    );
  });
});

describe('the agreement', () => {
  it('keeps the first revision as it was signed', () => {
    expect(AGREEMENTS.map(({ revision, effectiveFrom }) => [revision, effectiveFrom])).toEqual([
      ['1', '2026-01-01'],
      ['2', '2026-12-01'],
    ]);
    expect(agreementOn(parsePlainDate('2026-11-30')).revision).toBe('1');
    expect(agreementOn(parsePlainDate('2026-12-01')).revision).toBe('2');
  });

  it.each([
    ['1', '2026-11-30', true],
    ['1', '2026-12-01', false],
    ['2', '2026-12-01', true],
  ])('in revision %s lets a community organisation be told on %s: %s', (revision, on, allowed) => {
    expect(isSharedWith({ id: 'mother-and-child-data', revision }, 'communityOrganisation', parsePlainDate(on))).toBe(allowed);
  });

  it('is complete in every language of every revision', () => {
    for (const agreement of AGREEMENTS)
      for (const text of Object.values(agreement.texts)) expect(Object.keys(text.purposes).sort()).toEqual([...PURPOSES].sort());
  });

  it('is read in English by whoever has no other language in it', () => {
    const agreement = agreementOn(parsePlainDate('2026-03-01'));

    expect(textIn(agreement, 'hi').language).toBe('hi');
    expect(textIn(agreement, 'xx')).toEqual({ language: 'en', text: agreement.texts['en'] });
  });

  it('is the first one for a day before all of them', () => {
    expect(agreementOn(parsePlainDate('2001-01-01'))).toBe(AGREEMENTS[0]);
  });
});

describe('the list of revisions', () => {
  it('names each text that there is, by its hash and in its order', () => {
    expect(REVISIONS).toEqual(AGREEMENTS.map(({ texts: _, ...agreement }) => ({ ...agreement, hash: hashOf({ ...agreement, texts: _ }) })));
  });
});
