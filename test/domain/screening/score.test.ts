import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { loadQuestionnaires } from '../../../functions/policy/index.ts';
import { answersOf, type Questionnaire } from '../../../functions/policy/schema/questionnaire.ts';
import {
  bandOf,
  readAnswer,
  resultFindings,
  score,
  scoreOf,
  totalRange,
  triggerFindings,
} from '../../../functions/screening/domain/score.ts';
import type { Answers } from '../../../functions/screening/records.ts';

const shipped = loadQuestionnaires('functions/policy/programmes');
const get = (id: string): Questionnaire => {
  const found = shipped.get(id);
  if (found === undefined) throw new Error(`no questionnaire ${id}`);
  return found;
};
const answersIn = (questionnaire: Questionnaire, values: readonly (number | null)[]): Answers =>
  Object.fromEntries(questionnaire.items.flatMap(({ code }, place) => (values[place] === undefined ? [] : [[code, values[place]]])));

interface Cases {
  readonly EPDS: {
    readonly cases: readonly {
      name: string;
      printedOptionPosition: number[];
      itemScores: number[];
      total: number;
      possibleDepression_ge10: boolean;
      probableDepression_ge13: boolean;
      selfHarmFlag_item10_gt0: boolean;
    }[];
  };
  readonly PHQ: {
    readonly cases: readonly {
      name: string;
      items: (number | null)[];
      phq2: number;
      phq2Positive: boolean;
      phq9: number | null;
      severity: string | null;
      phq9Positive_ge10: boolean | null;
      item9Flag: boolean;
    }[];
  };
  readonly BIMF: { readonly cases: readonly { items: number[]; total: number }[] };
}
const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../cases/screening/scoring_cases.json'), 'utf8')) as Cases;

describe('the checked cases', () => {
  it.each(cases.EPDS.cases)('EPDS: $name', (row) => {
    const epds = get('EPDS');

    const result = score(epds, answersIn(epds, row.printedOptionPosition));

    expect(epds.items.map((item, place) => scoreOf(item, row.printedOptionPosition[place] ?? 0))).toEqual(row.itemScores);
    expect(result.total).toBe(row.total);
    expect(result.positive).toBe(row.possibleDepression_ge10);
    expect(result.band === 'probable').toBe(row.probableDepression_ge13);
    expect(result.triggered).toEqual(row.selfHarmFlag_item10_gt0 ? ['self-harm'] : []);
  });

  it.each(cases.PHQ.cases)('PHQ: $name', (row) => {
    const [phq2, phq9] = [get('PHQ-2'), get('PHQ-9')];

    const short = score(phq2, answersIn(phq2, row.items.slice(0, 2)));
    const long = score(phq9, answersIn(phq9, row.items));

    expect([short.total, short.positive]).toEqual([row.phq2, row.phq2Positive]);
    expect(long.total ?? null).toBe(row.phq9);
    expect(long.band?.replace('-', ' ') ?? null).toBe(row.severity);
    expect(long.positive).toBe(row.phq9Positive_ge10 ?? false);
    expect(long.triggered).toEqual(row.item9Flag ? ['self-harm'] : []);
  });

  it.each(cases.BIMF.cases)('BIMF: $total', ({ items, total }) => {
    const bimf = get('BIMF');

    expect(score(bimf, answersIn(bimf, items)).total).toBe(total);
    expect(bandOf(bimf, score(bimf, answersIn(bimf, items)))).toBe('unbanded');
  });
});

/** Answers to some of the items of some questionnaire; null where she would rather not say. */
const anySheet = fc.constantFrom(...shipped.values()).chain((questionnaire) =>
  fc
    .tuple(
      ...questionnaire.items.map((item) => {
        const { least, most } = answersOf(item);
        return fc.option(fc.option(fc.integer({ min: least, max: most }), { nil: null }), { nil: undefined });
      }),
    )
    .map((values) => ({
      questionnaire,
      answers: Object.fromEntries(
        questionnaire.items.flatMap(({ code }, place) => (values[place] === undefined ? [] : [[code, values[place]]])),
      ),
    })),
);

describe('any score', () => {
  it('does not depend on the order of the items', () => {
    fc.assert(
      fc.property(anySheet, fc.infiniteStream(fc.nat()), ({ questionnaire, answers }, keys) => {
        const order = Object.entries(answers).map((entry) => ({ entry, key: keys.next().value as number }));
        const shuffled = Object.fromEntries(order.sort((left, right) => left.key - right.key).map(({ entry }) => entry));

        expect(score(questionnaire, shuffled)).toEqual(score(questionnaire, answers));
      }),
    );
  });

  it('lies between what the questionnaire can give, and is missing unless the instrument allows gaps', () => {
    fc.assert(
      fc.property(anySheet, ({ questionnaire, answers }) => {
        const { total, complete } = score(questionnaire, answers);
        const { least, most } = totalRange(questionnaire);

        expect(complete).toBe(questionnaire.items.every(({ code }) => typeof answers[code] === 'number'));
        if (questionnaire.scoring.missing === 'whole') expect(total === undefined).toBe(!complete);
        expect(complete && total !== undefined ? total >= least && total <= most : true).toBe(true);
      }),
    );
  });

  it('is never less alarming for a further answer', () => {
    fc.assert(
      fc.property(anySheet, ({ questionnaire, answers }) => {
        const [last] = Object.keys(answers).slice(-1);
        const fewer = Object.fromEntries(Object.entries(answers).filter(([code]) => code !== last));
        const [before, after] = [score(questionnaire, fewer), score(questionnaire, answers)];

        expect(after.positive || !before.positive).toBe(true);
        expect(after.triggered).toEqual(expect.arrayContaining(before.triggered));
        expect(after.needs).toEqual(expect.arrayContaining(before.needs));
      }),
    );
  });

  it('turns a reversed item round: both ends together are its range', () => {
    const reversed = get('BIMF').items.filter(({ answer }) => answer.of === 'number' && answer.reversed);

    expect(reversed.map(({ code }) => code)).toEqual(['16', '18']);
    for (const item of reversed) for (let value = 0; value <= 6; value += 1) expect(scoreOf(item, value) + value).toBe(6);
  });
});

describe('what a result calls for', () => {
  const phq9 = get('PHQ-9');

  it('is a person at once for thoughts of self-harm, whatever the total', () => {
    const result = score(phq9, answersIn(phq9, [0, 0, 0, 0, 0, 0, 0, 0, 1]));

    expect(result).toMatchObject({ total: 1, band: 'minimal', positive: false });
    expect(bandOf(phq9, result)).toBe('positive');
    expect(triggerFindings(phq9, result)).toEqual([{ kind: 'selfHarm', level: 'emergency', sign: 'self-harm' }]);
  });

  it('is a person although items are missing, where those given already reach the cut-off', () => {
    const result = score(phq9, answersIn(phq9, [3, 3, 3, 3, null, null, null, null, null]));

    expect(result).toMatchObject({ complete: false, positive: true, band: 'moderate' });
    expect(result.total).toBeUndefined();
    expect(resultFindings(phq9, result)).toEqual([{ kind: 'mood', level: 'routine', sign: 'moderate' }]);
  });

  it('is a look at it where nobody can say', () => {
    const result = score(phq9, answersIn(phq9, [3, null, 0, 0, 0, 0, 0, 0, 0]));

    expect(bandOf(phq9, result)).toBe('incomplete');
    expect(resultFindings(phq9, result)).toEqual([{ kind: 'mood', level: 'routine', sign: 'incomplete' }]);
  });

  it('finds social needs one by one: any sign of a domain, safety from eleven', () => {
    const ahc = get('AHC-HRSN');
    const none = [1, 0, 3, 3, 0, 2, 1, 1, 1, 1];
    const needs = (values: readonly number[]) => score(ahc, answersIn(ahc, values)).needs;

    expect(needs(none)).toEqual([]);
    expect(needs([2, ...none.slice(1)])).toEqual(['housing']);
    expect(needs([1, 3, ...none.slice(2)])).toEqual(['housing']);
    expect(needs([1, 0, 3, 2, 1, 3, 1, 1, 1, 1])).toEqual(['food', 'transport', 'utilities']);
    expect(needs([...none.slice(0, 6), 3, 3, 3, 1])).toEqual([]);
    expect(needs([...none.slice(0, 6), 5, 4, 1, 1])).toEqual(['safety']);
    expect(resultFindings(ahc, score(ahc, answersIn(ahc, [...none.slice(0, 6), 5, 5, 5, 5])))).toMatchObject([
      { kind: 'abuse', level: 'urgent' },
    ]);
  });
});

describe('an answer', () => {
  it('is one of the item, or the one by which she would rather not say', () => {
    const phq2 = get('PHQ-2');
    const [item] = phq2.items;
    if (item === undefined) throw new Error('PHQ-2 has items');

    expect([-1, 0, 3, 4, 8, 9].map((value) => readAnswer(phq2, item, value))).toEqual([undefined, 0, 3, undefined, undefined, null]);
  });
});
