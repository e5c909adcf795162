import fc from 'fast-check';
import { checkCharacter, parseProgrammeNumber, programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';

const LETTERS = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
const aNumber = fc
  .record({ prefix: fc.oneof(fc.stringMatching(/^[A-Z0-9]{2,6}$/), fc.stringMatching(/^[OIL01]{2,6}$/)), caseId: fc.uuid() })
  .map(({ prefix, caseId }) => programmeNumberOf(prefix, caseId, 0));
const replaced = (text: string, place: number, letter: string): string => text.slice(0, place) + letter + text.slice(place + 1);

const refusal = expect.objectContaining({ name: 'InvalidRequest' }) as Error;

describe('a programme number', () => {
  it('has the check character of ISO/IEC 7064 MOD 37-2', () => {
    // numbers of blood donations (ISBT 128) carry the same check character
    expect(checkCharacter('G123498654321')).toBe('H');
    expect(checkCharacter('A999914123456')).toBe('N');
  });

  it('is the same for the same case, and another after each refusal', () => {
    const numbers = [0, 0, 1, 2].map((attempt) => programmeNumberOf('NST', '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', attempt));

    expect(numbers[0]).toBe(numbers[1]);
    expect(new Set(numbers).size).toBe(3);
  });

  it('reads back as it was made', () => {
    fc.assert(fc.property(aNumber, (number) => parseProgrammeNumber(number, '#/path/number') === number));
  });

  it('shows every single wrong character', () => {
    fc.assert(
      fc.property(aNumber, fc.nat(), fc.constantFrom(...LETTERS), (number, at, letter) => {
        const place = at % number.length;
        fc.pre(number[place] !== letter);
        expect(() => parseProgrammeNumber(replaced(number, place, letter), '#/path/number')).toThrow(refusal);
      }),
      { numRuns: 500 },
    );
  });

  it('shows every exchange of neighbours', () => {
    fc.assert(
      fc.property(aNumber, (number) => {
        for (let place = 0; place + 1 < number.length; place += 1) {
          const [left = '', right = ''] = [number[place], number[place + 1]];
          if (left === right) continue;
          const exchanged = number.slice(0, place) + right + left + number.slice(place + 2);
          expect(() => parseProgrammeNumber(exchanged, '#/path/number')).toThrow(refusal);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('fits the payment rail and holds no sign that is easily misread after its prefix', () => {
    fc.assert(
      fc.property(fc.uuid(), (caseId) => {
        const number = programmeNumberOf('PREFIX', caseId, 0);

        expect(number).toHaveLength(16);
        expect(number.slice(6)).toMatch(/^[2-9A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{9}$/);
      }),
    );
  });

  it('is read as people write it', () => {
    const number = programmeNumberOf('NST', '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', 0);
    const written = `${number.slice(0, 3)} ${number.slice(3, 8)}-${number.slice(8)}`.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');

    expect(parseProgrammeNumber(written, '#/path/number')).toBe(number);
  });

  it('says that a character is misread when it is', () => {
    const number = programmeNumberOf('NST', '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', 0);
    const misread = replaced(number, 5, number[5] === 'Z' ? 'Y' : 'Z');

    expect(() => parseProgrammeNumber(misread, '#/path/number')).toThrow('wrong check character');
  });

  it('is refused with a pointer when it is none', () => {
    for (const text of ['', 'NST', 'NST-123', '<script>', 'N'.repeat(40)])
      expect(() => parseProgrammeNumber(text, '#/path/number')).toThrow(
        expect.objectContaining({ name: 'InvalidRequest', errors: [expect.objectContaining({ pointer: '#/path/number' })] }) as Error,
      );
  });
});
