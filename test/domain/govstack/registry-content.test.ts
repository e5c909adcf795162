import fc from 'fast-check';
import {
  contentFaults,
  dayOf,
  fits,
  heldUnder,
  partFaults,
  searchableFields,
  valueFrom,
  wayTo,
} from '../../../functions/govstack/digital-registries/domain/content.ts';
import { breakingChanges, definitionFaults, RegistryDefinition } from '../../../functions/govstack/digital-registries/domain/definition.ts';
import { faultOfEntry } from '../../../functions/govstack/digital-registries/domain/new-entry.ts';

const definition = RegistryDefinition.parse({
  name: 'vouchers',
  version: '1.0',
  databaseId: 7,
  code: 'V',
  title: 'Vouchers',
  key: 'serial',
  fields: {
    serial: { type: 'integer' },
    status: { type: 'string', enum: ['open', 'used'], required: true },
    holder: { type: 'string', searchable: true },
    until: { type: 'string', format: 'date-time' },
    lines: { type: 'array', items: { type: 'object', properties: { amount: { type: 'number', required: true } } } },
  },
  unique: [{ fields: ['holder'], when: { status: 'open' } }],
});
const record = { serial: 12, status: 'open', holder: 'H-1' };

describe('the content of a record', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['fits its definition', record, []],
    ['fits with everything in it', { ...record, until: '2026-03-01T10:00:00Z', lines: [{ amount: 1.5 }] }, []],
    ['has a key of another type', { ...record, serial: '12' }, ['/serial']],
    ['has no key', { status: 'open' }, ['/serial']],
    ['has half a number as an integer', { ...record, serial: 1.5 }, ['/serial']],
    ['has a value outside its list', { ...record, status: 'lost' }, ['/status']],
    ['has an instant that is none', { ...record, until: '2026-03-01' }, ['/until']],
    ['has a fault deep down', { ...record, lines: [{ amount: 1 }, {}] }, ['/lines/1/amount']],
    ['has a field that is none, with a name to escape', { ...record, 'a/b': 1 }, ['/a~1b']],
    ['has nothing for a value', { ...record, holder: null }, ['/holder']],
    ['is too long', { ...record, holder: 'x'.repeat(10_001) }, ['/holder']],
  ])('%s', (_what, content, expected) => {
    expect(contentFaults(definition, content as Record<string, unknown>, '').map(({ pointer }) => pointer)).toEqual(expected);
  });

  it('need not be whole to be asked for', () => {
    expect(partFaults(definition, { holder: 'H-1' }, '')).toEqual([]);
    expect(partFaults(definition, { holder: 1, tail: 2 }, '').map(({ pointer }) => pointer)).toEqual(['/holder', '/tail']);
  });

  it('fits itself and every part of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (content, n) => {
        const defined = Object.entries(content).filter(([name]) => name !== '__proto__');
        const whole = Object.fromEntries(defined);
        const part = Object.fromEntries(defined.slice(n % (defined.length + 1)));
        expect(fits(whole, part)).toBe(true);
      }),
    );
  });

  it('does not fit another value, or the same in another type', () => {
    expect(fits(record, { serial: 13 })).toBe(false);
    expect(fits(record, { serial: '12' })).toBe(false);
    expect(fits(record, { until: undefined })).toBe(false);
  });

  it('holds a unique value while the condition of its rule holds, and no longer', () => {
    const [rule] = definition.unique;
    if (rule === undefined) throw new Error('the definition has a rule');

    expect(heldUnder(rule, record)).toBe('["H-1"]');
    expect(heldUnder(rule, { ...record, status: 'used' })).toBeUndefined();
    expect(heldUnder(rule, { serial: 12, status: 'open' })).toBeUndefined();
    expect(heldUnder({ fields: ['serial', 'holder'] }, record)).toBe('[12,"H-1"]');
  });
});

describe('the way to records', () => {
  it('is the key where it is given, a searchable field otherwise, and none without either', () => {
    expect(wayTo(definition, { holder: 'H-1', serial: 12 })).toEqual({ by: 'key' });
    expect(wayTo(definition, { status: 'open', holder: 'H-1' })).toEqual({ by: 'entries', field: 'holder' });
    expect(wayTo(definition, { status: 'open' })).toBeUndefined();
    expect(searchableFields(definition)).toEqual(['serial', 'holder']);
  });

  it('takes a text of a query in the type of its field', () => {
    expect([valueFrom('12', 'integer'), valueFrom('12', 'string'), valueFrom('true', 'boolean'), valueFrom('twelve', 'integer')]).toEqual([
      12,
      '12',
      true,
      'twelve',
    ]);
  });
});

describe('a definition', () => {
  it('has no fault when all that it names is there', () => {
    expect(definitionFaults(definition)).toEqual([]);
  });

  it('may have ten searchable fields', () => {
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${String(n)}`, { type: 'string' as const, searchable: true }]));

    expect(definitionFaults({ ...definition, unique: [], fields: { serial: { type: 'integer' }, ...fields(10) } })).toEqual([]);
    expect(definitionFaults({ ...definition, unique: [], fields: { serial: { type: 'integer' }, ...fields(11) } })).toEqual([
      { pointer: '/fields', detail: 'has 11 searchable fields, 10 are allowed' },
    ]);
  });

  it.each<[string, Partial<RegistryDefinition>, string]>([
    ['another key', { key: 'holder' }, '/key'],
    ['another subject', { subject: 'holder' }, '/subject'],
    ['other unique rules', { unique: [] }, '/unique'],
    ['a field less', { fields: { serial: { type: 'integer' }, status: { type: 'string' } } }, '/fields/holder'],
    ['another type', { fields: { ...definition.fields, holder: { type: 'integer', searchable: true } } }, '/fields/holder'],
    ['a search that was not there', { fields: { ...definition.fields, until: { type: 'string', searchable: true } } }, '/fields/until'],
    [
      'a new field that is searched',
      { fields: { ...definition.fields, tail: { type: 'string', searchable: true } } },
      '/fields/tail/searchable',
    ],
    [
      'a new field that is required',
      { fields: { ...definition.fields, tail: { type: 'string', required: true } } },
      '/fields/tail/required',
    ],
  ])('breaks the records that are there with %s', (_what, changes, pointer) => {
    expect(breakingChanges(definition, { ...definition, ...changes }).map((fault) => fault.pointer)).toContain(pointer);
  });

  it('breaks nothing with a new field, another title, or partners let in', () => {
    const fields = { ...definition.fields, tail: { type: 'string' as const } };

    expect(breakingChanges(definition, { ...definition, fields, title: 'T', partners: 'read' })).toEqual([]);
  });
});

describe('a new membership', () => {
  it.each([
    ['#/body/mother/phone', '#/body/write/3/content/caretaker/phone'],
    ['#/body/mother/birthDate', '#/body/write/3/content/caretaker/birthdate'],
    ['#/body/children/0/bornOn', '#/body/write/3/content/child/birthdate'],
    ['#/body/children/0/birthPlace', '#/body/write/3/registration/birthPlace'],
    ['#/body/applicant/age', '#/body/write/3/registration/applicant/age'],
  ])('tells %s as %s', (pointer, expected) => {
    expect(faultOfEntry({ pointer, detail: 'd' }, 3)).toEqual({ pointer: expected, detail: 'd' });
  });

  it('takes a day as a date or as an instant, as the definition shows both', () => {
    expect([dayOf('2021-01-30'), dayOf('2021-10-03T07:03:36Z')]).toEqual(['2021-01-30', '2021-10-03']);
  });
});
