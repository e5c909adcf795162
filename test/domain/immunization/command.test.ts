import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const OWN = join(ROOT, 'test/cases/immunization');
/** Cases of others, which are not part of this repository. */
const SHARED = join(ROOT, '../shared/cases/immunization');

const command = (...args: readonly string[]): { code: number | null; out: string; errors: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'infra/cli/schedule.ts'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  return { code: status, out: stdout, errors: stderr };
};

const readCases = (file: string): { note: string; cases: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(file, 'utf8')) as { note: string; cases: Record<string, unknown>[] };

describe('npm run schedule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nestling-schedule-'));
  const written = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['with the shipped schedule', []],
    ['with the list of doses that they come with', ['--schedule', join(OWN, 'who_epi_schedule.json')]],
  ])('check passes all due-date cases %s', (_, more) => {
    expect(command('check', join(OWN, 'who_due_date_cases.json'), ...more)).toEqual({ code: 0, out: '13 passed, 0 failed\n', errors: '' });
  });

  it.each([
    ['due_date_variations.json', '27 passed, 0 failed\n'],
    ['decision_variations.json', '59 passed, 0 failed\n'],
  ])('check passes %s, around the limits of the rules', (name, said) => {
    expect(command('check', join(OWN, name))).toEqual({ code: 0, out: said, errors: '' });
  });

  // the cases of WHO and CDC lie beside the repository or nowhere: without them there is nothing to compare
  it.each([
    ['who_decision_cases.json', '31 passed, 0 failed'],
    ['cdsi_infant.json', '133 passed, 0 failed'],
  ])('check passes all cases of %s where they are at hand', (name, said) => {
    const file = join(SHARED, name);
    if (!existsSync(file)) process.stdout.write(`not run: ${name} is not beside the repository\n`);
    const result = existsSync(file) ? command('check', file) : { code: 0, out: `${said}\n`, errors: '' };

    expect(result).toEqual({ code: 0, out: `${said}\n`, errors: '' });
  });

  it('check shows what differs, and fails', () => {
    const { cases } = readCases(join(OWN, 'who_due_date_cases.json'));
    const [row = {}, ...others] = cases;
    const wrong = { ...row, expected: [{ dose: 'BCG', due: '2025-01-11', overdue: null, expires: null }] };

    const { code, out } = command('check', written('wrong.json', { cases: [wrong, ...others] }));

    expect(code).toBe(1);
    expect(out).toContain('FAILED due-01, newborn, nothing given\n    BCG.due: expected "2025-01-11", got "2025-01-10"');
    expect(out.trimEnd().split('\n').at(-1)).toBe('12 passed, 1 failed');
  });

  it('check follows another schedule', () => {
    const list = JSON.parse(readFileSync(join(OWN, 'who_epi_schedule.json'), 'utf8')) as { doses: { id: string; minAge: string | null }[] };
    const later = { ...list, doses: list.doses.map((dose) => (dose.id === 'IPV1' ? { ...dose, minAge: '15w' } : dose)) };

    const { out } = command('check', join(OWN, 'who_due_date_cases.json'), '--schedule', written('later.json', later));

    expect(out).toContain('IPV1.due: expected "2025-04-18", got "2025-04-25"');
  });

  it.each([
    ['no JSON', 'nonsense', /cannot be read as JSON/],
    ['no cases', {}, /neither due-date cases, decision cases nor CDSi cases/],
  ])('check refuses %s', (name, value, said) => {
    const { code, errors } = command('check', written(`${name}.json`, value));

    expect(code).toBe(2);
    expect(errors).toMatch(said);
  });

  it.each([
    [
      'a CDSi case',
      [{ id: 'a', group: 'MMR', birthDate: '2024-02-30', assessmentDate: '2025-01-01', doses: [], expected: { seriesStatus: 'x' } }],
      '#/0/birthDate',
    ],
    [
      'a dose of a CDSi case',
      [
        {
          id: 'a',
          group: 'MMR',
          birthDate: '2024-02-29',
          assessmentDate: '2025-01-01',
          doses: [{ dateAdministered: '2024-05' }],
          expected: { seriesStatus: 'x' },
        },
      ],
      '#/0/doses/0/dateAdministered',
    ],
    ['a due-date case', { cases: [{ id: 'a', birthDate: '2025-04-31', given: {}, expected: [] }] }, '#/cases/0/birthDate'],
    [
      'a decision case',
      {
        cases: [
          {
            id: 'a',
            decisionTable: 'x',
            evaluationDate: 'today',
            birth: { date: '2025-01-01' },
            doses: [],
            facts: {},
            expected: { recommendationStatus: 'Due' },
          },
        ],
      },
      '#/cases/0/evaluationDate',
    ],
  ])('check refuses %s that is faulty, with the place of the fault', (name, value, pointer) => {
    const { code, errors } = command('check', written(`${name}.json`, value), '--schedule', written('antigen.json', { series: [] }));

    expect(code).toBe(2);
    expect(errors).toContain(pointer);
  });

  it('check refuses an antigen file that is faulty, with the place of the fault', () => {
    const row = {
      id: 'a',
      group: 'MMR',
      birthDate: '2024-01-01',
      assessmentDate: '2025-01-01',
      doses: [],
      expected: { seriesStatus: 'x' },
    };
    const antigen = {
      series: [
        {
          seriesName: 'x',
          targetDisease: 'x',
          vaccineGroup: 'mmr',
          seriesType: 'Standard',
          requiredGender: [],
          selectSeries: { seriesPreference: '1', maxAgeToStart: 'soon' },
          seriesDose: [],
        },
      ],
    };

    const { code, errors } = command('check', written('cdsi.json', [row]), '--schedule', written('antigen.json', antigen));

    expect(code).toBe(2);
    expect(errors).toContain('#/series/0/selectSeries/maxAgeToStart: got soon');
    expect(errors).toContain('#/series/0/seriesDose');
  });

  it('check refuses a schedule that is faulty, with the place of the fault', () => {
    const shipped = JSON.parse(readFileSync(join(ROOT, 'functions/policy/programmes/immunization/who-infant.json'), 'utf8')) as {
      series: { doses: Record<string, unknown>[] }[];
    };
    const [first] = shipped.series;
    if (first?.doses[0] !== undefined) first.doses[0]['minAge'] = 'soon';

    const { code, errors } = command('check', join(OWN, 'who_due_date_cases.json'), '--schedule', written('faulty.json', shipped));

    expect(code).toBe(2);
    expect(errors).toContain('#/series/0/doses/0/minAge');
  });
});
