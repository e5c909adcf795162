import { derivedCode } from '../../kernel/ids.ts';
import { invalidRequest, type Problem } from '../../kernel/problem.ts';

const BODY_LENGTH = 9;
/** Crockford's base 32: no I, L, O and U, which are taken for other signs or read as words. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Signs of ISO/IEC 7064 with their values: a place of this text. */
const VALUES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';
const MODULUS = 37;
const RADIX = 2;

/**
 * The check character of a text of digits and capital letters. Modulus 37 is prime and the weights are powers of its primitive root 2, so
 * that one wrong character, and two exchanged neighbours, always show.
 * @source ISO/IEC 7064:2003, MOD 37-2
 */
export const checkCharacter = (text: string): string => {
  const sum = Array.from(text).reduce((total, sign) => ((total + VALUES.indexOf(sign)) * RADIX) % MODULUS, 0);
  return VALUES.charAt((MODULUS + 1 - sum) % MODULUS);
};

/**
 * The programme number of a case: the programme's prefix, nine characters derived from the case, and a check character. It tells nothing of
 * the case and of no other number. `attempt` gives the next one where a number is taken. Bodies whose check character is not one of the
 * 32 letters are passed over, so that no number holds a sign that is easily misread; so are those that begin with 0 or 1, since an O or I
 * in their place can only be the end of a prefix that was exchanged with it.
 */
export const programmeNumberOf = (prefix: string, caseId: string, attempt: number): string => {
  for (let place = 0; ; place += 1) {
    const body = derivedCode(BODY_LENGTH, 'programme number', caseId, attempt, place);
    const check = checkCharacter(`${prefix}${body}`);
    if (LETTERS.includes(check) && !/^[01]/.test(body)) return `${prefix}${body}${check}`;
  }
};

const SHAPE = new RegExp(`^[A-Z0-9]{2,6}(?![01])[${LETTERS}]{${String(BODY_LENGTH + 1)}}$`);

const misread = (text: string): string => text.replace(/O/g, '0').replace(/[IL]/g, '1');

/**
 * Reads a programme number as a person types it: small letters, spaces and dashes do not matter, nor O for 0 and I or L for 1 behind the
 * first character of its body.
 * @param pointer where in the request it stands, such as `#/path/number`
 * @throws {Problem} InvalidRequest when it is none, or its check character is wrong
 */
export const parseProgrammeNumber = (text: string, pointer: string): string => {
  const plain = text.toUpperCase().replace(/[\s-]/g, '');
  const start = Math.max(0, plain.length - BODY_LENGTH);
  const number = plain.slice(0, start) + misread(plain.slice(start));
  const refuse = (detail: string): Problem => invalidRequest({ pointer, detail });
  if (!SHAPE.test(number)) throw refuse('is not a programme number');
  if (checkCharacter(number.slice(0, -1)) !== number.slice(-1))
    throw refuse('has a wrong check character: a character is missing or misread');
  return number;
};
