import fc from 'fast-check';
import { CaseRoot } from '../../../functions/casefile/case.ts';
import { duplicateAmong, otherCases } from '../../../functions/reviews/domain/duplicate.ts';

const idOf = (place: number) => `0b9f6a54-7c1d-4e0e-8a53-${String(place).padStart(12, '0')}`;
const aRoot = (place: number, day: number, status: CaseRoot['status'] = 'registered') =>
  CaseRoot.parse({
    caseId: idOf(place),
    version: 1,
    personId: idOf(place),
    programme: 'DEFAULT',
    status,
    area: 'north-1',
    language: 'en',
    registeredAt: `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    registeredBy: { client: 'c', channel: 'worker' },
    mother: { givenName: 'A', familyName: 'B', birthDate: '1996-05-14' },
    pregnancy: {},
    applicant: {},
    consentId: idOf(place),
    messages: 'all',
    verificationAttempts: 0,
  });

describe('duplicateAmong', () => {
  it.each<[string, CaseRoot, readonly CaseRoot[], [number, number] | undefined]>([
    ['the later one leaves', aRoot(1, 5), [aRoot(2, 1)], [2, 1]],
    ['the later one leaves, also when the earlier one is reviewed', aRoot(1, 1), [aRoot(2, 5)], [1, 2]],
    ['of two at once one leaves', aRoot(1, 1), [aRoot(2, 1)], [1, 2]],
    ['it leaves for the earliest of several', aRoot(1, 9), [aRoot(2, 5), aRoot(3, 2)], [3, 1]],
    ['the earliest of several says nothing of the others', aRoot(1, 1), [aRoot(2, 5), aRoot(3, 2)], undefined],
    ['one that has left is no other', aRoot(1, 9), [aRoot(2, 1, 'exited')], undefined],
    ['one that has left does not leave again', aRoot(1, 9, 'exited'), [aRoot(2, 1)], undefined],
    ['there is no other', aRoot(1, 9), [], undefined],
  ])('%s', (_what, own, others, expected) => {
    const found = duplicateAmong(own, others);

    expect(found && [found.kept.caseId, found.leaving.caseId]).toEqual(expected?.map(idOf));
  });

  it('says the same from either side', () => {
    const days = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(days, days, (left, right) => {
        const [one, other] = [aRoot(1, left), aRoot(2, right)];
        expect(duplicateAmong(one, [other])).toEqual(duplicateAmong(other, [one]));
      }),
    );
  });
});

describe('otherCases', () => {
  it('reads the ids that the review names', () => {
    expect(otherCases({ about: { cases: [idOf(1), idOf(2)], matchedBy: ['phone-name'] } })).toEqual([idOf(1), idOf(2)]);
    expect(otherCases({ about: {} })).toEqual([]);
  });
});
