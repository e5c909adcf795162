import { readFileSync } from 'node:fs';
import { wantedContacts } from '../../../functions/care/domain/wanted-contacts.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { adherenceOf } from '../../../functions/readings/domain/adherence.ts';
import { categoryOf, spellsOf } from '../../../functions/readings/domain/blood-pressure.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

interface Cases {
  readonly BP: { readonly cases: readonly { systolic: number; diastolic: number; symptoms: string[]; category: string }[] };
  readonly BP_sequences: readonly { name: string; readings: readonly [string, number, number][]; expected: string }[];
  readonly ANC: { readonly cases: readonly { lmp: string; edd: string; contacts: Record<string, string> }[] };
  readonly PNC: {
    readonly cases: readonly {
      birth: string;
      place: 'home' | 'facility';
      contacts: { n: number; from?: string; to?: string; target?: string }[];
    }[];
  };
  readonly PDC: {
    readonly cases: readonly {
      periodDays: number;
      fills: [string, number][];
      start: string;
      covered: number;
      pdc: number;
      adherent: boolean;
    }[];
  };
}

const CASES = JSON.parse(readFileSync('test/cases/readings/scoring_cases.json', 'utf8')) as Cases;
const programme = shippedProgrammes.get('DEFAULT');
const protocol = programme.operations.readings.bloodPressure;
const day = parsePlainDate;

describe('a blood pressure', () => {
  it.each(CASES.BP.cases)('of $systolic/$diastolic with $symptoms is $category', ({ systolic, diastolic, symptoms, category }) => {
    expect(categoryOf({ systolic, diastolic }, symptoms, protocol)).toBe(category);
  });

  const measured = (readings: readonly [string, number, number][]) =>
    readings.map(([clock, systolic, diastolic], n) => ({
      readingId: `r${String(n)}`,
      kind: 'bloodPressure',
      values: { systolic, diastolic },
      measuredAt: `2026-03-01T${clock}:00.000Z`,
    }));
  const sequence = (name: string) => measured(CASES.BP_sequences.find((one) => one.name === name)?.readings ?? []);

  it('that is severe again 12 minutes later is confirmed, its clock running from the first', () => {
    expect(spellsOf(sequence('severe then severe 12 min later'), protocol, '2026-03-01T10:12:00.000Z')).toMatchObject([
      { outcome: 'confirmed', firstAt: '2026-03-01T10:00:00.000Z', treatBy: '2026-03-01T11:00:00.000Z' },
    ]);
  });

  it('that has come down after 15 minutes is not confirmed', () => {
    expect(spellsOf(sequence('severe then 148/96 after 15 min'), protocol, '2026-03-01T10:15:00.000Z')).toMatchObject([
      { outcome: 'notConfirmed' },
    ]);
  });

  it.each([
    ['2026-03-01T10:14:59.000Z', 'awaiting'],
    ['2026-03-01T10:15:00.000Z', 'unrepeated'],
  ])('that nobody repeats is at %s %s', (at, outcome) => {
    expect(spellsOf(sequence('severe, no repeat by 10:15'), protocol, at)).toMatchObject([
      { outcome, repeatBy: '2026-03-01T10:15:00.000Z' },
    ]);
  });
});

describe('antenatal contacts', () => {
  it.each(CASES.ANC.cases)('are counted from the last period on $lmp', ({ lmp, edd, contacts }) => {
    const pregnancies = [{ lastMenstrualPeriodOn: day(lmp) }, { expectedOn: day(edd) }];

    const due = pregnancies.map((pregnancy) =>
      wantedContacts(aFile({ root: { pregnancy } }), programme)
        .filter(({ kind }) => kind.startsWith('ANC'))
        .map(({ dueOn }) => dueOn),
    );

    expect(due).toEqual([Object.values(contacts), Object.values(contacts)]);
  });
});

describe('postnatal contacts', () => {
  it.each(CASES.PNC.cases)('after a birth on $birth ($place)', ({ birth, place, contacts }) => {
    const bornOn = day(birth.slice(0, 10));
    const file = aFile({ children: [{ bornOn, bornAtTime: birth.slice(11), birthPlace: place }] });

    const wanted = wantedContacts(file, programme).filter(({ kind }) => kind.startsWith('PNC'));

    expect(wanted).toHaveLength(contacts.length);
    for (const { n, from, to, target } of contacts) {
      const contact = wanted.find(({ kind }) => kind === `PNC-${String(n)}`);
      if (from !== undefined && to !== undefined)
        expect([contact?.opensOn, contact?.closesOn]).toEqual([from.slice(0, 10), to.slice(0, 10)]);
      else expect(contact?.dueOn).toBe(target);
    }
    expect(wanted.filter(({ urgent }) => urgent).map(({ kind }) => kind)).toEqual(place === 'home' ? ['PNC-1'] : []);
  });
});

describe('adherence', () => {
  it.each(CASES.PDC.cases)('over $periodDays days with $fills is $pdc', ({ periodDays, fills, start, covered, pdc, adherent }) => {
    const supplies = fills.map(([on, days]) => ({ on: day(on), days }));

    const result = adherenceOf(supplies, { from: day(start), days: periodDays, adherentFrom: 0.8 });

    expect(result).toEqual({ coveredDays: covered, periodDays, proportion: pdc, adherent });
  });

  it('counts what was left from before the period, and nothing beyond it', () => {
    const supplies = [
      { on: day('2024-12-20'), days: 20 },
      { on: day('2025-02-10'), days: 90 },
    ];

    expect(adherenceOf(supplies, { from: day('2025-01-01'), days: 42, adherentFrom: 0.8 })).toMatchObject({ coveredDays: 10 });
  });
});
