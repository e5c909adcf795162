import fc from 'fast-check';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { spellsOf } from '../../../functions/readings/domain/blood-pressure.ts';
import { judgeEpisode } from '../../../functions/readings/domain/judge-episode.ts';
import { observe } from '../../../functions/readings/domain/observe.ts';
import { Episodes, Readings } from '../../../functions/readings/records.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const programme = shippedProgrammes.get('DEFAULT');
const protocol = programme.operations.readings.bloodPressure;
const START = Date.parse('2026-03-01T10:00:00.000Z');
const instant = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const by = 'test';

/** The case after a change, as the table would hold it. */
const after = ({ root, items }: CaseFile, { put = [] }: Change<unknown>): CaseFile => {
  const stored = new Map(items.map((item) => [item.sk, item]));
  for (const item of put.map((placed) => placed.toItem({ root, shards: 1 }))) stored.set(item.sk, item);
  return { root, items: [...stored.values()].sort((left, right) => (left.sk < right.sk ? -1 : 1)) };
};

const told = fc.uniqueArray(
  fc.record({
    minute: fc.integer({ min: 0, max: 600 }),
    systolic: fc.integer({ min: 130, max: 190 }),
    delay: fc.integer({ min: 0, max: 300 }),
  }),
  { selector: ({ minute }) => minute, minLength: 1, maxLength: 8 },
);

describe('severe readings that are told late and in any order', () => {
  it('end on the clock of what was measured, and no emergency goes unheard', () => {
    fc.assert(
      fc.property(told, (readings) => {
        let file = aFile({ name: 'arrival' });
        for (const { minute, systolic, delay } of [...readings].sort((a, b) => a.minute + a.delay - (b.minute + b.delay))) {
          const reading = { kind: 'bloodPressure', values: { systolic, diastolic: 80 }, measuredAt: instant(minute) };
          const observation = { readings: [reading], seen: [], source: 'worker' as const, sourceId: 'test', pointerOf: () => '#' };
          file = after(file, observe(file, programme, observation, { at: instant(minute + delay), by }));
        }
        const [first] = allOf(file, Episodes);
        if (first !== undefined) file = after(file, judgeEpisode(file, programme, first.episodeId, { at: instant(2000), by }));

        const spells = spellsOf(allOf(file, Readings), protocol, instant(2000));
        const standing = allOf(file, Episodes).filter(({ outcome }) => outcome !== 'withdrawn');
        const clocks = (all: readonly { firstAt: string; treatBy: string; outcome: string }[]) =>
          all.map(({ firstAt, treatBy, outcome }) => [firstAt, treatBy, outcome]).sort();
        expect(clocks(standing)).toEqual(clocks(spells));
        const isEmergency = spells.some(({ outcome }) => outcome === 'confirmed' || outcome === 'unrepeated');
        if (isEmergency) expect(allOf(file, Alerts)).toMatchObject([{ kind: 'bloodPressure', level: 'emergency' }]);
      }),
      { numRuns: 150 },
    );
  });
});
