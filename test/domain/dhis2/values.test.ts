import { readFileSync } from 'node:fs';
import { Dhis2Map } from '../../../infra/cli/dhis2/map.ts';
import { monthsBetween, periodOf } from '../../../infra/cli/dhis2/periods.ts';
import { dataValueSets, documentOf, type Count } from '../../../infra/cli/dhis2/values.ts';

const MAP = {
  dataSet: 'DataSetUid1',
  periodType: 'monthly',
  indicators: { registered: { dataElement: 'ElementReg1' }, 'paid.mother.INR': { dataElement: 'ElementPaid', value: 'amount' } },
  orgUnits: { 'north-1': 'OrgUnitNor1', 'north-2': 'OrgUnitNor1', south: 'OrgUnitSou1' },
};
const mapWith = (more: object = {}) => Dhis2Map.parse({ ...MAP, ...more });
const aCount = (more: Partial<Count> = {}): Count => ({
  month: '2026-03',
  area: 'north-1',
  programme: 'DEFAULT',
  indicator: 'registered',
  count: 10,
  ...more,
});
const faultsOf = (given: unknown) => {
  const parsed = Dhis2Map.safeParse(given);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a data value set', () => {
  it('has an element, a period, a unit and a value', () => {
    const { sets, unmapped, suppressed } = dataValueSets(mapWith(), [aCount()], '2026-04-05');

    expect(sets).toEqual([
      {
        dataSet: 'DataSetUid1',
        completeDate: '2026-04-05',
        period: '202603',
        orgUnit: 'OrgUnitNor1',
        dataValues: [
          { dataElement: 'ElementReg1', period: '202603', orgUnit: 'OrgUnitNor1', value: '10', comment: 'Nestling: registered' },
        ],
      },
    ]);
    expect([unmapped, suppressed]).toEqual([[], []]);
  });

  it('adds up areas that are one unit, and programmes that the map does not set apart', () => {
    const counts = [aCount(), aCount({ area: 'north-2', count: 7 }), aCount({ programme: 'OTHER', count: 3 })];

    expect(dataValueSets(mapWith(), counts).sets[0]?.dataValues.map(({ value }) => value)).toEqual(['20']);
  });

  it('sets programmes apart by their combos; an indicator that has one of its own keeps it', () => {
    const map = mapWith({
      programmes: { DEFAULT: { categoryOptionCombo: 'CocDefault1' }, OTHER: { categoryOptionCombo: 'CocOther001' } },
      indicators: {
        registered: { dataElement: 'ElementReg1' },
        enrolled: { dataElement: 'ElementEnr1', categoryOptionCombo: 'CocEnrolled' },
      },
    });
    const counts = [aCount(), aCount({ programme: 'OTHER', count: 6 }), aCount({ indicator: 'enrolled', count: 9 })];

    expect(dataValueSets(map, counts).sets[0]?.dataValues.map(({ categoryOptionCombo, value }) => [categoryOptionCombo, value])).toEqual([
      ['CocEnrolled', '9'],
      ['CocDefault1', '10'],
      ['CocOther001', '6'],
    ]);
  });

  it('adds the months of a quarter, and keeps units and periods apart', () => {
    const counts = [
      aCount({ month: '2026-01' }),
      aCount({ month: '2026-03', count: 2 }),
      aCount({ month: '2026-04', count: 8 }),
      aCount({ month: '2026-04', area: 'south', count: 5 }),
    ];

    const { sets } = dataValueSets(mapWith({ periodType: 'quarterly' }), counts);

    expect(sets.map(({ period, orgUnit, dataValues }) => [period, orgUnit, dataValues[0]?.value])).toEqual([
      ['2026Q1', 'OrgUnitNor1', '12'],
      ['2026Q2', 'OrgUnitNor1', '8'],
      ['2026Q2', 'OrgUnitSou1', '5'],
    ]);
    expect(documentOf('DataSetUid1', sets)).toEqual({ dataSet: 'DataSetUid1', dataValues: sets.flatMap(({ dataValues }) => dataValues) });
    expect(documentOf('DataSetUid1', sets.slice(0, 1))).toEqual(sets[0]);
  });

  it.each([
    [160_000, 2, '1600.00'],
    [5, 2, '0.05'],
    [160_000, 0, '160000'],
    [1_234, 3, '1.234'],
  ])('writes an amount of %i minor units with %i decimals as %s', (amountMinor, decimals, value) => {
    const map = mapWith({ indicators: { 'paid.mother.INR': { dataElement: 'ElementPaid', value: 'amount', decimals } } });

    expect(dataValueSets(map, [aCount({ indicator: 'paid.mother.INR', amountMinor })]).sets[0]?.dataValues[0]?.value).toBe(value);
  });

  it('leaves out what is made of a few, and says where without how many; judges what is added up', () => {
    const counts = [
      aCount({ count: 3 }),
      aCount({ area: 'north-2', count: 2 }),
      aCount({ area: 'south', count: 4 }),
      aCount({ indicator: 'paid.mother.INR', count: 1, amountMinor: 160_000 }),
      aCount({ month: '2026-04', count: 0 }),
    ];

    const { sets, suppressed } = dataValueSets(mapWith(), counts);

    expect(sets.flatMap(({ dataValues }) => dataValues.map(({ period, value }) => [period, value]))).toEqual([
      ['202603', '5'],
      ['202604', '0'],
    ]);
    expect(suppressed).toEqual(['paid.mother.INR of OrgUnitNor1 in 202603', 'registered of OrgUnitSou1 in 202603']);
    expect(dataValueSets(mapWith({ suppressBelow: 0 }), counts).suppressed).toEqual([]);
  });

  it('lists what the map has no name for, but not what it leaves out', () => {
    const map = mapWith({ leaveOut: ['message*', 'enrolled'], programmes: { DEFAULT: {} } });
    const counts = [
      aCount({ indicator: 'messagesSent', area: 'nowhere' }),
      aCount({ indicator: 'enrolled' }),
      aCount({ indicator: 'motherDeaths' }),
      aCount({ area: 'east', programme: 'OTHER' }),
    ];

    expect(dataValueSets(map, counts)).toEqual({
      sets: [],
      suppressed: [],
      unmapped: ['area east', 'indicator motherDeaths', 'programme OTHER'],
    });
  });
});

describe('a map', () => {
  it('that ships can be used', () => {
    expect(faultsOf(JSON.parse(readFileSync('infra/cli/dhis2/example-map.json', 'utf8')))).toEqual([]);
  });

  it.each([
    [{ dataSet: '1ataSetUid1' }, 'dataSet: must be a DHIS2 UID: 11 letters and digits, the first a letter'],
    [{ orgUnits: { north: 'short' } }, 'orgUnits.north: must be a DHIS2 UID: 11 letters and digits, the first a letter'],
    [{ orgUnits: {} }, 'orgUnits: needs at least one area'],
    [{ indicators: {} }, 'indicators: needs at least one indicator'],
    [
      { periodType: 'weekly' },
      'periodType: cannot be weekly: counts are kept by month; it is one of monthly, quarterly, sixMonthly, yearly',
    ],
    [{ periodType: 'Monthly' }, 'periodType: must be one of monthly, quarterly, sixMonthly, yearly'],
    [
      { indicators: { registered: { dataElement: 'ElementPaid' }, 'paid.mother.INR': { dataElement: 'ElementPaid', value: 'amount' } } },
      'indicators.paid.mother.INR: is amount of 2 decimals, and another of the same data element is count',
    ],
    [{ leaveOut: ['*'] }, 'leaveOut.0: an indicator, or the beginning of some followed by *'],
  ])('with %j is refused', (more, fault) => {
    expect(faultsOf({ ...MAP, ...more })).toEqual([fault]);
  });

  it('with a field that is not its own is refused', () => {
    expect(faultsOf({ ...MAP, orgunits: {} })[0]).toMatch(/orgunits/);
  });
});

describe('a period', () => {
  it.each([
    ['monthly', '202612'],
    ['quarterly', '2026Q4'],
    ['sixMonthly', '2026S2'],
    ['yearly', '2026'],
  ] as const)('that is %s and has December 2026 is %s', (type, period) => {
    expect(periodOf('2026-12', type)).toBe(period);
  });

  it.each([
    ['2026-11', '2027-01', 'monthly', ['2026-11', '2026-12', '2027-01']],
    ['202611', '202611', 'monthly', ['2026-11']],
    ['2026Q4', '2026Q4', 'quarterly', ['2026-10', '2026-11', '2026-12']],
    ['2026S1', '2026S1', 'sixMonthly', ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']],
    ['2026Q1', '2026-03', 'monthly', ['2026-01', '2026-02', '2026-03']],
  ] as const)('from %s to %s, %s, has its months', (from, to, type, months) => {
    expect(monthsBetween(from, to, type)).toEqual(months);
  });

  it('of a year has twelve months', () => {
    expect(monthsBetween('2026', '2026', 'yearly')).toHaveLength(12);
  });

  it.each([
    ['2026-02', '2026-04', 'quarterly', 'is not made of whole periods'],
    ['2026-01', '2026-04', 'quarterly', 'is not made of whole periods'],
    ['2026-13', '2026-12', 'monthly', '--from is "2026-13"'],
    ['2026-01', '2026W05', 'monthly', '--to is "2026W05"'],
    ['2026-05', '2026-04', 'monthly', '--to 2026-04 is before --from 2026-05'],
  ] as const)('from %s to %s, %s, is refused', (from, to, type, reason) => {
    expect(() => monthsBetween(from, to, type)).toThrow(reason);
  });
});
