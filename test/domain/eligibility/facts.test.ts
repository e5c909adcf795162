import { decidingDateOf, factsOf, questionOf } from '../../../functions/casefile/facts.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const on = parsePlainDate;

describe('the facts of a case', () => {
  it('choose the version by the date that the programme names, once it is known', () => {
    const aama = shippedProgrammes.get('NP-AAMA');
    const delivered = (day: string): CaseSeed => ({
      root: { programme: 'NP-AAMA' },
      occurrences: [{ source: 'delivery', on: day, attributes: { place: 'government' } }],
    });
    const versionAt = (day: string) => questionOf(aFile(delivered(day)), aama, on('2026-02-01')).policy.version.id;
    const [older, newer] = aama.versions;

    expect(versionAt(older?.effectiveTo ?? '')).toBe(older?.id);
    expect(versionAt(newer?.effectiveFrom ?? '')).toBe(newer?.id);
    expect(decidingDateOf(aFile({ root: { programme: 'NP-AAMA' } }), aama, on('2026-02-01'))).toBe('2026-02-01');
  });

  it('refuse a day for which the programme has no version', () => {
    const first = shippedProgrammes.get('IN-PMMVY1');
    const file = aFile({ root: { programme: 'IN-PMMVY1' }, occurrences: [{ source: 'lastMenstrualPeriod', on: '2001-01-01' }] });
    const programme = {
      ...first,
      decidedBy: ['lmp'],
      versions: first.versions.map((version) => ({ ...version, effectiveFrom: on('2017-01-01') })),
    };

    expect(() => questionOf(file, programme, on('2026-02-01'))).toThrow(expect.objectContaining({ name: 'PolicyNotInForce' }) as Error);
  });

  it('leave out what the version does not declare, and take a fact under any of its names', () => {
    const leap = shippedProgrammes.get('GH-LEAP');
    const [version] = leap.versions;
    if (version === undefined) throw new Error('the programme has no version');
    const file = aFile({
      root: { applicant: { infantAgeMonthsAtEnrolment: 5, shoeSize: 38, extremePoor: null } },
      occurrences: [
        { source: 'recorded', type: 'payment_cycle', on: '2026-01-05' },
        { source: 'recorded', type: 'unheard_of', on: '2026-01-05' },
      ],
    });

    expect(factsOf(file, leap, version)).toEqual({
      applicant: { infantAgeMonths: 5 },
      occurrences: [{ type: 'payment_cycle', date: '2026-01-05', attributes: {} }],
    });
  });

  it('hold the milestones that time alone has brought', () => {
    const tamilNadu = shippedProgrammes.get('IN-TN-MRMBS');
    const elapsed = tamilNadu.versions.flatMap(({ occurrences }) =>
      Object.entries(occurrences).filter(([, { recordedFrom }]) => recordedFrom === 'elapsed'),
    );
    const { facts } = questionOf(aFile({ root: { programme: 'IN-TN-MRMBS' } }), tamilNadu, on('2026-08-01'));

    expect(elapsed.length).toBeGreaterThan(0);
    expect(facts.occurrences.map(({ type }) => type)).toEqual(expect.arrayContaining(elapsed.slice(0, 1).map(([type]) => type)));
  });
});
