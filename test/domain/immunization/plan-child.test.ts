import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { addPeriod, addSteps } from '../../../functions/immunization/domain/calendar.ts';
import { daysOfHalfKnown } from '../../../functions/immunization/domain/half-known.ts';
import { planChild, seriesInUse } from '../../../functions/immunization/domain/plan-child.ts';
import type { ChildToImmunize, GivenDose } from '../../../functions/immunization/domain/plan-types.ts';
import { withSettings } from '../../../functions/immunization/domain/timing.ts';
import { addDays, addMonths, daysBetween, laterOf, parsePlainDate, type PlainDate } from '../../../functions/kernel/dates.ts';
import { ImmunizationSchedule } from '../../../functions/policy/schema/immunization.ts';

const schedule = ImmunizationSchedule.parse(JSON.parse(readFileSync('functions/policy/programmes/immunization/who-infant.json', 'utf8')));
const BORN = parsePlainDate('2024-01-10');
const allSeries = schedule.series.map(({ id }) => id);

const given = (product: string, on: string): GivenDose => {
  const days = daysOfHalfKnown(on);
  if (days === undefined) throw new Error(`no day: ${on}`);
  return { id: `${product} ${on}`, product, ...days };
};
const planOf = (doses: readonly GivenDose[], asOf: string, child: Partial<ChildToImmunize> = {}, from = schedule) =>
  planChild(from, allSeries, { bornOn: BORN, ...child }, doses, parsePlainDate(asOf));
const dose = (plan: ReturnType<typeof planOf>, id: string) => plan.doses.find((one) => one.dose === id);
const judged = (plan: ReturnType<typeof planOf>, id: string) => plan.given.find((one) => one.given.id === id);

const aDay = fc.integer({ min: 0, max: 3000 }).map((days) => addDays(parsePlainDate('2020-01-01'), days));

describe('the calendar of a schedule', () => {
  it.each([
    ['2024-08-31', '6m', '2025-02-28', '2025-03-01'],
    ['2024-02-29', '1y', '2025-02-28', '2025-03-01'],
    ['2024-01-30', '1m', '2024-02-29', '2024-03-01'],
    ['2024-01-10', '9m', '2024-10-10', '2024-10-10'],
    ['2024-01-10', '6w', '2024-02-21', '2024-02-21'],
  ])('adds to %s %s: clamped %s, rolled forward %s', (day, period, clamped, rolled) => {
    expect([addPeriod(parsePlainDate(day), period, 'clamp'), addPeriod(parsePlainDate(day), period, 'rollForward')]).toEqual([
      clamped,
      rolled,
    ]);
  });

  it('subtracts the days after the months', () => {
    const steps = [
      { count: -4, unit: 'days' as const },
      { count: 6, unit: 'months' as const },
    ];

    expect(addSteps(parsePlainDate('2024-08-31'), steps, 'rollForward')).toBe('2025-02-25');
  });

  it('rolls forward by one day at most, and only where the month is too short', () => {
    fc.assert(
      fc.property(aDay, fc.integer({ min: 1, max: 60 }), (day, months) => {
        const clamped = addPeriod(day, `${String(months)}m`, 'clamp');
        const rolled = addPeriod(day, `${String(months)}m`, 'rollForward');
        expect(daysBetween(clamped, rolled)).toBe(clamped.slice(8) === day.slice(8) ? 0 : 1);
      }),
    );
  });
});

describe('a given dose', () => {
  it('counts on its earliest day and not one day before, whenever the child was born', () => {
    fc.assert(
      fc.property(aDay, fc.constantFrom('clamp' as const, 'rollForward' as const), (bornOn, monthEnd) => {
        const own = { ...schedule, monthEnd };
        const on = (product: string, day: PlainDate) =>
          planChild(own, allSeries, { bornOn }, [{ id: 'x', product, from: day, to: day }], addDays(day, 1)).given.find(
            ({ series }) => series === own.products[product]?.series[0],
          );
        for (const [product, age] of [
          ['DTP-HEPB-HIB', '6w'],
          ['MR', '9m'],
          ['IPV', '14w'],
        ] as const) {
          const earliest = addPeriod(bornOn, age, monthEnd);
          expect(on(product, earliest)).toMatchObject({ validity: 'valid', counts: true });
          expect(on(product, addDays(earliest, -1))).toMatchObject({ validity: 'invalid', faults: ['belowMinimumAge'], counts: false });
        }
      }),
    );
  });

  it('moves those that depend on it: by the day it was really given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 42, max: 300 }), fc.integer({ min: 28, max: 200 }), (first, second) => {
        const firstOn = addDays(BORN, first);
        const secondOn = addDays(firstOn, second);
        const plan = planOf([given('DTP-HEPB-HIB', firstOn), given('DTP-HEPB-HIB', secondOn)], secondOn);
        expect(dose(plan, 'PENTA2')).toMatchObject({ status: 'given' });
        expect(dose(plan, 'PENTA3')?.dueOn).toBe(addDays(secondOn, 28));
      }),
    );
  });

  it('does not count when it came too soon, and the next one counts from it', () => {
    const plan = planOf([given('DTP-HEPB-HIB', '2024-02-21'), given('DTP-HEPB-HIB', '2024-03-19')], '2024-03-20');

    expect(judged(plan, 'DTP-HEPB-HIB 2024-03-19')).toMatchObject({ validity: 'invalid', faults: ['intervalTooShort'] });
    expect(dose(plan, 'PENTA2')).toMatchObject({ status: 'notYetDue', earliestOn: '2024-04-16', recommendedOn: '2024-04-16' });
  });

  it('is repeated from the minimum age when it came before it', () => {
    const plan = planOf([given('DTP-HEPB-HIB', '2024-02-14')], '2024-02-15');

    expect(dose(plan, 'PENTA1')).toMatchObject({ status: 'notYetDue', earliestOn: '2024-02-21' });
  });

  it.each([
    ['a live vaccine four weeks less a day before', 'YF', '2024-10-10', 'MR', '2024-11-06', ['tooSoonAfterLive']],
    ['a live vaccine four weeks before', 'YF', '2024-10-10', 'MR', '2024-11-07', []],
    ['a live vaccine on the same day', 'YF', '2024-10-10', 'MR', '2024-10-10', []],
    ['oral polio a day before BCG', 'BOPV', '2024-01-12', 'BCG', '2024-01-13', []],
    ['BCG a day before oral polio', 'BCG', '2024-02-20', 'BOPV', '2024-02-21', []],
  ])('after %s', (_, before, on, product, then, faults) => {
    const plan = planOf([given(before, on), given(product, then)], '2024-12-01');

    expect(judged(plan, `${product} ${then}`)?.faults).toEqual(faults);
  });

  it('of hepatitis B at birth is no part of the primary count, and below 2000 g asks for a further dose', () => {
    const doses = [given('HEPB', '2024-01-10'), given('HEPB', '2024-02-07'), given('HEPB', '2024-03-06')];

    expect(dose(planOf(doses, '2024-04-03'), 'HEPB3')?.status).toBe('notNeeded');
    expect(dose(planOf(doses, '2024-04-03', { birthWeightGrams: 2000 }), 'HEPB3')?.status).toBe('notNeeded');
    expect(dose(planOf(doses, '2024-04-03', { birthWeightGrams: 1999 }), 'HEPB3')?.status).toBe('due');
    expect(dose(planOf(doses, '2024-04-02', { preterm: true }), 'HEPB3')?.status).toBe('notYetDue');
  });

  it('that nobody needs, or that the schedule does not know, does no harm', () => {
    const plan = planOf([given('BCG', '2024-01-10'), given('BCG', '2024-06-10'), given('LAIV', '2024-07-10')], '2024-08-01');

    expect(judged(plan, 'BCG 2024-06-10')).toMatchObject({ validity: 'extra', faults: ['notNeeded'] });
    expect(judged(plan, 'LAIV 2024-07-10')).toMatchObject({ validity: 'extra', faults: ['notInSchedule'] });
  });
});

describe('a half-known day', () => {
  it('counts where every day of it would be right', () => {
    const plan = planOf([given('MR', '2024-11')], '2025-04-01');

    expect(judged(plan, 'MR 2024-11')).toMatchObject({ validity: 'valid', counts: true });
    expect(dose(plan, 'MCV2')).toMatchObject({ status: 'notYetDue', recommendedOn: '2025-04-10' });
  });

  it('does not count where some day of it would be too early, and the plan says why', () => {
    const plan = planOf([given('MR', '2024-10')], '2025-04-01');

    expect(judged(plan, 'MR 2024-10')).toMatchObject({ validity: 'uncertain', faults: ['dateTooVague'], counts: false });
    expect(dose(plan, 'MCV1')?.status).toBe('due');
  });

  it('counts after all in a country that trusts cards', () => {
    const plan = planOf([given('MR', '2024-10')], '2025-04-01', {}, { ...schedule, halfKnownDates: 'countIfPossible' });

    expect(judged(plan, 'MR 2024-10')).toMatchObject({ validity: 'uncertain', counts: true });
  });

  it('never lets the next dose come earlier than any full day of it would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 28 }), (months, day) => {
        const month = addMonths(parsePlainDate('2024-01-01'), months).slice(0, 7);
        const exact = `${month}-${String(day).padStart(2, '0')}`;
        const vague = dose(planOf([given('DTP-HEPB-HIB', month)], '2026-06-01'), 'PENTA2');
        const known = dose(planOf([given('DTP-HEPB-HIB', exact)], '2026-06-01'), 'PENTA2');
        expect(String(vague?.earliestOn) >= String(known?.earliestOn)).toBe(true);
      }),
    );
  });
});

describe('a plan', () => {
  it('begun after the first birthday gives the third dose six months after the second', () => {
    const plan = planOf([given('DTP-HEPB-HIB', '2025-02-01'), given('DTP-HEPB-HIB', '2025-03-01')], '2025-03-02');

    expect(dose(plan, 'PENTA1')?.status).toBe('given');
    expect(dose(plan, 'PENTA3')).toMatchObject({ status: 'notYetDue', recommendedOn: '2025-09-01' });
  });

  it.each([
    ['2026-01-09', 'due', 'waiting'],
    ['2026-01-10', 'notNeeded', 'notNeeded'],
  ])('of a first pneumococcal dose on %s, with two years on the 10th: the second is %s, the third %s', (on, second, third) => {
    const plan = planOf([given('PCV', on)], '2026-03-01');

    expect([dose(plan, 'PCV1')?.status, dose(plan, 'PCV2')?.status, dose(plan, 'PCV3')?.status]).toEqual(['given', second, third]);
  });

  it('of a child that has nothing at two years catches up from today', () => {
    const plan = planOf([], '2026-01-15');

    expect(dose(plan, 'PENTA1')?.status).toBe('due');
    expect(dose(plan, 'PENTA2')).toMatchObject({ status: 'waiting', recommendedOn: '2026-02-12', countedFrom: 'PENTA1' });
    expect(dose(plan, 'PENTA3')).toMatchObject({ status: 'waiting', recommendedOn: '2026-08-12', countedFrom: 'PENTA2' });
    expect([dose(plan, 'OPV0')?.status, dose(plan, 'HEPB0')?.status]).toEqual(['expired', 'expired']);
    expect([dose(plan, 'ROTA1')?.status, dose(plan, 'ROTA2')?.status]).toEqual(['expired', 'expired']);
    expect(dose(plan, 'BCG')?.status).toBe('evaluate');
  });

  it('withholds what is contraindicated or refused, and nothing else', () => {
    const plan = planOf([], '2024-03-01', {
      withheld: new Map([['ROTA', 'contraindicated']]),
      health: { hivStatus: 'positive', onArt: 'no' },
    });

    expect([dose(plan, 'ROTA1')?.status, dose(plan, 'BCG')?.status, dose(plan, 'PCV1')?.status]).toEqual([
      'contraindicated',
      'contraindicated',
      'due',
    ]);
  });

  it('follows the variant that a country chose', () => {
    const plan = planOf([], '2024-02-01', {}, withSettings(schedule, ['lowMeaslesTransmission']));

    expect(dose(plan, 'MCV1')?.recommendedOn).toBe('2025-01-10');
  });

  it('does not depend on the order in which doses are told', () => {
    const doses = [
      given('BCG', '2024-01-11'),
      given('DTP-HEPB-HIB', '2024-03'),
      given('DTP-HEPB-HIB', '2024-05-01'),
      given('MR', '2024-11-01'),
    ];
    const whole = planOf(doses, '2025-06-01');

    fc.assert(
      fc.property(fc.shuffledSubarray(doses, { minLength: doses.length }), (shuffled) => {
        expect(planOf(shuffled, '2025-06-01')).toEqual(whole);
      }),
    );
  });

  it('that is followed, late or in time, makes every dose count', () => {
    const inUse = seriesInUse(schedule, { alsoSeries: ['YF', 'MENA', 'MAL'], withoutSeries: [] });
    fc.assert(
      fc.property(aDay, fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 5, maxLength: 5 }), (bornOn, delays) => {
        const child = { bornOn, health: { tbTest: 'negative' as const } };
        const doses: GivenDose[] = [];
        let today: PlainDate = bornOn;
        for (let visit = 0; visit < 40 && daysBetween(bornOn, today) < 1500; visit += 1) {
          const open = planChild(schedule, inUse, child, doses, today).doses.filter(
            ({ status }) => status === 'notYetDue' || status === 'due' || status === 'overdue',
          );
          const [next] = open.map(({ recommendedOn }) => recommendedOn ?? today).sort();
          if (next === undefined) break;
          today = addDays(next > today ? next : today, delays[visit % delays.length] ?? 0);
          const now = planChild(schedule, inUse, child, doses, today).doses.filter(
            ({ status }) => status === 'due' || status === 'overdue',
          );
          for (const { series, dose: id } of now) {
            const product = schedule.series.find((one) => one.id === series)?.product ?? '';
            doses.push({ id, product, from: today, to: today });
          }
        }
        const { given: all } = planChild(schedule, inUse, child, doses, today);
        expect(all.filter(({ validity }) => validity !== 'valid')).toEqual([]);
        expect(all.length).toBeGreaterThan(10);
      }),
    );
  });

  it('asks for four weeks before a booster that names no interval', () => {
    const doses = ['2025-02-01', '2025-03-01', '2025-09-01'].map((on) => given('DTP-HEPB-HIB', on));

    expect(dose(planOf(doses, '2025-09-01'), 'TD1')).toMatchObject({
      dueOn: '2025-01-10',
      recommendedOn: '2025-09-29',
      status: 'notYetDue',
    });
  });

  it('knows no dose that was given later than its day', () => {
    expect(dose(planOf([given('BCG', '2024-01-20')], '2024-01-15'), 'BCG')?.status).toBe('due');
  });

  // what was given, by product and days since birth, whenever it was
  const someDoses = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(schedule.products)), fc.integer({ min: 0, max: 900 })), { maxLength: 12 })
    .map((doses) => doses.map(([product, days]) => given(product, addDays(BORN, days))));

  it('lets nothing count that came before its age or interval, whatever was given', () => {
    const rules = new Map(schedule.series.flatMap((one) => one.doses.map((rule) => [rule.id, rule])));
    fc.assert(
      fc.property(someDoses, (doses) => {
        const counted = planOf(doses, '2027-01-01').given.filter(({ counts }) => counts);

        const daysOf = new Map(counted.map((one) => [one.dose, one.given.from]));
        for (const one of counted) {
          const { after = null, minAge = null, minInterval } = rules.get(one.dose ?? '') ?? {};
          const previous = after === null ? undefined : daysOf.get(after);
          expect(one).toMatchObject({ validity: 'valid', faults: [] });
          expect(one.given.from >= addPeriod(BORN, minAge ?? '0d', 'clamp')).toBe(true);
          expect(after === null || (previous !== undefined && one.given.from >= addPeriod(previous, minInterval ?? '4w', 'clamp'))).toBe(
            true,
          );
        }
      }),
    );
  });

  it('never lets a dose come sooner as time goes by, and a place that is filled or past stays so', () => {
    const past = ['given', 'expired', 'notNeeded'];
    fc.assert(
      fc.property(someDoses, fc.integer({ min: 0, max: 900 }), (doses, wait) => {
        const today = addDays(BORN, 900);
        const day = addDays(today, wait);
        const [now, later] = [planOf(doses, today), planOf(doses, day)];

        for (const [index, one] of now.doses.entries()) {
          const then = later.doses[index];
          if (past.includes(one.status)) expect(then?.status).toBe(one.status);
          // a day in the past means now
          if (one.earliestOn !== undefined && then?.earliestOn !== undefined)
            expect(laterOf(then.earliestOn, day) >= laterOf(one.earliestOn, today)).toBe(true);
        }
      }),
    );
  });
});
