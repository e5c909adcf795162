import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import {
  fingerprintOf,
  loadProgramme,
  loadSchedules,
  loadSharedOperations,
  milestonesBy,
  parseOperations,
  parseProgramme,
  policyFor,
  policyOn,
  renderMessage,
} from '../../../functions/policy/index.ts';
import { factsOf, FOLDER, occurred, policyCalled, programmes } from './shipped.ts';

const shared = loadSharedOperations(FOLDER);
const schedules = loadSchedules(FOLDER);
const IMMUNIZATION = {
  schedule: 'who-infant',
  reminderDaysBefore: 3,
  followUpDays: 14,
  birthWeightGrams: { from: 300, to: 7000 },
};

type Json = Readonly<Record<string, unknown>>;

/** A JSON value with one value in it replaced. */
const replaced = (json: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown => {
  const inner = rest.length === 0 ? value : replaced((json as Json)[key], rest, value);
  return Array.isArray(json)
    ? json.map((entry: unknown, place) => (String(place) === key ? inner : entry))
    : { ...(json as Json), [key]: inner };
};

/** What is said about a shipped file in which the value at a JSON pointer is another. */
const faultOf = (id: string, pointer: string, value: unknown): string => {
  const file: unknown = JSON.parse(readFileSync(join(FOLDER, `${id}.json`), 'utf8'));
  try {
    parseProgramme(replaced(file, pointer.slice(1).split('/'), value), shared, schedules);
    return 'no fault';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const get = (id: string) => {
  const programme = programmes.get(id);
  if (programme === undefined) throw new Error(`no programme ${id}`);
  return programme;
};

describe('a programme file', () => {
  it.each([
    ['an unknown key', 'BD-MCBP', '/versions/0/colour', 'red', /#\/versions\/0: .*colour/],
    [
      'a fact that is not declared',
      'BD-MCBP',
      '/versions/0/eligibility/rules/1/requires/fact',
      'shoeSize',
      '#/versions/0/eligibility/rules/1/requires: no fact is called shoeSize',
    ],
    [
      'a fact of another type',
      'BD-MCBP',
      '/versions/0/eligibility/rules/1/requires/fact',
      'nid',
      '#/versions/0/eligibility/rules/1/requires: the fact nid is of type boolean, needed is integer or number',
    ],
    [
      'an immunization schedule that is not there',
      'DEFAULT',
      '/operations/immunization',
      { ...IMMUNIZATION, schedule: 'no-such' },
      '#/operations/immunization/schedule: got no-such, there are who-infant',
    ],
    [
      'a series that its immunization schedule does not have',
      'DEFAULT',
      '/operations/immunization',
      { ...IMMUNIZATION, alsoSeries: ['YF', 'FLU'] },
      /^#\/operations\/immunization: who-infant has no series FLU; there are BCG, /,
    ],
    [
      'a variant that its immunization schedule does not have',
      'DEFAULT',
      '/operations/immunization',
      { ...IMMUNIZATION, settings: ['noMalaria'] },
      '#/operations/immunization/settings: who-infant has no variant noMalaria; there are lowMeaslesTransmission',
    ],
    [
      'an occurrence that is not declared',
      'BD-MCBP',
      '/versions/0/entitlements/0/start',
      'born',
      '#/versions/0/entitlements/0/start: no occurrence type is called born',
    ],
    [
      'an anchor that is not declared',
      'BO-BJA',
      '/versions/0/exits/0/anchor',
      'moon',
      '#/versions/0/exits/0/anchor: moon is neither an occurrence type nor a date fact',
    ],
    [
      'an attribute that is not declared',
      'IN-TN-MRMBS',
      '/versions/0/entitlements/4/needs/0/where',
      { weather: ['fine'] },
      /occurrences of type delivery declare no attribute weather/,
    ],
    ['a set that is not declared', 'IN-JSY', '/versions/0/sets', {}, /no set is called lowPerformingStates/],
    [
      'components that do not add up',
      'IN-JSY',
      '/versions/0/entitlements/1/amount/rows/0/amount',
      700,
      /components: the components come to 600, the amount is 700/,
    ],
    ['an amount finer than the currency', 'BD-MCBP', '/versions/0/entitlements/0/amount/amount', 0.001, /0.001 has more decimals than BDT/],
    ['a share that leaves a rest', 'ID-PKH', '/versions/0/entitlements/0/amount/share', 7, /3000000 cannot be divided by 7/],
    [
      'windows that overlap',
      'BO-BJA',
      '/versions/0/entitlements/2/opensMonthsBefore',
      2,
      /windows overlap: they are 3 months long, one every 2 months/,
    ],
    [
      'versions that overlap',
      'NP-AAMA',
      '/versions/0/effectiveTo',
      '2018-07-17',
      '#/versions/1: version 2075 is in force on days on which pre-2075 is',
    ],
    [
      'a version that ends before it begins',
      'BD-MCBP',
      '/versions/0/effectiveTo',
      '2020-01-01',
      /ends on 2020-01-01, before it begins on 2021-07-01/,
    ],
    ['two versions of one name', 'NP-AAMA', '/versions/1/id', 'pre-2075', '#/versions: two versions are called pre-2075'],
    [
      'a reason with an unknown placeholder',
      'BO-BJA',
      '/versions/0/entitlements/1/needs/1/notAfter/reason',
      'after {weeks} weeks',
      /\{weeks\} cannot be filled in here; allowed are \{days\}, \{limit\}, \{date\}/,
    ],
    [
      'a limit in a reason without one',
      'BD-MCBP',
      '/versions/0/eligibility/rules/4/reason',
      'below {limit}',
      /\{limit\} cannot be filled in here/,
    ],
    ['an ending of an unknown entitlement', 'BO-BJA', '/versions/0/endings/0/forfeits', ['X'], /no entitlement is called X/],
    ['an unknown language as default', 'BD-MCBP', '/defaultLanguage', 'xx', '#/defaultLanguage: got xx, allowed are bn, en'],
    ['an unknown time zone', 'BD-MCBP', '/timeZone', 'Moon/Base', /#\/timeZone: got Moon\/Base/],
    ['unknown shared operations', 'BD-MCBP', '/operations/shared', 'other', '#/operations/shared: got other, there are standard'],
    [
      'a contact that does not exist',
      'KE-LINDA',
      '/operations/contactOccurrences',
      { anc: ['ANC-99'] },
      '#/operations/contactOccurrences: no contact is called ANC-99',
    ],
    [
      'a contact that yields what no version knows',
      'KE-LINDA',
      '/operations/contactOccurrences',
      { check: ['ANC-1'] },
      '#/operations/contacts: ANC-1 yields check, which no version knows',
    ],
    [
      'a message with an undeclared variable',
      'BD-MCBP',
      '/operations/messages',
      { enrolled: { texts: { bn: '{salary}' } } },
      '#/messages/enrolled/texts/bn: {salary} is not a declared variable',
    ],
    [
      'an unknown kind of condition',
      'BD-MCBP',
      '/versions/0/eligibility/rules/1/requires/kind',
      'script',
      /#\/versions\/0\/eligibility\/rules\/1\/requires.*kind/,
    ],
  ])('is refused for %s', (_, id, pointer, value, message) => {
    const fault = faultOf(id, pointer, value);

    if (typeof message === 'string') expect(fault.split('\n')).toContain(message);
    else expect(fault).toMatch(message);
  });

  it('names the file in the fault of a file', () => {
    expect(() => loadProgramme(join(FOLDER, 'absent.json'))).toThrow(/absent\.json: cannot be read as JSON/);
  });

  it('keeps the named rules of its source', () => {
    const source = JSON.parse(readFileSync(join(import.meta.dirname, '../../cases/programmes/programme_rules.json'), 'utf8')) as {
      programmes: Record<string, { rules: Record<string, string> }>;
    };

    for (const [id, { rules }] of Object.entries(source.programmes)) {
      const text = JSON.stringify(get(id));
      expect(Object.keys(rules).filter((rule) => !text.includes(`"${rule}"`))).toEqual([]);
    }
  });
});

describe('versions', () => {
  it.each([
    ['NP-AAMA', '2018-07-16', 'pre-2075'],
    ['NP-AAMA', '2018-07-17', '2075'],
    ['GH-LEAP', '2023-06-18', '2015-rates'],
    ['GH-LEAP', '2023-06-19', '2023-rates'],
    ['IN-TN-MRMBS', '2023-11-06', 'five'],
    ['IN-TN-MRMBS', '2023-11-07', 'three'],
    ['PH-4PS', '2024-12-31', 'RA11310'],
    ['PH-4PS', '2025-01-01', 'F1KD'],
    ['IN-PMMVY1', '2022-03-31', '1.0'],
    ['IN-PMMVY1', '2022-04-01', undefined],
    ['IN-PMMVY2', '2022-03-31', undefined],
    ['IN-PMMVY2', '2022-04-01', '2.0'],
    ['KE-LINDA', '2024-10-01', undefined],
  ])('%s on %s is %s', (id, on, version) => {
    expect(policyOn(get(id), parsePlainDate(on))?.version.id).toBe(version);
  });

  it('are picked by the date that the programme names, else by the day of evaluation', () => {
    const aama = (date?: string) =>
      policyFor(get('NP-AAMA'), factsOf({}, date === undefined ? [] : [occurred('delivery', date)], '2018-07-20'))?.version.id;

    expect([aama('2018-07-16'), aama('2018-07-17'), aama()]).toEqual(['pre-2075', '2075', '2075']);
  });

  it('have a fingerprint that follows the text and not its order', () => {
    const { version, fingerprint } = policyCalled('BD-MCBP 800');
    const reordered = Object.fromEntries(Object.entries(version).reverse()) as typeof version;

    expect(fingerprintOf('BDT', reordered)).toBe(fingerprint);
    expect(fingerprintOf('BDT', { ...version, summary: 'changed' })).not.toBe(fingerprint);
  });

  it('tell which milestones time alone has brought', () => {
    const { version } = policyCalled('IN-TN-MRMBS five');
    const by = (asOf: string) => milestonesBy(version, factsOf({}, [occurred('lmp', '2022-01-01')], asOf));

    expect(by('2022-03-31')).toEqual([]);
    expect(by('2022-05-01')).toEqual([
      { type: 'month_3_complete', date: '2022-04-01' },
      { type: 'month_4_complete', date: '2022-05-01' },
    ]);
  });
});

describe('operations', () => {
  it('add to the shared ones what a programme does otherwise', () => {
    const { operations } = get('KE-LINDA');

    expect(operations.contacts.filter(({ occurrences }) => occurrences.includes('pnc')).map(({ id }) => id)).toEqual([
      'PNC-1',
      'PNC-1',
      'PNC-2',
      'PNC-3',
      'PNC-4',
    ]);
    expect(operations.numbers.prefix).toBe('LMA');
    expect(get('BD-MCBP').operations.exits.find(({ reason }) => reason === 'childAge')?.afterMonths).toBe(48);
  });

  it('plan the eight antenatal and four postnatal contacts of the default', () => {
    const { contacts } = get('DEFAULT').operations;

    expect(contacts.filter(({ anchor }) => anchor === 'lastMenstrualPeriod').map(({ dueDay }) => dueDay / 7)).toEqual([
      12, 20, 26, 30, 34, 36, 38, 40,
    ]);
    expect(new Set(contacts.filter(({ anchor, when }) => anchor === 'birth' && when === undefined).map(({ id }) => id)).size).toBe(4);
    expect(contacts.find(({ birthPlace }) => birthPlace === 'home')).toMatchObject({ id: 'PNC-1', urgent: true });
  });

  it('leave no two antenatal windows open at once', () => {
    const windows = get('DEFAULT')
      .operations.contacts.filter(({ anchor }) => anchor === 'lastMenstrualPeriod')
      .map(({ dueDay, opensDaysBefore, closesDaysAfter }) => [dueDay - opensDaysBefore, dueDay + closesDaysAfter] as const);

    expect(windows.every(([, closes], place) => closes < (windows[place + 1]?.[0] ?? Infinity))).toBe(true);
  });

  it('are refused when a text has an unknown variable or no English', () => {
    const spoiled = replaced(shared['standard'], ['messages', 'enrolled', 'texts'], { fr: 'Bonjour {nom}' });

    expect(() => parseOperations(spoiled)).toThrow(
      '#/messages/enrolled/texts: the text in en is missing\n#/messages/enrolled/texts/fr: {nom} is not a declared variable',
    );
  });
});

describe('messages', () => {
  const { operations } = get('DEFAULT');

  it('speak her language, or English where they cannot', () => {
    expect(renderMessage(operations, 'transferred', 'sw', { worker: 'Asha' })).toBe('Kuanzia sasa Asha ni mhudumu wako wa afya.');
    expect(renderMessage(operations, 'transferred', 'xx', { worker: 'Asha' })).toBe('From now on Asha is your health worker.');
  });

  it('are not sent with a hole', () => {
    expect(() => renderMessage(operations, 'transferred', 'en', {})).toThrow('needs a value for {worker}');
  });

  it('fit one part of 160 characters in English, with ordinary values', () => {
    const values: Record<string, string> = {
      number: 'NST-1234567-8',
      programme: 'Aama',
      reason: 'below minimum age 19',
      days: '30',
      result: 'accepted',
      worker: 'Asha Devi',
      date: '12 March',
      amount: 'INR 3,000',
      code: '123456',
      organisation: 'Mothers United Gaya',
      count: '12',
      staff: '9',
      link: 'https://abcdefghij.execute-api.eu-west-1.amazonaws.com/v1/me',
      text: '',
      least: '1',
      most: '5',
      minutes: '15',
    };
    const long = Object.keys(operations.messages).filter(
      (id) => renderMessage(operations, id as keyof typeof operations.messages, 'en', values).length > 160,
    );

    expect(long).toEqual([]);
  });

  it('have the same variables in every language', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const uneven = [...programmes.values()].flatMap((programme) =>
      Object.entries(programme.operations.messages).flatMap(([id, { texts }]) =>
        Object.entries(texts)
          .filter(([, text]) => JSON.stringify(names(text)) !== JSON.stringify(names(texts['en'] ?? '')))
          .map(([language]) => `${programme.id} ${id} ${language}`),
      ),
    );

    expect(uneven).toEqual([]);
  });

  it('name no health detail', () => {
    const words = /pregnan|birth weight|HIV|miscarr|stillb|death|died|vaccin|delivery/i;
    const revealing = Object.entries(operations.messages)
      .filter(([, { texts }]) => words.test(texts['en'] ?? ''))
      .map(([id]) => id);

    expect(revealing).toEqual([]);
  });
});
