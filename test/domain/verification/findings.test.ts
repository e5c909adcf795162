import { Child, Mother } from '../../../functions/casefile/case.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import type { RegisteredBirth } from '../../../functions/partners/civil-registry.ts';
import type { RegisteredPerson } from '../../../functions/partners/identity.ts';
import { compareFields, type ComparedField } from '../../../functions/verification/domain/comparison.ts';
import {
  compareAnswers,
  judgeBirth,
  judgeIdentity,
  judgeWithoutNationalId,
  type Finding,
} from '../../../functions/verification/domain/findings.ts';

const field = (
  name: ComparedField['field'],
  of: 'mother' | 'child',
  compare: ComparedField['compare'],
  required = true,
): ComparedField => ({
  field: name,
  of,
  from: of === 'mother' ? 'identity' : 'civilRegistry',
  compare,
  required,
});
const FIELDS = [
  field('givenName', 'mother', 'name'),
  field('familyName', 'mother', 'name'),
  field('birthDate', 'mother', 'date'),
  field('sex', 'mother', 'exact', false),
  field('birthDate', 'child', 'date'),
  field('sex', 'child', 'exact', false),
  field('motherNationalId', 'child', 'exact'),
];
const CHILD_ID = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';

const mother = Mother.parse({ givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1996-05-14', nationalId: 'sealed' });
const person: RegisteredPerson = {
  nationalId: '53',
  givenName: 'Sowmya',
  familyName: 'Krishnamurti',
  birthDate: parsePlainDate('1996-05-14'),
};
const child = Child.parse({
  childId: CHILD_ID,
  sex: 'female',
  bornOn: '2026-02-20',
  birthOrder: 1,
  birthPlace: 'facility',
  birthRegistered: false,
});
const birth: RegisteredBirth = { childId: '5301', birthDate: parsePlainDate('2026-02-20'), sex: 'female', motherId: '53' };

describe('compareFields', () => {
  const compared = (registered: string | undefined, found: string | undefined, required = true) =>
    compareFields([field('birthDate', 'mother', 'date', required)], { birthDate: registered }, { birthDate: found });

  it.each([
    ['1996-05-14', '1996-05-14', true, 'match', false],
    ['1996-05-14', '1996-05-15', true, 'mismatch', true],
    ['1996-05-14', '1996-05-15', false, 'mismatch', false],
    ['1996-05-14', undefined, true, 'unknown', true],
    ['1996-05-14', undefined, false, 'unknown', false],
    [undefined, '1996-05-14', true, 'notGiven', false],
  ])('makes of %s and %s (required %s) a %s', (registered, found, required, result, needsReview) => {
    expect(compared(registered, found, required)).toMatchObject({ fields: [{ field: 'birthDate', result }], needsReview });
  });

  it('shows the last characters of a national number only', () => {
    const { differences } = compareFields(
      [field('motherNationalId', 'child', 'exact')],
      { motherNationalId: '123456789' },
      { motherNationalId: '987654321' },
    );

    expect(differences).toEqual([{ field: 'child.motherNationalId', source: 'civilRegistry', registered: '…789', found: '…321' }]);
  });
});

describe('judgeIdentity', () => {
  it.each<[string, Partial<RegisteredPerson>, string, readonly string[]]>([
    ['the same person', {}, 'match', []],
    ['another birth date', { birthDate: parsePlainDate('1996-05-15') }, 'mismatch', ['difference']],
    ['another sex, which is not required', { sex: 'male' }, 'match', []],
    ['a person who has died there', { diedOn: parsePlainDate('2020-01-01') }, 'mismatch', ['motherRecordedDead']],
  ])('finds %s', (_what, changes, outcome, reasons) => {
    expect(judgeIdentity(mother, { outcome: 'found', person: { ...person, ...changes } }, FIELDS)).toMatchObject({
      subject: 'mother',
      outcome,
      reasons,
    });
  });

  it('has a person look at a mother whom the registry does not know, or who has no number', () => {
    expect(judgeIdentity(mother, { outcome: 'unknown' }, FIELDS).reasons).toEqual(['notInPopulationRegistry']);
    expect(judgeWithoutNationalId(FIELDS).reasons).toEqual(['noNationalId']);
  });

  it('lets a mother without a number pass where the programme requires nothing of the registry', () => {
    expect(judgeWithoutNationalId(FIELDS.filter(({ of }) => of === 'child')).reasons).toEqual([]);
  });
});

describe('judgeBirth', () => {
  it.each<[string, Partial<RegisteredBirth>, readonly string[]]>([
    ['the same child', {}, []],
    ['another birth date', { birthDate: parsePlainDate('2026-02-21') }, ['difference']],
    ['another mother', { motherId: '77' }, ['childOfAnotherMother']],
    ['a child who has died there', { diedOn: parsePlainDate('2026-02-22') }, ['childRecordedDead']],
  ])('finds %s', (_what, changes, reasons) => {
    expect(judgeBirth(child, '53', { outcome: 'found', birth: { ...birth, ...changes } }, FIELDS)).toMatchObject({
      subject: CHILD_ID,
      reasons,
    });
  });

  it('takes a child without a number whom the registry does not know for unregistered', () => {
    expect(judgeBirth(child, '53', { outcome: 'unknown' }, FIELDS)).toMatchObject({ outcome: 'unregistered', reasons: [] });
  });

  it('has a person look at a number which the registry does not know', () => {
    expect(judgeBirth({ ...child, certificate: 'sealed' }, '53', { outcome: 'unknown' }, FIELDS)).toMatchObject({
      outcome: 'unknown',
      reasons: ['childNotInRegistry'],
    });
  });
});

describe('compareAnswers', () => {
  const finding = (outcome: Finding['outcome'], reasons: Finding['reasons'] = [], subject: string = CHILD_ID): Finding => ({
    subject,
    outcome,
    reasons,
    fields: [],
  });
  const matched = finding('match', [], 'mother');

  it.each<[string, readonly Finding[], string]>([
    ['everything agrees', [matched, finding('match')], 'verified'],
    ['there is no child yet', [matched], 'verified'],
    ['nothing had to be asked', [finding('skipped', [], 'mother'), finding('accepted')], 'verified'],
    ['a child is unregistered', [matched, finding('unregistered')], 'birthRegistration'],
    ['somebody has to look', [matched, finding('mismatch', ['difference'])], 'review'],
    [
      'somebody has to look first and a child is unregistered',
      [finding('noNationalId', ['noNationalId'], 'mother'), finding('unregistered')],
      'review',
    ],
  ])('comes to a verdict when %s', (_what, findings, verdict) => {
    expect(compareAnswers(findings).verdict).toBe(verdict);
  });

  it('names whom to look at, why, and whose birth is to be registered', () => {
    const other = '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10';
    expect(
      compareAnswers([
        finding('noNationalId', ['noNationalId'], 'mother'),
        finding('unregistered'),
        finding('mismatch', ['difference'], other),
      ]),
    ).toEqual({
      verdict: 'review',
      reasons: ['noNationalId', 'difference'],
      subjects: ['mother', other],
      unregistered: [CHILD_ID],
    });
  });
});
