import fc from 'fast-check';
import { entriesFrom, followSet, planSets, setFor } from '../../../functions/messaging/domain/set-run.ts';
import { Messages, SetRuns, type SetRun } from '../../../functions/messaging/records.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const programme = shippedProgrammes.get('DEFAULT');
const { sets } = programme.operations.messageSets;
const noon = (day: string): string => `${day}T12:00:00.000Z`;

/** The file after a change, as the next read finds it. */
const after = (file: CaseFile, change: Change<unknown>): CaseFile => {
  const items = (change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 }));
  const replaced = new Set(items.map(({ sk }) => sk));
  return { root: change.root ?? file.root, items: [...file.items.filter(({ sk }) => !replaced.has(sk)), ...items] };
};
const enrolled = (seed: CaseSeed = {}): CaseFile => aFile({ ...seed, root: { status: 'enrolled', ...seed.root } });
const runOf = (file: CaseFile): SetRun | undefined => allOf(file, SetRuns)[0];
const told = (file: CaseFile): readonly string[] => allOf(file, Messages).map(({ variables }) => String(variables['text']));

/** Lives through days one sweep at a time, from the first to the last. */
const lived = (file: CaseFile, from: string, days: number): CaseFile => {
  let now = after(file, planSets(file, programme, noon(from)));
  for (let day = parsePlainDate(from), left = days; left >= 0; left -= 1, day = addDays(day, 1))
    for (const run of allOf(now, SetRuns)) now = after(now, followSet(now, programme, SetRuns.sk(run), noon(day)));
  return now;
};

describe('a set of texts', () => {
  it.each([
    [100, 'antenatal'],
    [209, 'antenatal'],
    [210, 'antenatal-late'],
    [252, 'antenatal-last'],
  ])('is chosen by the age at registration: day %i', (age, id) => {
    expect(setFor(sets, 'lastMenstrualPeriod', age)?.id).toBe(id);
  });

  it('gives who comes late more texts in the weeks that are left', () => {
    const inWeeks36To40 = (id: string) =>
      sets.find((set) => set.id === id)?.entries.filter(({ day }) => day >= 252 && day <= 280).length ?? 0;

    expect(inWeeks36To40('antenatal-last')).toBeGreaterThan(inWeeks36To40('antenatal-late'));
    expect(inWeeks36To40('antenatal-late')).toBeGreaterThan(inWeeks36To40('antenatal'));
  });

  it('never begins inside a group, whatever the age', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sets), fc.integer({ min: 0, max: 320 }), (set, age) =>
        entriesFrom(set, age).every(
          ({ day, group }) =>
            day >= age && (group === undefined || set.entries.filter((one) => one.group === group).every((one) => one.day >= age)),
        ),
      ),
    );
  });

  it('goes out on its days, each text once, and leaves out what lies before the start', () => {
    // day 80 of the pregnancy is 20 January: food on day 84, iron on 98
    const file = lived(enrolled(), '2026-01-20', 20);

    expect(told(file)).toEqual(['set:food', 'set:iron']);
    expect(runOf(file)?.nextOn).toBe(addDays(parsePlainDate('2025-11-01'), 119));
  });

  it('sends nothing that is older than the days of grace when nobody looked for weeks', () => {
    const begun = after(enrolled(), planSets(enrolled(), programme, noon('2026-01-20')));
    // 40 days later iron (day 98) and rest (119) are long over
    const late = after(begun, followSet(begun, programme, 'SETRUN#pregnancy', noon('2026-03-06')));

    expect(told(late)).toEqual([]);
    expect(runOf(late)?.nextOn).toBe(addDays(parsePlainDate('2025-11-01'), 133));
  });

  it('ends for the pregnancy with the birth, and begins for the child', () => {
    const file = lived(enrolled(), '2026-01-20', 3);
    const born = enrolled({ children: [{ bornOn: parsePlainDate('2026-07-30') }] });
    const both = { ...born, items: [...born.items, ...file.items.filter(({ entity }) => entity === 'setRun')] };
    const now = after(both, planSets(both, programme, noon('2026-07-31')));

    expect(allOf(now, SetRuns).map(({ setId, nextOn }) => [setId, nextOn])).toEqual(
      expect.arrayContaining([
        ['antenatal', undefined],
        ['postnatal', '2026-07-31'],
      ]),
    );
  });

  it('stops for a child that died, and goes on for its twin', () => {
    const twins = enrolled({
      children: [{ bornOn: parsePlainDate('2026-01-05'), diedOn: parsePlainDate('2026-01-12') }, { bornOn: parsePlainDate('2026-01-05') }],
    });
    const now = after(twins, planSets(twins, programme, noon('2026-01-20')));

    expect(allOf(now, SetRuns)).toHaveLength(1);
  });
});
