import { join } from 'node:path';
import * as fc from 'fast-check';
import { addDays, isPlainDate, type PlainDate } from '../../../functions/kernel/dates.ts';
import { evaluate, type Facts, type Policy } from '../../../functions/policy/index.ts';
import { occurrencesOf, readCases } from '../../../infra/cli/programme/case-file.ts';
import { policyCalled, programmes } from './shipped.ts';

const cases = readCases(join(import.meta.dirname, '../../cases/programmes/programme_cases.json'));

/** Nobody is judged before the days that are told of her, such as that of her application: a case begins with it. */
const notBefore = ({ version }: Policy, applicant: Facts['applicant'], asOf: PlainDate): PlainDate =>
  Object.entries(applicant)
    .flatMap(([name, value]) => (version.applicant[name]?.type === 'date' && isPlainDate(value) ? [value] : []))
    .reduce((latest, day) => (day > latest ? day : latest), asOf);

/** A checked case whose occurrences are moved, dropped and repeated, seen on any day around them. */
const anySituation: fc.Arbitrary<{ policy: Policy; facts: Facts }> = fc
  .record({
    row: fc.constantFrom(...cases),
    shift: fc.integer({ min: -900, max: 900 }),
    moves: fc.array(fc.record({ days: fc.integer({ min: -300, max: 300 }), keep: fc.integer({ min: 0, max: 2 }) }), {
      minLength: 20,
      maxLength: 20,
    }),
  })
  .map(({ row, shift, moves }) => {
    const policy = policyCalled(`${row.programme} ${row.policyVersion ?? ''}`);
    const occurrences = occurrencesOf(row).flatMap((occurrence, place) => {
      const { days, keep } = moves[place % moves.length] ?? { days: 0, keep: 1 };
      return Array.from({ length: keep }, () => ({ ...occurrence, date: addDays(occurrence.date, days) }));
    });
    const asOf = notBefore(policy, row.applicant, addDays(row.asOf, shift));
    return { policy, facts: { applicant: row.applicant, occurrences, asOf } };
  });

describe('evaluation', () => {
  it('gives the same answer to the same facts in any order', () => {
    fc.assert(
      fc.property(anySituation, ({ policy, facts }) => {
        const shuffled = {
          ...facts,
          occurrences: [...facts.occurrences].sort((left, right) => (left.date < right.date ? -1 : Number(left.date > right.date))),
        };
        expect(evaluate(policy, shuffled)).toEqual(evaluate(policy, { ...facts, occurrences: [...shuffled.occurrences] }));
        expect(evaluate(policy, facts)).toEqual(evaluate(policy, facts));
      }),
    );
  });

  it('never depends on what is dated after the day', () => {
    fc.assert(
      fc.property(anySituation, ({ policy, facts }) => {
        const known = facts.occurrences.filter(({ date }) => date <= facts.asOf);
        const later = known.map((occurrence, place) => ({ ...occurrence, date: addDays(facts.asOf, place + 1) }));
        expect(evaluate(policy, { ...facts, occurrences: [...facts.occurrences, ...later] })).toEqual(
          evaluate(policy, { ...facts, occurrences: known }),
        );
      }),
    );
  });

  it('owes the mother the sum of her payable lines, and the sum of her payable instalments', () => {
    fc.assert(
      fc.property(anySituation, ({ policy, facts }) => {
        const evaluation = evaluate(policy, facts);
        const sum = (items: readonly { status: string; payee: string; inKind: boolean; amountMinor: number }[]): number =>
          items
            .filter(({ status, payee, inKind }) => status === 'payable' && payee === 'mother' && !inKind)
            .reduce((total, { amountMinor }) => total + amountMinor, 0);
        expect([sum(evaluation.lines), sum(evaluation.instalments)]).toEqual([
          evaluation.totalPayableToMotherMinor,
          evaluation.totalPayableToMotherMinor,
        ]);
      }),
    );
  });

  it('names each line once', () => {
    fc.assert(
      fc.property(anySituation, ({ policy, facts }) => {
        const ids = evaluate(policy, facts).lines.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('pays nothing to somebody who is not eligible, and says why', () => {
    fc.assert(
      fc.property(anySituation, ({ policy, facts }) => {
        const { outcome, grounds, missingFacts, lines, instalments, totalPayableToMotherMinor } = evaluate(policy, facts);
        expect(grounds.length > 0).toBe(outcome === 'ineligible');
        expect(
          outcome === 'eligible' ? [] : [lines.length, instalments.length, totalPayableToMotherMinor].filter((count) => count > 0),
        ).toEqual([]);
        expect(outcome === 'eligible' ? missingFacts : []).toEqual([]);
      }),
    );
  });

  it('takes back no payable line as time goes by, while nothing else happens', () => {
    fc.assert(
      fc.property(anySituation, fc.integer({ min: 1, max: 400 }), ({ policy, facts }, days) => {
        const until = (asOf: PlainDate) =>
          evaluate(policy, { ...facts, occurrences: facts.occurrences.filter(({ date }) => date <= facts.asOf), asOf });
        const payable = (asOf: PlainDate) =>
          until(asOf)
            .lines.filter(({ status }) => status === 'payable')
            .map(({ id }) => id);
        expect(payable(addDays(facts.asOf, days))).toEqual(expect.arrayContaining(payable(facts.asOf)));
      }),
    );
  });

  it('is known for each shipped version', () => {
    const versions = [...programmes.values()].flatMap(({ id, versions: all }) => all.map((version) => `${id} ${version.id}`));

    expect(versions.map((name) => policyCalled(name).fingerprint).every((fingerprint) => /^[0-9a-f]{64}$/.test(fingerprint))).toBe(true);
    expect(versions).toHaveLength(16);
  });
});
