import { join } from 'node:path';
import { readCases } from '../../../infra/cli/programme/case-file.ts';
import { checkCase } from '../../../infra/cli/programme/check.ts';
import { programmes } from './shipped.ts';

const cases = readCases(join(import.meta.dirname, '../../cases/programmes/programme_cases.json'));
const strict = { wording: 'exact' } as const;

describe('the shipped programmes', () => {
  it.each(cases.map((row) => [row.id, row] as const))('give %s what its source says', (_, row) => {
    expect(checkCase(row, programmes, strict)).toMatchObject({ differences: [], notes: [] });
  });

  it.each(cases.filter(({ expected }) => expected.eligible).map((row) => [row.id, row] as const))(
    'are told apart from a wrong total in %s',
    (_, row) => {
      const wrong = { ...row, expected: { ...row.expected, totalPayableToMother: 1 } };

      expect(checkCase(wrong, programmes, strict).differences.map(({ where }) => where)).toContain('totalPayableToMother');
    },
  );
});

describe('checking a case', () => {
  const [row] = cases;
  if (row === undefined) throw new Error('there are no cases');

  it('fails an unknown programme or version instead of ending', () => {
    expect(checkCase({ ...row, programme: 'XX' }, programmes, strict).differences[0]?.where).toBe('programme');
    expect(checkCase({ ...row, policyVersion: '9' }, programmes, strict).differences[0]?.where).toBe('policyVersion');
  });

  it('fails an instalment that is due and not expected, or expected and not due', () => {
    const none = { ...row, expected: { ...row.expected, instalments: [] } };
    const other = { ...row, expected: { ...row.expected, instalments: [{ id: 'C9' }] } };

    expect(checkCase(none, programmes, strict).differences.map(({ where }) => where)).toEqual(['instalments.C1-I1']);
    expect(checkCase(other, programmes, strict).differences.map(({ where }) => where)).toEqual(['instalments.C9', 'instalments.C1-I1']);
  });

  it('fails a key that nothing is computed for, and a fact of another type', () => {
    const strange = { ...row, expected: { ...row.expected, totalPayableToFather: 1 } };
    const typed = { ...row, applicant: { ...row.applicant, age: '24' } };

    expect(checkCase(strange, programmes, strict).differences).toEqual([{ where: 'totalPayableToFather', expected: 1, got: undefined }]);
    expect(checkCase(typed, programmes, strict).differences[0]).toMatchObject({
      where: 'applicant.age',
      got: 'got "24", allowed is a whole number',
    });
  });

  it('compares reasons word by word, or by what they say', () => {
    const refused = cases.find(({ id }) => id === 'pmmvy2-03');
    if (refused === undefined) throw new Error('the case is missing');
    const expecting = (reason: string) => ({ ...refused, expected: { ...refused.expected, reasons: [reason] } });
    const failures = (reason: string, wording: 'exact' | 'alike') =>
      checkCase(expecting(reason), programmes, { wording }).differences.length;

    expect(failures('age below the minimum of 19', 'exact')).toBe(1);
    expect(failures('age below the minimum of 19', 'alike')).toBe(0);
    expect(failures('age below the minimum of 18', 'alike')).toBe(1);
    expect(failures('not the first living child', 'alike')).toBe(1);
  });

  it('notes facts and events that no rule knows, and a version that the dates would not pick', () => {
    const odd = {
      ...row,
      colour: 'red',
      applicant: { ...row.applicant, shoeSize: 38 },
      events: [...row.events, { type: 'eclipse', date: row.asOf }],
    };

    expect(checkCase(odd, programmes, strict).notes).toEqual([
      'the field colour of the row means nothing here',
      'no rule asks for the fact shoeSize',
      'no rule looks for events of type eclipse',
    ]);
  });
});
