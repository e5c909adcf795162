import { evaluated, occurred, reasonsOf } from './shipped.ts';

type Row = readonly [what: string, applicant: Readonly<Record<string, unknown>>, reasons: readonly string[]];

describe('IN-PMMVY2 eligibility', () => {
  const fits = { age: 24, categories: ['NFSA_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 };
  const rows: readonly Row[] = [
    ['the lowest age', { age: 19 }, []],
    ['one year less', { age: 18 }, ['below minimum age 19']],
    ['a disability at the threshold', { categories: ['DISABILITY'], disabilityPercent: 40 }, []],
    ['a disability below it', { categories: ['DISABILITY'], disabilityPercent: 39 }, ['no qualifying category (disability below 40%)']],
    ['an income just below the ceiling', { categories: [], familyIncomeINR: 799_999 }, []],
    ['an income at the ceiling, which is strict', { categories: [], familyIncomeINR: 800_000 }, ['no qualifying category']],
    ['no category at all', { categories: [] }, ['no qualifying category']],
    ['every other category', { categories: ['MGNREGA'] }, []],
    [
      'a government job beside a category',
      { categories: ['ST'], employment: 'central_government_regular' },
      ['excluded: regular government employee'],
    ],
    ['a job in a public undertaking', { employment: 'psu_regular' }, ['excluded: regular PSU employee']],
    ['a private job', { employment: 'private' }, []],
    ['similar benefits', { similarBenefit: true }, ['excluded: similar benefits under another law']],
    ['two living children', { livingChildren: 2 }, ['third or later child']],
    [
      'everything at once',
      { age: 17, categories: [], employment: 'state_government_regular', livingChildren: 3 },
      ['below minimum age 19', 'no qualifying category', 'excluded: regular government employee', 'third or later child'],
    ],
  ];

  it.each(rows)('decides on %s', (_, applicant, reasons) => {
    const evaluation = evaluated('IN-PMMVY2 2.0', { ...fits, ...applicant }, [occurred('lmp', '2023-01-10')], '2023-05-01');

    expect(reasonsOf(evaluation)).toEqual(reasons);
    expect(evaluation.outcome).toBe(reasons.length === 0 ? 'eligible' : 'ineligible');
  });

  it.each([
    ['2024-07-13', []],
    ['2024-07-14', ['applied more than 270 days after birth']],
  ])('counts the deadline from the birth: %s', (applicationDate, reasons) => {
    const birth = [occurred('live_birth', '2023-10-17', { sex: 'F' })];

    expect(reasonsOf(evaluated('IN-PMMVY2 2.0', { ...fits, applicationDate }, birth, '2024-07-20'))).toEqual(reasons);
    expect(reasonsOf(evaluated('IN-PMMVY2 2.0', fits, [...birth, occurred('application', applicationDate)], '2024-07-20'))).toEqual(
      reasons,
    );
  });

  it('knows nothing of an application on the day before it, and refuses it from its day on when the deadline was the day before', () => {
    const late = { ...fits, applicationDate: '2024-07-14' };
    const history = [
      occurred('live_birth', '2023-10-17', { sex: 'F' }),
      occurred('birth_registered', '2023-10-30'),
      occurred('vaccines_to_14_weeks_complete', '2024-02-02'),
    ];

    expect(evaluated('IN-PMMVY2 2.0', late, history, '2024-07-13')).toEqual(evaluated('IN-PMMVY2 2.0', fits, history, '2024-07-13'));
    for (const day of ['2024-07-14', '2025-01-01'])
      expect(evaluated('IN-PMMVY2 2.0', late, history, day)).toMatchObject({ outcome: 'ineligible', lines: [] });
  });

  it.each([
    ['a girl', ['F'], []],
    ['a boy', ['M'], ['second child is not a girl']],
    ['twins with a girl', ['M', 'female'], []],
    ['two boys', ['M', 'male'], ['second child is not a girl']],
  ])('asks for a girl among the second: %s', (_, sexes, reasons) => {
    const births = sexes.map((sex) => occurred('live_birth', '2023-10-17', { sex }));

    expect(reasonsOf(evaluated('IN-PMMVY2 2.0', { ...fits, livingChildren: 1 }, births, '2023-12-01'))).toEqual(reasons);
  });

  it('does not ask for the sex of a second child before its birth, or while it is unknown', () => {
    expect(evaluated('IN-PMMVY2 2.0', { ...fits, livingChildren: 1 }, [], '2023-12-01').outcome).toBe('eligible');
    expect(
      evaluated('IN-PMMVY2 2.0', { ...fits, livingChildren: 1 }, [occurred('live_birth', '2023-10-17', { sex: 'unknown' })], '2023-12-01')
        .outcome,
    ).toBe('undetermined');
  });

  it('names the facts that it misses, unless it can refuse without them', () => {
    const withoutAge = { ...fits, age: null };

    expect(evaluated('IN-PMMVY2 2.0', withoutAge, [], '2023-12-01')).toMatchObject({
      outcome: 'undetermined',
      missingFacts: ['age'],
      instalments: [],
      lines: [],
    });
    expect(evaluated('IN-PMMVY2 2.0', { ...withoutAge, livingChildren: 2 }, [], '2023-12-01')).toMatchObject({
      outcome: 'ineligible',
      missingFacts: ['age'],
    });
  });

  it('says why in her language', () => {
    const [ground] = evaluated('IN-PMMVY2 2.0', { ...fits, age: 18 }, [], '2023-12-01').grounds;

    expect(ground).toMatchObject({ rule: 'P2-AGE', texts: { en: 'below minimum age 19', hi: 'न्यूनतम आयु 19 वर्ष से कम' } });
  });

  it('cites the rules that hold, and none of which a clause failed', () => {
    const { satisfied } = evaluated('IN-PMMVY2 2.0', { ...fits, similarBenefit: true }, [], '2023-12-01');

    expect(satisfied).toEqual(['P2-AGE', 'P2-CAT', 'P2-ORDER', 'P2-DEADLINE']);
  });
});

describe('IN-JSY eligibility', () => {
  const rows: readonly Row[] = [
    ['anybody in a government facility of a low-performing state', { state: 'Bihar', facility: 'government' }, []],
    ['a poor woman elsewhere', { state: 'Kerala', facility: 'government', bpl: true }, []],
    ['a woman of a scheduled tribe elsewhere', { state: 'Kerala', facility: 'government', caste: 'ST' }, []],
    ['another woman elsewhere', { state: 'Kerala', facility: 'government', caste: 'OBC' }, ['high-performing state: not BPL, SC or ST']],
    [
      'a private facility, low-performing state',
      { state: 'Bihar', facility: 'accredited_private' },
      ['accredited private facility: not BPL, SC or ST'],
    ],
    ['a private facility and poor', { state: 'Kerala', facility: 'accredited_private', bpl: true }, []],
    ['a private facility that is not accredited', { state: 'Bihar', facility: 'private', bpl: true }, ['private facility not accredited']],
    ['home and poor', { state: 'Kerala', facility: 'home', bpl: true }, []],
    ['home and of a scheduled caste', { state: 'Bihar', facility: 'home', caste: 'SC' }, ['home delivery: not BPL']],
  ];

  it.each(rows)('decides on %s', (_, applicant, reasons) => {
    const facts = { area: 'rural', bpl: false, caste: 'general', ...applicant };

    expect(reasonsOf(evaluated('IN-JSY 2013', facts, [], '2024-03-11'))).toEqual(reasons);
  });

  it('goes by where she gave birth once that is known', () => {
    const facts = { state: 'Bihar', area: 'rural', facility: 'government', bpl: false, caste: 'general' };

    expect(reasonsOf(evaluated('IN-JSY 2013', facts, [occurred('delivery', '2024-03-10', { place: 'home' })], '2024-03-11'))).toEqual([
      'home delivery: not BPL',
    ]);
    expect(reasonsOf(evaluated('IN-JSY 2013', facts, [occurred('delivery', '2024-03-10', { place: 'facility' })], '2024-03-11'))).toEqual(
      [],
    );
  });
});

describe('eligibility of the other programmes', () => {
  const mcb = {
    age: 24,
    pregnancyOrder: 1,
    householdIncomeBDT: 6500,
    nid: true,
    ancCard: true,
    account: 'own_mobile',
    previousBenefit: false,
  };
  const rows: readonly (readonly [policy: string, applicant: Readonly<Record<string, unknown>>, reasons: readonly string[]])[] = [
    ['IN-PMMVY1 1.0', { employment: 'none', livingChildren: 0 }, []],
    ['IN-PMMVY1 1.0', { employment: 'psu_regular', livingChildren: 1 }, ['not the first living child', 'excluded: regular PSU employee']],
    ['BD-MCBP 800', { ...mcb, age: 20 }, []],
    ['BD-MCBP 800', { ...mcb, age: 19 }, ['below age 20']],
    ['BD-MCBP 800', { ...mcb, age: 35 }, []],
    ['BD-MCBP 800', { ...mcb, age: 36 }, ['above age 35']],
    ['BD-MCBP 800', { ...mcb, pregnancyOrder: 2 }, []],
    ['BD-MCBP 800', { ...mcb, pregnancyOrder: 3 }, ['not the first or second pregnancy']],
    ['BD-MCBP 800', { ...mcb, householdIncomeBDT: 8001 }, ['household income above 8,000']],
    [
      'BD-MCBP 800',
      { ...mcb, nid: false, ancCard: false, account: 'husband' },
      ['no national ID card', 'no ANC card', 'no own bank or mobile account'],
    ],
    ['BO-BJA DS0066', { shortTermInsurance: false, youngestChildAgeMonths: 24 }, []],
    [
      'BO-BJA DS0066',
      { shortTermInsurance: true, youngestChildAgeMonths: 23 },
      ['covered by short-term social security', 'has a child under 2 years of age'],
    ],
    ['GH-LEAP 2023-rates', { extremePoor: false, eligibleMembers: ['ovc'] }, ['household not extremely poor']],
    ['GH-LEAP 2023-rates', { extremePoor: true, eligibleMembers: ['mother_infant_under_1'], infantAgeMonths: 11 }, []],
    [
      'GH-LEAP 2023-rates',
      { extremePoor: true, eligibleMembers: ['mother_infant_under_1'], infantAgeMonths: 12 },
      ['infant not under 12 months at enrolment'],
    ],
    ['IN-TN-MRMBS five', { age: 19, deliveryOrder: 2 }, []],
    ['IN-TN-MRMBS three', { age: 18, deliveryOrder: 3 }, ['below minimum age 19', 'more than two deliveries']],
    ['PH-4PS F1KD', { registered: false }, ['household not registered in 4Ps']],
    ['PH-4PS F1KD', { registered: true, yearsInProgramme: 7 }, []],
    ['PH-4PS RA11310', { registered: true, yearsInProgramme: 8 }, ['more than seven years in the programme']],
    ['ID-PKH 2021', { inDTKS: true, components: ['pregnant'], pregnancyOrder: 2 }, []],
    ['ID-PKH 2021', { inDTKS: true, components: ['pregnant'], pregnancyOrder: 3 }, ['third or later pregnancy']],
    ['ID-PKH 2021', { inDTKS: true, components: [] }, ['no eligible component in the family']],
    ['KE-LINDA NHIF', { nhif: true, privateInsurance: true }, ['covered by NHIF', 'covered by private insurance']],
    ['NP-AAMA 2075', { zone: 'hill', citizen: false }, ['not a Nepali citizen']],
    ['DEFAULT 1', {}, ['no pregnancy or birth is recorded']],
  ];

  it.each(rows)('%s decides on %j', (policy, applicant, reasons) => {
    expect(reasonsOf(evaluated(policy, applicant, [], '2024-06-30'))).toEqual(reasons);
  });

  it('pays nothing in Nepal for a birth at home or in a facility that is not listed', () => {
    const at = (place: string) =>
      reasonsOf(evaluated('NP-AAMA 2075', { zone: 'hill', citizen: true }, [occurred('delivery', '2024-05-20', { place })], '2024-06-09'));

    expect([at('home'), at('private'), at('listed_facility')]).toEqual([
      ['home delivery'],
      ['delivery not in a government or listed facility'],
      [],
    ]);
  });
});
