import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER } from './shipped.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CASES = join(ROOT, 'test/cases/programmes/programme_cases.json');

const command = (...args: readonly string[]): { code: number | null; out: string; errors: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'infra/cli/programme.ts'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  return { code: status, out: stdout, errors: stderr };
};

describe('npm run programme', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nestling-programme-'));
  const written = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };
  const [row = {}] = JSON.parse(readFileSync(CASES, 'utf8')) as Record<string, unknown>[];
  afterAll(() => rmSync(folder, { recursive: true }));

  it('check passes all given cases', () => {
    expect(command('check', CASES)).toEqual({ code: 0, out: '48 passed, 0 failed\n', errors: '' });
  });

  it('check shows what differs and the rule, and fails', () => {
    const { code, out } = command(
      'check',
      written('wrong.json', [
        row,
        { ...row, expected: { eligible: false, reasons: ['below minimum age 19'], instalments: [], totalPayableToMother: 0 } },
      ]),
    );

    expect(code).toBe(1);
    expect(out).toContain('FAILED pmmvy2-01 (IN-PMMVY2 2.0), follows P2-CAT, P2-C1-I1, P2-C1-I2');
    expect(out).toContain('totalPayableToMother\n      expected 0\n      got      3000');
    expect(out.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed');
  });

  it('check tries a changed policy in another folder', () => {
    const changed = JSON.parse(readFileSync(join(FOLDER, 'IN-PMMVY2.json'), 'utf8')) as {
      versions: { entitlements: { amount: { amount: number } }[] }[];
    };
    const [first] = changed.versions[0]?.entitlements ?? [];
    if (first !== undefined) first.amount.amount = 3500;

    expect(command('check', written('one.json', [row]), '--programmes', written('changed.json', changed)).out).toContain('got      3500');
  });

  it.each([
    ['no JSON', 'nonsense', /cannot be read as JSON/],
    ['no list', {}, /got object, allowed is a list of cases/],
    ['no case', [], /holds no case/],
    ['a row without a date', [row, { ...row, asOf: '2023-02-30' }], /row 2 \(pmmvy2-01\), field asOf: /],
    ['a row without an answer', [{ ...row, expected: undefined }], /row 1 \(pmmvy2-01\), field expected: /],
    ['an event without a type', [{ ...row, events: [{ date: '2023-01-01' }] }], /field events\.0\.type/],
  ])('check cannot use %s', (_, value, message) => {
    const { code, errors } = command('check', written('unusable.json', value));

    expect(code).toBe(2);
    expect(errors).toMatch(message);
  });

  it('explain says it in plain words', () => {
    const { code, out } = command('explain', 'NP-AAMA');

    expect(code).toBe(0);
    for (const words of [
      'VERSION pre-2075, in force since ever to 2018-07-16',
      'VERSION 2075, in force from 2018-07-17 until further notice',
      'NPR 3,000 when zone is mountain',
      'NOT CONFIRMED',
      'whether the 800 rose in the same year',
    ])
      expect(out).toContain(words);
    expect(out).toMatch(/In ne \d+ of \d+ texts are missing: English is sent\./);
  });

  it('explain says what a programme does for health, who is called, and what a mother may stop', () => {
    const { out } = command('explain', 'DEFAULT');

    for (const words of [
      'BCG: BCG; 1 dose\n',
      'BP-72H: Blood pressure check at 72 hours; due 3 days after birth, from 0 days before to 1 day after; only with the risk hypertension',
      'Blood pressure from 160 or 110: severe, an urgent alert (ACOG Committee Opinion 767)',
      'measured again within 15 minutes, and treated within 60 minutes of the first',
      'An emergency alert: her care worker, 5 minutes; then Clinician on call, 10 minutes;',
      'May be recorded: PHQ-2, PHQ-9, EPDS,',
      'Answers and results are seen by: worker and supervisor.',
      'Routine: answered within 3 days, begun within 7 days, done within 30 days',
      'Nothing is sent from 21:00 to 08:00, but for answers to her and dangers',
      'or those about reminders, education, surveys or payments.',
      'A case is reviewed within 14 days of 2 missed contacts, by community health worker and case manager',
      'gives a reason for 3 hours',
    ])
      expect(out).toContain(words);
  });

  it('validate accepts a shipped file and names the fault of a broken one', () => {
    expect(command('validate', join(FOLDER, 'DEFAULT.json')).out).toMatch(
      /^DEFAULT is a valid programme\n {2}version 1, SHA-256 [0-9a-f]{64}\n$/,
    );
    expect(command('validate', written('broken.json', { id: 'X' }))).toMatchObject({ code: 2 });
    expect(command('validate', written('broken.json', { id: 'X' })).errors).toMatch(/broken\.json #\/name: /);
  });

  it('says how it is used', () => {
    expect(command('dance', 'x')).toMatchObject({ code: 2 });
    expect(command()).toMatchObject({ code: 2 });
    expect(command('--help')).toMatchObject({ code: 0 });
  });
});
