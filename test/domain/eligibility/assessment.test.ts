import fc from 'fast-check';
import { assess, needsReview, replayDecision, standingOf } from '../../../functions/eligibility/domain/assessment.ts';
import type { Assessment } from '../../../functions/eligibility/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const PMMVY = shippedProgrammes.get('IN-PMMVY2');
const on = parsePlainDate;
const anId = derivedId('assessment');

const inPmmvy = (applicant: Record<string, string | number | string[]>, birthDate = '2000-05-20') =>
  aFile({ root: { programme: 'IN-PMMVY2', applicant, mother: { givenName: 'Asha', familyName: 'Devi', birthDate: on(birthDate) } } });

const ELIGIBLE = { categories: ['NFSA_RATION_CARD'], employment: 'none', livingChildren: 0 };

describe('an assessment', () => {
  it('finds a mother eligible, with the age that she had when she applied', () => {
    const assessment = assess(inPmmvy(ELIGIBLE), PMMVY, on('2026-02-01'), anId);

    expect(assessment).toMatchObject({ found: 'eligible', foundGrounds: [], policyVersion: '2.0', inputs: { applicant: { age: 25 } } });
  });

  it('counts her age in the country of the programme: 19 on the day, 18 the day before', () => {
    // she applied on 10 January 2026 in India
    expect(assess(inPmmvy(ELIGIBLE, '2007-01-10'), PMMVY, on('2026-02-01'), anId).found).toBe('eligible');
    expect(assess(inPmmvy(ELIGIBLE, '2007-01-11'), PMMVY, on('2026-02-01'), anId)).toMatchObject({
      found: 'ineligible',
      inputs: { applicant: { age: 18 } },
    });
  });

  it('names every rule that fails', () => {
    const assessment = assess(
      inPmmvy({ categories: [], livingChildren: 2, employment: 'psu_regular' }, '2008-01-10'),
      PMMVY,
      on('2026-02-01'),
      anId,
    );

    expect(assessment.found).toBe('ineligible');
    expect(assessment.foundGrounds.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['P2-AGE', 'P2-CAT', 'P2-EXCL', 'P2-ORDER']));
  });

  it('is open when a fact that a rule needs was not told', () => {
    const assessment = assess(inPmmvy({}), PMMVY, on('2026-02-01'), anId);

    expect(assessment).toMatchObject({ found: 'undetermined', missingFacts: expect.arrayContaining(['categories']) as unknown });
  });

  it('keeps the neutral life events under the names of the programme', () => {
    const { occurrences } = assess(inPmmvy(ELIGIBLE), PMMVY, on('2026-02-01'), anId).inputs;

    expect(occurrences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'lmp', date: '2025-11-01' }),
        expect.objectContaining({ type: 'pregnancy_registered', date: '2026-01-10' }),
      ]),
    );
  });
});

describe('the need of a review', () => {
  it.each([
    ['always', 'eligible', true],
    ['always', 'ineligible', true],
    ['ineligible', 'eligible', false],
    ['ineligible', 'ineligible', true],
    ['never', 'eligible', false],
    ['never', 'ineligible', false],
    ['never', 'undetermined', true],
  ] as const)('with %s and %s is %s', (eligibility, found, needed) => {
    const { operations } = PMMVY;
    const programme = { operations: { ...operations, review: { ...operations.review, eligibility } } };

    expect(needsReview({ found }, programme)).toBe(needed);
  });
});

describe('a replayed assessment', () => {
  const someFacts = fc.record({
    employment: fc.constantFrom('none', 'psu_regular'),
    livingChildren: fc.integer({ min: 0, max: 3 }),
    categories: fc.subarray(['SC', 'NFSA_RATION_CARD', 'NONE']),
    birthDate: fc.constantFrom('1980-01-01', '2000-05-20', '2007-01-11', '2010-01-01'),
  });

  it('gives the same answer from what was stored alone', () => {
    fc.assert(
      fc.property(someFacts, ({ birthDate, ...applicant }) => {
        const stored = JSON.parse(JSON.stringify(assess(inPmmvy(applicant, birthDate), PMMVY, on('2026-02-01'), anId))) as Assessment;

        expect(replayDecision(stored, PMMVY)).toMatchObject({ found: stored.found, same: true, sameText: true });
      }),
    );
  });

  it('shows that the text of the version was changed, and that the answer is another', () => {
    const stored = assess(inPmmvy(ELIGIBLE), PMMVY, on('2026-02-01'), anId);
    const strict = {
      ...PMMVY,
      versions: PMMVY.versions.map((version) => ({
        ...version,
        eligibility: {
          rules: [
            {
              id: 'X',
              description: 'x',
              requires: { kind: 'atLeast' as const, fact: 'age', limit: 30 },
              reason: 'too young',
              variants: [],
            },
          ],
        },
      })),
    };

    expect(replayDecision(stored, strict)).toMatchObject({ found: 'ineligible', same: false, sameText: false });
  });

  it('is not there when the version is gone', () => {
    const stored = assess(inPmmvy(ELIGIBLE), PMMVY, on('2026-02-01'), anId);

    expect(replayDecision({ ...stored, policyVersion: 'none' }, PMMVY)).toBeUndefined();
  });
});

describe('the standing of an enrolled mother', () => {
  it('holds, or ends with the rule that fails now', () => {
    expect(standingOf(inPmmvy(ELIGIBLE), PMMVY, on('2026-02-01'))).toEqual({ standing: 'holds' });
    expect(standingOf(inPmmvy({ ...ELIGIBLE, employment: 'psu_regular' }), PMMVY, on('2026-02-01'))).toMatchObject({
      standing: 'noLongerEligible',
      grounds: [{ rule: 'P2-EXCL' }],
    });
  });
});
