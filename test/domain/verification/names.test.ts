import fc from 'fast-check';
import { isSameName, isSameText } from '../../../functions/verification/domain/names.ts';

const name = (givenName: string, familyName: string) => ({ givenName, familyName });

describe('isSameName', () => {
  it.each([
    ['letters in another case', name('SOWMYA', 'krishnamurti'), name('Sowmya', 'Krishnamurti')],
    ['accents', name('José', 'Núñez'), name('Jose', 'Nunez')],
    ['letters that do not come apart', name('Øyvind', 'Groß'), name('Oyvind', 'Gross')],
    ['a composed and a decomposed letter', name('Ame\u0301lie', 'Roy'), name('Am\u00e9lie', 'Roy')],
    ['given and family name in the other order', name('Krishnamurti', 'Sowmya'), name('Sowmya', 'Krishnamurti')],
    ['a space within a name', name('Sowmya', 'Krishna Murti'), name('Sowmya', 'Krishnamurti')],
    ['hyphens and apostrophes', name('Anne-Marie', "O'Neill"), name('Anne Marie', 'ONeill')],
    ['another line between given and family name', name('Maria', 'del Carmen Lopez'), name('Maria del Carmen', 'Lopez')],
    ['vowel points of Arabic', name('مُحَمَّد', 'علي'), name('محمد', 'علي')],
  ])('is not kept apart by %s', (_what, left, right) => {
    expect(isSameName(left, right)).toBe(true);
  });

  it.each([
    ['another family name', name('Sowmya', 'Krishnamurti'), name('Sowmya', 'Krishnan')],
    ['one letter', name('Asha', 'Devi'), name('Usha', 'Devi')],
    ['a missing part', name('Maria', 'Lopez'), name('Maria', 'Lopez Diaz')],
    ['vowel signs of Devanagari', name('रमा', 'देवी'), name('रामा', 'देवी')],
  ])('is kept apart by %s', (_what, left, right) => {
    expect(isSameName(left, right)).toBe(false);
  });

  it('does not depend on the side, and every name is itself', () => {
    const names = fc.record({ givenName: fc.string(), familyName: fc.string() });
    fc.assert(fc.property(names, names, (left, right) => isSameName(left, right) === isSameName(right, left)));
    fc.assert(
      fc.property(names, (each) => isSameName(each, each) && isSameText(each.givenName, each.givenName.toUpperCase().toLowerCase())),
    );
  });
});
