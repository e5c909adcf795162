import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { CdsiCases, checkCdsiCases } from '../../../infra/cli/schedule/cdsi/check.ts';
import { readAntigens, type Supporting } from '../../../infra/cli/schedule/cdsi/supporting-data.ts';

/** A made-up schedule in the form of CDC's supporting data: what a test does not name says nothing. */
type Data = Record<string, unknown>;

const aVaccine = (cvx: string, more: Data = {}): Data => ({ cvx, mvx: '', beginAge: '', endAge: '', ...more });
const anAge = (least: string, usual: string, more: Data = {}): Data => ({ absMinAge: least, minAge: usual, ...more });
const since = (more: Data): Data => ({ fromPrevious: 'N', ...more });
const afterPrevious = (least: string, usual: string, more: Data = {}): Data =>
  since({ fromPrevious: 'Y', absMinInt: least, minInt: usual, ...more });

const aDose = (number: number, more: Data = {}): Data => ({
  doseNumber: `Dose ${String(number)}`,
  age: [],
  interval: [],
  allowableInterval: [],
  preferableVaccine: [aVaccine('900')],
  allowableVaccine: [],
  inadvertentVaccine: [],
  conditionalSkip: [],
  recurringDose: 'No',
  ...more,
});
const FIRST = aDose(1, { age: [anAge('6 weeks - 4 days', '6 weeks', { earliestRecAge: '2 months', latestRecAge: '3 months' })] });
const SECOND = aDose(2, { interval: [afterPrevious('4 weeks - 4 days', '4 weeks')] });

const aSeries = (name: string, seriesDose: readonly Data[], select: Data = {}, more: Data = {}): Data => ({
  seriesName: name,
  targetDisease: 'pox',
  vaccineGroup: 'pox',
  seriesType: 'Standard',
  requiredGender: [],
  selectSeries: { defaultSeries: 'No', productPath: 'No', seriesGroup: '1', seriesPreference: '1', ...select },
  seriesDose,
  ...more,
});
const TWO_DOSES = aSeries('two doses', [FIRST, SECOND], { defaultSeries: 'Yes' });

interface Child {
  readonly group?: string;
  readonly bornOn?: string;
  readonly assessedOn?: string;
  readonly gender?: string;
  readonly observations?: readonly string[];
}

const BORN = parsePlainDate('2024-01-10');
const onDay = (day: number): string => addDays(BORN, day);

describe('the interpreter of CDSi data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nestling-cdsi-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Antigens as the command reads them from a folder. */
  const reading = (...antigens: readonly Data[]): Supporting => {
    const place = mkdtempSync(join(folder, 'schedule-'));
    antigens.forEach((antigen, index) => writeFileSync(join(place, `${String(index)}.json`), JSON.stringify(antigen)));
    return readAntigens(place);
  };
  const readingSeries = (...series: readonly Data[]): Supporting => reading({ series });

  /** What the interpreter says of every point of a case: none of the expected values can be one of its answers. */
  const answer = ({ antigens }: Supporting, doses: readonly (readonly [string, string, string?])[], child: Child = {}): Data => {
    const {
      group = 'pox',
      bornOn = BORN,
      assessedOn = doses
        .map(([day]) => day)
        .sort()
        .at(-1) ?? bornOn,
      ...more
    } = child;
    const [row] = checkCdsiCases(
      CdsiCases.parse([
        {
          id: 'x',
          name: 'x',
          group,
          birthDate: bornOn,
          gender: 'F',
          assessmentDate: assessedOn,
          doses: doses.map(([dateAdministered, cvx, mvx = '']) => ({ dateAdministered, cvx, mvx, evaluationStatus: '?' })),
          expected: { seriesStatus: '?', nextDose: '?', earliest: '?', recommended: '?', pastDue: '?' },
          ...more,
        },
      ]),
      antigens,
    );
    return Object.fromEntries((row?.differences ?? []).map(({ where, got }) => [where, got]));
  };
  const given = (...days: readonly number[]): readonly [string, string][] => days.map((day) => [onDay(day), '900']);

  describe('evaluates a dose', () => {
    it.each([
      [37, 'Not Valid'],
      [38, 'Valid'],
      [42, 'Valid'],
    ])('at %i days against an absolute minimum of six weeks less four days: %s', (day, status) => {
      expect(answer(readingSeries(TWO_DOSES), given(day))).toMatchObject({ 'doses.1.status': status });
    });

    it.each([
      [23, 'Not Valid'],
      [24, 'Valid'],
    ])('%i days after the one before, valid or not, against four weeks less four days: %s', (apart, status) => {
      expect(answer(readingSeries(TWO_DOSES), given(50, 50 + apart))).toMatchObject({ 'doses.2.status': status });
      expect(answer(readingSeries(TWO_DOSES), given(50, 60, 60 + apart))).toMatchObject({
        'doses.2.status': 'Not Valid',
        'doses.3.status': status,
      });
    });

    it('from its maximum age on as superfluous, and the patient as too old', () => {
      const limited = readingSeries(
        aSeries('limited', [aDose(1, { age: [anAge('0 days', '0 days', { maxAge: '15 weeks' })] })], { defaultSeries: 'Yes' }),
      );

      expect(answer(limited, given(104))).toMatchObject({ 'doses.1.status': 'Valid', seriesStatus: 'Complete' });
      expect(answer(limited, given(105))).toMatchObject({ 'doses.1.status': 'Extraneous', seriesStatus: 'Aged out' });
    });

    it('by all of its preferable intervals, or by all of its allowable ones', () => {
      const third = aDose(3, {
        interval: [afterPrevious('8 weeks', '8 weeks'), since({ fromTargetDose: '1', absMinInt: '16 weeks', minInt: '16 weeks' })],
        allowableInterval: [since({ fromPrevious: 'Y', absMinInt: '4 weeks' }), since({ fromTargetDose: '1', absMinInt: '14 weeks' })],
      });
      const three = readingSeries(aSeries('three', [FIRST, SECOND, third], { defaultSeries: 'Yes' }));
      const statusOf = (...days: readonly number[]) => answer(three, given(...days))['doses.3.status'];

      expect(statusOf(42, 70, 70 + 84)).toBe('Valid');
      expect(statusOf(42, 112, 42 + 98)).toBe('Valid');
      expect(statusOf(42, 112, 42 + 97)).toBe('Not Valid');
      expect(statusOf(42, 70, 70 + 56)).toBe('Not Valid');
      expect(statusOf(42, 115, 42 + 98)).toBe('Not Valid');
    });

    it('of a vaccine that is neither preferable nor allowable at that age as not valid, and by its maker where the data names one', () => {
      const picky = readingSeries(
        aSeries('picky', [
          aDose(1, { preferableVaccine: [aVaccine('900', { mvx: 'ABC' })], allowableVaccine: [aVaccine('901', { beginAge: '1 year' })] }),
        ]),
      );

      expect(answer(picky, [[onDay(30), '900', 'ABC']])).toMatchObject({ 'doses.1.status': 'Valid' });
      expect(answer(picky, [[onDay(30), '900', 'XYZ']])).toMatchObject({ 'doses.1.status': 'Not Valid' });
      expect(answer(picky, [[onDay(30), '901']])).toMatchObject({ 'doses.1.status': 'Not Valid' });
      expect(answer(picky, [['2025-01-10', '901']])).toMatchObject({ 'doses.1.status': 'Valid' });
    });

    it('that was given by mistake as not valid; no interval counts from it, and the next dose comes no earlier', () => {
      const mistaken = aSeries('two', [{ ...FIRST }, { ...SECOND, inadvertentVaccine: [{ cvx: '902' }] }], { defaultSeries: 'Yes' });

      const said = answer(readingSeries(mistaken), [
        [onDay(42), '900'],
        [onDay(100), '902'],
      ]);

      expect(said).toMatchObject({ 'doses.2.status': 'Not Valid', nextDose: '2', earliest: onDay(100) });
    });

    it('of a day on which another was given, or before birth, as not valid', () => {
      const ageless = readingSeries(aSeries('ageless', [aDose(1), aDose(2)]));

      expect(answer(readingSeries(TWO_DOSES), given(50, 50))).toMatchObject({ 'doses.1.status': 'Valid', 'doses.2.status': 'Not Valid' });
      expect(answer(ageless, given(-1, 0), { assessedOn: onDay(30) })).toMatchObject({
        'doses.1.status': 'Not Valid',
        'doses.2.status': 'Valid',
      });
    });

    it('after the last one that was needed as superfluous', () => {
      expect(answer(readingSeries(TWO_DOSES), given(42, 70, 200))).toMatchObject({
        'doses.3.status': 'Extraneous',
        seriesStatus: 'Complete',
      });
    });

    it('by the rows of the data that were in force on its day', () => {
      const changed = aDose(1, {
        age: [anAge('6 weeks', '6 weeks', { cessationDate: '20240301' }), anAge('10 weeks', '10 weeks', { effectiveDate: '20240302' })],
      });
      const series = readingSeries(aSeries('changed', [changed]));

      expect(answer(series, [['2024-03-01', '900']])).toMatchObject({ 'doses.1.status': 'Valid' });
      expect(answer(series, [['2024-03-02', '900']])).toMatchObject({ 'doses.1.status': 'Not Valid' });
    });

    it('of a vaccine that no series knows, or after the day of assessment, not at all', () => {
      const said = answer(
        readingSeries(TWO_DOSES),
        [
          [onDay(42), '555'],
          [onDay(90), '900'],
        ],
        { assessedOn: onDay(60) },
      );

      expect(said).toMatchObject({
        'doses.1': 'not evaluated: the schedule does not know its vaccine',
        'doses.2': 'not evaluated: given after the day of assessment',
        nextDose: '1',
      });
    });
  });

  describe('keeps live vaccines apart', () => {
    const live = aSeries(
      'live',
      [1, 2].map((number) =>
        aDose(number, {
          age: number === 1 ? [anAge('12 months', '12 months')] : [],
          interval: number === 1 ? [] : [afterPrevious('4 weeks - 4 days', '4 weeks')],
          preferableVaccine: [aVaccine('03'), aVaccine('94')],
        }),
      ),
      { defaultSeries: 'Yes' },
    );
    const second = (first: string, other: string, apart: number) =>
      answer(readingSeries(live), [
        [onDay(400), first],
        [onDay(400 + apart), other],
      ])['doses.2.status'];

    it.each([
      ['03', '03', 24, 'Valid'],
      ['03', '94', 27, 'Not Valid'],
      ['03', '94', 28, 'Valid'],
      ['94', '03', 27, 'Not Valid'],
      ['94', '94', 24, 'Valid'],
      ['21', '03', 27, 'Not Valid'],
      ['21', '03', 28, 'Valid'],
      ['21', '03', 0, 'Valid'],
      ['111', '03', 27, 'Not Valid'],
      ['19', '03', 29, 'Not Valid'],
      ['19', '03', 30, 'Valid'],
    ])('%s, then %s after %i days: %s', (first, other, apart, status) => {
      expect(second(first, other, apart)).toBe(status);
    });

    it('and asks for the next one when it is free of the last', () => {
      expect(answer(readingSeries(live), [[onDay(400), '21']])).toMatchObject({ nextDose: '1', earliest: onDay(428) });
    });

    it('four weeks after one that came too early, without days of grace', () => {
      expect(answer(readingSeries(live), [[onDay(360), '03']])).toMatchObject({ 'doses.1.status': 'Not Valid', earliest: onDay(388) });
    });
  });

  describe('forecasts', () => {
    it('from the minimum age, recommends in the recommended ages, and ends a day before the latest of them', () => {
      expect(answer(readingSeries(TWO_DOSES), [])).toMatchObject({
        seriesStatus: 'Not complete',
        nextDose: '1',
        earliest: '2024-02-21',
        recommended: '2024-03-10',
        pastDue: '2024-04-09',
      });
    });

    it.each([
      ['2024-12-31', '2025-03-01'],
      ['2024-02-29', '2024-04-29'],
    ])('a dose at two months for a child born on %s: from %s', (bornOn, recommended) => {
      expect(answer(readingSeries(TWO_DOSES), [], { bornOn })).toMatchObject({ recommended });
    });

    it('numbers doses by those that count, whichever places were skipped', () => {
      const skippable = aDose(2, {
        ...SECOND,
        conditionalSkip: [
          {
            context: 'Forecast',
            setLogic: 'n/a',
            set: [{ conditionLogic: 'n/a', condition: [{ conditionType: 'Age', beginAge: '12 months' }] }],
          },
        ],
      });
      const last = aDose(3, { age: [anAge('12 months', '12 months')] });
      const series = readingSeries(aSeries('booster', [FIRST, skippable, last], { defaultSeries: 'Yes' }));

      expect(answer(series, given(50))).toMatchObject({ nextDose: '2', earliest: onDay(78) });
      expect(answer(series, given(50), { assessedOn: '2025-02-01' })).toMatchObject({ nextDose: '2', earliest: '2025-01-10' });
      // in four weeks the child will be old enough for the booster
      expect(answer(series, given(350))).toMatchObject({ nextDose: '2', earliest: '2025-01-10' });
    });

    it('skips by counted doses, by intervals, and by sets of conditions', () => {
      const skip = (condition: readonly Data[], logic: string): Data =>
        aDose(2, { conditionalSkip: [{ context: 'Both', setLogic: 'OR', set: [{ conditionLogic: logic, condition }] }] });
      const late = {
        conditionType: 'Vaccine Count by Age',
        beginAge: '12 months',
        doseCount: '0',
        doseCountLogic: 'greater than',
        doseType: 'Valid',
      };
      const long = { conditionType: 'Interval', interval: '8 weeks' };
      const status = (dose: Data, doses: readonly [string, string][], assessedOn: string) =>
        answer(readingSeries(aSeries('s', [FIRST, dose])), doses, { assessedOn })['seriesStatus'];

      expect(status(skip([late], 'n/a'), given(370), onDay(370))).toBe('Complete');
      expect(status(skip([late], 'n/a'), given(360), onDay(370))).toBe('Not complete');
      expect(status(skip([long], 'n/a'), given(42), onDay(42 + 56))).toBe('Complete');
      expect(status(skip([long], 'n/a'), given(42), onDay(42 + 55))).toBe('Not complete');
      expect(status(skip([late, long], 'AND'), given(370), onDay(371))).toBe('Not complete');
      expect(status(skip([late, long], 'OR'), given(370), onDay(371))).toBe('Complete');
    });

    it('nothing where every dose may be skipped and none was given', () => {
      const skippable = {
        ...FIRST,
        conditionalSkip: [
          {
            context: 'Both',
            setLogic: 'n/a',
            set: [{ conditionLogic: 'n/a', condition: [{ conditionType: 'Age', beginAge: '5 years' }] }],
          },
        ],
      };
      const series = readingSeries(aSeries('young', [skippable], { defaultSeries: 'Yes' }));

      expect(answer(series, [], { assessedOn: '2030-01-01' })).toMatchObject({ seriesStatus: 'Not recommended' });
    });

    it('a recurring dose for ever', () => {
      const series = readingSeries(
        aSeries('booster', [FIRST, aDose(2, { recurringDose: 'Yes', interval: [afterPrevious('5 years', '10 years')] })]),
      );

      expect(answer(series, given(50, 3000, 6000))).toMatchObject({
        seriesStatus: 'Not complete',
        nextDose: '4',
        earliest: addDays(BORN, 6000).replace(/^\d{4}/, (year) => String(Number(year) + 10)),
      });
    });
  });

  describe('chooses a series', () => {
    const product = aSeries(
      'product',
      [
        { ...FIRST, preferableVaccine: [aVaccine('901')] },
        { ...SECOND, preferableVaccine: [aVaccine('901')] },
      ],
      { productPath: 'Yes', seriesPreference: '2' },
    );
    const mixed = aSeries(
      'mixed',
      [FIRST, SECOND, { ...SECOND, doseNumber: 'Dose 3' }].map((one) => ({ ...one, allowableVaccine: [aVaccine('901')] })),
      { defaultSeries: 'Yes' },
    );

    it('of one product while only that was given, and the general one after another', () => {
      expect(
        answer(readingSeries(mixed, product), [
          [onDay(50), '901'],
          [onDay(80), '901'],
        ]),
      ).toMatchObject({ seriesStatus: 'Complete' });
      expect(
        answer(readingSeries(mixed, product), [
          [onDay(50), '901'],
          [onDay(80), '900'],
        ]),
      ).toMatchObject({ seriesStatus: 'Not complete', nextDose: '3' });
    });

    it('by default before the first dose, whatever the age', () => {
      const early = aSeries('early', [FIRST], { defaultSeries: 'Yes', maxAgeToStart: '7 months' });
      const late = aSeries('late', [aDose(1, { age: [anAge('7 months', '7 months')] })], { seriesPreference: '2' });

      expect(answer(readingSeries(early, late), [], { assessedOn: '2025-01-10' })).toMatchObject({ nextDose: '1', earliest: '2024-02-21' });
    });

    it('by the age at the first dose that counts', () => {
      const early = aSeries('early', [FIRST, SECOND], { defaultSeries: 'Yes', maxAgeToStart: '7 months' });
      const late = aSeries('late', [aDose(1, { age: [anAge('7 months - 4 days', '7 months')] })], { seriesPreference: '2' });
      const series = readingSeries(early, late);

      expect(answer(series, [['2024-08-09', '900']])).toMatchObject({ seriesStatus: 'Complete' });
      expect(answer(series, [['2024-08-10', '900']])).toMatchObject({ seriesStatus: 'Complete' });
      expect(answer(series, [['2024-06-10', '900']])).toMatchObject({ seriesStatus: 'Not complete', nextDose: '2' });
    });

    it('for the sex that the data asks for, and from its starting age on', () => {
      const boys = aSeries('boys', [FIRST], {}, { requiredGender: ['Male'] });
      const grown = aSeries('grown', [FIRST], { minAgeToStart: '18 years' });

      expect(answer(readingSeries(boys), [])).toEqual({ group: 'not evaluated: no such antigen' });
      expect(answer(readingSeries(boys), [], { gender: 'M' })).toMatchObject({ nextDose: '1' });
      expect(answer(readingSeries(grown), [])).toEqual({ group: 'not evaluated: no such antigen' });
    });
  });

  describe('knows of a patient', () => {
    const withRules = reading({
      series: [TWO_DOSES],
      contraindications: {
        vaccineGroup: [{ observationCode: '001', beginAge: '', endAge: '1 year' }],
        vaccine: [
          { observationCode: '002', contraindicatedVaccine: [aVaccine('900')] },
          { observationCode: '003', contraindicatedVaccine: [aVaccine('901')] },
        ],
      },
      immunity: {
        clinicalHistory: [{ guidelineCode: '010' }],
        dateOfBirth: [{ immunityBirthDate: '01/01/1957', birthCountry: '', exclusion: [{ exclusionCode: '055' }] }],
      },
    });

    it.each([
      ['what rules an antigen out', ['001'], {}, 'Contraindicated'],
      ['but not beyond its age', ['001'], { assessedOn: '2025-01-10' }, 'Not complete'],
      ['what rules out every vaccine of a series', ['002'], {}, 'Contraindicated'],
      ['but not one of others', ['003'], {}, 'Not complete'],
      ['that she had the illness', ['010'], {}, 'Immune'],
      ['that she was born before the vaccine', [], { bornOn: '1956-12-31' }, 'Immune'],
      ['but not that she is at risk all the same', ['055'], { bornOn: '1956-12-31' }, 'Not complete'],
    ])('%s', (_, observations, child, status) => {
      expect(answer(withRules, [], { ...child, observations })).toMatchObject({ seriesStatus: status });
    });

    it('that a complete series stays complete', () => {
      expect(answer(withRules, given(50, 80), { observations: ['002'] })).toMatchObject({ seriesStatus: 'Complete' });
    });
  });

  describe('puts antigens of one group together', () => {
    const antigen = (disease: string, cvx: readonly string[], group: string, gap: string, more: Data = {}): Data => ({
      series: [
        {
          ...aSeries(
            disease,
            [
              { ...FIRST, preferableVaccine: cvx.map((code) => aVaccine(code)) },
              { ...SECOND, interval: [afterPrevious('0 days', gap, more)], preferableVaccine: cvx.map((code) => aVaccine(code)) },
            ],
            { defaultSeries: 'Yes' },
          ),
          targetDisease: disease,
          vaccineGroup: group,
        },
      ],
    });

    it('to the day on which each may be given, and the number of the last', () => {
      const pair = reading(antigen('a', ['900', '901'], 'pox', '4 weeks'), antigen('b', ['901'], 'pox', '4 weeks'));

      expect(answer(pair, [[onDay(50), '900']])).toMatchObject({
        seriesStatus: 'Not complete',
        nextDose: '2',
        earliest: onDay(78),
        recommended: onDay(78),
      });
    });

    it('to the number of the first where the group is given as a whole', () => {
      const pair = reading(antigen('a', ['900', '901'], 'mmr', '4 weeks'), antigen('b', ['901'], 'mmr', '4 weeks'));

      expect(answer(pair, [[onDay(50), '900']], { group: 'MMR' })).toMatchObject({ nextDose: '1' });
    });

    it('to the first day of any, where an interval overrides the others', () => {
      const override = { intervalPriority: 'override' };
      const pair = reading(antigen('a', ['901'], 'pox', '4 weeks', override), antigen('b', ['901'], 'pox', '8 weeks'));

      expect(answer(pair, [[onDay(50), '901']])).toMatchObject({ earliest: onDay(78) });
    });
  });

  it('says which attributes of the data nobody follows, and is silent about texts', () => {
    const odd = reading({
      series: [
        aSeries('odd', [
          aDose(1, {
            seasonalRecommendation: { startDate: '20240701', endDate: null },
            interval: [since({ fromRelevantObs: { code: '007', text: 'Pregnant' } })],
            conditionalSkip: [
              {
                context: 'Both',
                setLogic: 'n/a',
                set: [{ setID: '1', setDescription: 'text', condition: [{ conditionType: 'Completed Series' }] }],
              },
            ],
          }),
        ]),
        aSeries('risky', [FIRST], {}, { seriesType: 'Risk', seriesAdminGuidance: ['text'] }),
      ],
    });

    expect(odd.notEvaluated).toEqual([
      '0.json: series.seriesDose.interval.fromRelevantObs',
      '0.json: series.seriesDose.seasonalRecommendation',
      'skips by Completed Series',
      'the risk series risky',
    ]);
  });

  it('takes the doses in the order of their days, however they are listed', () => {
    const schedule = readingSeries(TWO_DOSES);
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 5 })
          .chain((days) => fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length }))),
        ([days, shuffled]) => {
          const statuses = (listed: readonly number[]) => {
            const said = answer(schedule, given(...listed), { assessedOn: onDay(400) });
            return [
              listed.map((day, index) => [day, said[`doses.${String(index + 1)}.status`]]).sort(),
              said['nextDose'],
              said['earliest'],
              said['pastDue'],
            ];
          };

          expect(statuses(shuffled)).toEqual(statuses(days));
        },
      ),
    );
  });

  it('never asks for a dose before its minimum age or interval, nor earlier on a later day', () => {
    const schedule = readingSeries(TWO_DOSES);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 4 }), fc.integer({ min: 0, max: 300 }), (days, wait) => {
        const now = answer(schedule, given(...days), { assessedOn: onDay(200) });
        const later = answer(schedule, given(...days), { assessedOn: onDay(200 + wait) });

        const last = Math.max(0, ...days);
        const valid = days.filter((_, index) => now[`doses.${String(index + 1)}.status`] === 'Valid').length;
        expect(now['seriesStatus']).toBe(valid === 2 ? 'Complete' : 'Not complete');
        expect(later).toEqual(now);
        // without a dose that counts the next one follows by age alone, but never a day back
        const least = onDay(valid === 0 ? Math.max(42, last) : last + 28);
        expect(valid === 2 || now['earliest'] === least).toBe(true);
      }),
    );
  });
});
